// EXPLAIN of a SELECT: the SELECT is read as if it stood alone, at the places where it stands, and the plan that is asked for is that of
// the governed statement. Options are not taken: ANALYZE would run the statement, and the others print what is not shown (shown-plan.ts).

import { type Refusal, refuse } from "../../../model/refusal.ts";
import { parseText, type Statement } from "../parse/parse-text.ts";
import type { SourceText } from "../parse/source-text.ts";
import { list, unwrap } from "../parse/tree.ts";

/** In front of the governed text: the plan as a value, with the schemas of relations. Nothing is run. */
export const EXPLAIN = "EXPLAIN (FORMAT JSON, VERBOSE) ";

/** The SELECT behind EXPLAIN; null for any other statement. */
export function explainedSelect(statement: Statement): Statement | Refusal | null {
  if (statement.tree.kind !== "ExplainStmt") return null;
  const { body } = statement.tree;
  if (unwrap(body["query"])?.kind !== "SelectStmt") return null;
  if (list(body["options"]).length > 0) {
    return refuse("statement-kind", "EXPLAIN is taken without options.", {
      rule: "statement-kind",
      remedy: "Write EXPLAIN in front of the SELECT, without ANALYZE and without options.",
      position: 1,
    });
  }
  const inner = parseText(withoutExplain(statement.source));
  if (inner.kind === "refusal") return inner;
  return { ...inner, normalisedText: statement.normalisedText, fingerprint: statement.fingerprint };
}

/** Blanks in the place of the word, so that every position stays. */
function withoutExplain({ text, tokens }: SourceText): string {
  const start = tokens[1]?.start ?? text.length;
  return " ".repeat(start) + text.slice(start);
}
