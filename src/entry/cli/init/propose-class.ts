// A first guess at what a column holds, from its name, its type and its place in keys alone; no value is looked at. A person corrects it.
// The head of a name is its end: `email_verified` is no e-mail address, and `address_id` no address.

import type { Column, TypeFamily } from "../../../core/model/catalogue.ts";
import type { DataClass } from "../../../core/model/data-class.ts";
import { CLASS_WORDS, HARMLESS, NEUTRAL, PEOPLE, SUFFIXES } from "./class-words.ts";

export interface Proposal {
  /** A class, or a level where nothing personal shows. */
  readonly holds: string;
  /** Its name says nothing of what it holds: a person should look. */
  readonly unsure: boolean;
}

const PHRASES: ReadonlyMap<string, DataClass> = new Map(
  CLASS_WORDS.flatMap(([holds, phrases]) =>
    phrases.split(", ").map((phrase) => [phrase.replaceAll(" ", ""), holds] as const),
  ).toReversed(),
);

/** `relation` is the table's name without its schema. */
export function proposeClass(column: Column, { relation, isKey }: { relation: string; isKey: boolean }): Proposal {
  const { type, references } = column;
  const isLink = isKey || references !== null;
  const words = wordsOf(column.name);
  const own = classOf(words, relation);
  const named = own ?? (references === null ? null : classOf(wordsOf(references.column), references.relation.name));
  if (named !== null && fits(named, { family: type.family, words, isLink })) return { holds: named, unsure: false };
  if (isLink) return { holds: "internal", unsure: false };
  if (type.family === "network") return { holds: "ip-address", unsure: false };
  if (type.family === "json" || type.family === "bytes" || type.family === "other")
    return { holds: "confidential", unsure: true };
  const isText = type.family === "text" || type.family === "array";
  return { holds: "internal", unsure: isText && !isHarmless(words, column) };
}

/** Lower case, without accents. */
function wordsOf(name: string): readonly string[] {
  return name
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .replaceAll("ß", "ss")
    .replace(/([\p{Ll}\p{N}])(\p{Lu})/gu, "$1 $2")
    .replace(/(\p{Lu})(\p{Lu}\p{Ll})/gu, "$1 $2")
    .replace(/(\p{L})(\p{N})/gu, "$1 $2")
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== "");
}

/** Of a flag in any type. */
const QUESTIONS: ReadonlySet<string> = new Set(["is", "has", "had", "can", "was", "allow", "allows", "show", "hide"]);

/** The phrase that ends last, and of those the longest. What follows it may only be neutral. */
function classOf(words: readonly string[], relation: string): DataClass | null {
  if (words.join("") === "name") return wordsOf(relation).some((word) => PEOPLE.has(word)) ? "person-name" : null;
  if (QUESTIONS.has(words[0] ?? "")) return null;
  for (let end = words.length; end > 0; end--) {
    for (let start = 0; start < end; start++) {
      const found = PHRASES.get(words.slice(start, end).join(""));
      if (found !== undefined) return found;
    }
    const word = words[end - 1] ?? "";
    const compound = SUFFIXES.find(([, form]) => form.test(word))?.[0];
    if (compound !== undefined) return compound;
    if (!NEUTRAL.has(word)) return null;
  }
  return null;
}

const NUMERIC: ReadonlySet<DataClass> = new Set([
  "national-id",
  "payment-card",
  "bank-account",
  "phone",
  "salary",
  "health",
  "address",
]);
/** Of `secret` and `birth-date`, which are mostly texts and dates. */
const NUMERIC_WORDS = /^(pin|otp|cvv|cvc|csc|passcode|year)$/;

/** A flag, a moment, a count or a link holds no such thing, whatever it is called: masked as one it would only break joins and sums. */
function fits(
  named: DataClass,
  { family, words, isLink }: { family: TypeFamily; words: readonly string[]; isLink: boolean },
): boolean {
  switch (family) {
    case "text":
      return !(isLink && named === "free-text");
    case "date":
    case "timestamp":
      return named === "birth-date";
    case "integer":
    case "numeric":
    case "float":
      return !isLink && (NUMERIC.has(named) || words.some((word) => NUMERIC_WORDS.test(word)));
    case "uuid":
      return !isLink && named === "secret";
    case "network":
      return named === "ip-address";
    case "json":
    case "bytes":
    case "array":
    case "other":
      return !isLink;
    case "boolean":
    case "time":
    case "interval":
    case "enum":
      return false;
  }
}

function isHarmless(words: readonly string[], { type, enumLabels }: Column): boolean {
  return HARMLESS.has(words.at(-1) ?? "") || enumLabels.length > 0 || /\((1|2|3)\)$/.test(type.label);
}
