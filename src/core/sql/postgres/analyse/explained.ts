// EXPLAIN of a SELECT: the SELECT is read as if it stood alone, at the places where it stands, and the plan that is asked for is that of
// the governed statement. Options that say how it is written are taken. ANALYZE would run the statement, and the others print what is not
// shown (shown-plan.ts).

import type { PlanForm } from "../../../model/facts.ts";
import { type Refusal, refuse } from "../../../model/refusal.ts";
import { parseText, type Statement } from "../parse/parse-text.ts";
import type { SourceText } from "../parse/source-text.ts";
import { bodyOf, list, type Struct, struct, unwrap, whole, word } from "../parse/tree.ts";

/** In front of the governed text: the plan as a value, with the schemas of relations. Nothing is run. */
export const EXPLAIN = "EXPLAIN (FORMAT JSON, VERBOSE) ";

export interface Explained {
  readonly kind: "explained";
  readonly select: Statement;
  readonly form: PlanForm;
}

/** The SELECT behind EXPLAIN; null for any other statement. */
export function explainedSelect(statement: Statement): Explained | Refusal | null {
  if (statement.tree.kind !== "ExplainStmt") return null;
  const { body } = statement.tree;
  if (unwrap(body["query"])?.kind !== "SelectStmt") return null;
  const form = formOf(list(body["options"]).map((option) => struct(bodyOf(option, "DefElem"))));
  if (form === null) {
    return refuse("statement-kind", "EXPLAIN is taken with FORMAT TEXT, FORMAT JSON and COSTS alone.", {
      rule: "statement-kind",
      remedy:
        "Write EXPLAIN, EXPLAIN (COSTS OFF) or EXPLAIN (FORMAT JSON) in front of the SELECT; it is not run, and no more is shown of its plan.",
      position: 1,
    });
  }
  const select = parseText(withoutExplain(statement.source, list(body["options"]).length > 0));
  if (select.kind === "refusal") return select;
  const { normalisedText, fingerprint } = statement;
  return { kind: "explained", select: { ...select, normalisedText, fingerprint }, form };
}

/** Null where an option asks for more than is shown. The last of one name counts, as on the server. */
function formOf(options: readonly Struct[]): PlanForm | null {
  let form: PlanForm = { format: "text", costs: true };
  for (const { defname, arg } of options) {
    const value = (word(struct(bodyOf(arg, "String"))["sval"]) ?? "").toLowerCase();
    if (defname === "format" && (value === "text" || value === "json")) form = { ...form, format: value };
    else if (defname === "costs" && isBoolean(arg)) form = { ...form, costs: isOn(arg) };
    else if (!isBoolean(arg) || isOn(arg) || !SWITCHED_OFF.has(String(defname))) return null;
  }
  return form;
}

const SWITCHED_OFF: ReadonlySet<string> = new Set(
  "analyze verbose settings generic_plan buffers wal timing summary memory".split(" "),
);
const WORDS: ReadonlySet<string> = new Set(["true", "on", "false", "off"]);

function isBoolean(value: unknown): boolean {
  const text = bodyOf(value, "String");
  const number = bodyOf(value, "Integer");
  if (text !== null) return WORDS.has((word(text["sval"]) ?? "").toLowerCase());
  return value === undefined || (number !== null && (whole(number["ival"]) ?? 0) <= 1);
}

/** An option without a value is on. */
function isOn(value: unknown): boolean {
  const text = bodyOf(value, "String");
  if (text !== null) return /^(true|on)$/i.test(word(text["sval"]) ?? "");
  return value === undefined || whole(struct(bodyOf(value, "Integer"))["ival"]) === 1;
}

/** Blanks in the place of the words, so that every position stays. */
function withoutExplain(source: SourceText, options: boolean): string {
  const { text, tokens } = source;
  const start = tokens[options ? source.closing(1) + 1 : 1]?.start ?? text.length;
  return " ".repeat(start) + text.slice(start);
}
