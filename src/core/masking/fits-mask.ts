// Whether a constant that a masked column is compared with gives the answer that the values themselves would give.

import type { JsonValue } from "../model/json-value.ts";
import type { Comparison } from "../model/value-use.ts";

export type Check =
  | { readonly kind: "token"; readonly class: string; readonly form: "text" | "integer" | "uuid" }
  | { readonly kind: "stars"; readonly keep: "first" | "last" | "domain"; readonly count: number }
  | { readonly kind: "partial-pattern"; readonly keep: "first" | "last" | "domain"; readonly count: number }
  | { readonly kind: "year-pattern" }
  | { readonly kind: "year-bound"; readonly comparison: Comparison; readonly days: boolean }
  | { readonly kind: "multiple"; readonly comparison: Comparison; readonly size: number };

/** NULL is compared alike whatever the other side is; a list fits when all of it does. */
export function fits(check: Check, value: JsonValue): boolean {
  if (value === null) return true;
  if (isList(value)) return value.every((member) => fits(check, member));
  const text = typeof value === "object" ? JSON.stringify(value) : String(value);
  switch (check.kind) {
    case "token":
      return isToken(text, check);
    case "stars":
      return text.includes("*");
    case "partial-pattern":
      return asksForKept(text, check);
    case "year-pattern":
      return /^\d{4}(?:-|-%)?%$/.test(text);
    case "year-bound":
      return isBound(text, check);
    case "multiple": {
      const multiple = Number(text) / check.size;
      return (
        (check.comparison === ">=" || check.comparison === "<") && Math.abs(multiple - Math.round(multiple)) < 1e-9
      );
    }
  }
}

function isList(value: JsonValue): value is readonly JsonValue[] {
  return Array.isArray(value);
}

function isToken(text: string, { class: dataClass, form }: Extract<Check, { kind: "token" }>): boolean {
  if (form === "text")
    return text.startsWith(`${dataClass}_`) && /^[0-9a-f]{16}$/.test(text.slice(dataClass.length + 1));
  if (form === "uuid") return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text);
  // of 52 random bits: one in a million is shorter than ten digits
  return /^\d{10,16}$/.test(text);
}

/** `%1234` of four last characters, `AB%` of two first, `%@example.com` of a domain. */
function asksForKept(pattern: string, { keep, count }: Extract<Check, { kind: "partial-pattern" }>): boolean {
  if (keep === "domain")
    return /^%[@.]?[^%_*]+$/.test(pattern) && (pattern.startsWith("%@") || pattern.startsWith("%."));
  const kept = keep === "last" ? /^%([^%_]+)$/ : /^([^%_]+)%$/;
  const [, asked = ""] = kept.exec(pattern) ?? [];
  return asked !== "" && asked.length <= count;
}

/** All of a year lies on one side of these: `>=` and `<` of a 1 January, `<=` and `>` of a 31 December. */
function isBound(text: string, { comparison, days }: Extract<Check, { kind: "year-bound" }>): boolean {
  const [, month, day, rest = ""] = /^\d{4}(?:-(\d\d)-(\d\d))?(.*)$/.exec(text.trim()) ?? [];
  if (month === undefined) return /^\d{4}$/.test(text.trim()) && (comparison === ">=" || comparison === "<");
  const isMidnight = /^(?:[ T]00:00(?::00(?:\.0+)?)?(?:Z|[+-]00(?::?00)?)?)?$/.test(rest.trim() === "" ? "" : rest);
  if (comparison === ">=" || comparison === "<") return month === "01" && day === "01" && isMidnight;
  const isLast = month === "12" && day === "31";
  return isLast && (days ? rest.trim() === "" : /^[ T]23:59/.test(rest));
}
