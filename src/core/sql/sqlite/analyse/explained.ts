// EXPLAIN QUERY PLAN of a SELECT: the SELECT is read as if it stood alone, at the places where it stands, and the plan that is asked for is that
// of the governed statement. EXPLAIN alone prints instructions, which hold what filters and masks are made of.

import type { PlanForm } from "../../../model/facts.ts";
import { type Refusal, refuse } from "../../../model/refusal.ts";
import { childrenOf } from "../parse/node.ts";
import { parseText, type Statement } from "../parse/parse-text.ts";
import { isQuery, type Node } from "../parse/tree.ts";

/** In front of the governed text. Nothing is run. */
export const EXPLAIN = "EXPLAIN QUERY PLAN ";

export interface Explained {
  readonly kind: "explained";
  readonly select: Statement;
  readonly form: PlanForm;
}

/** The SELECT behind EXPLAIN QUERY PLAN; null for any other statement. */
export function explainedSelect(statement: Statement): Explained | Refusal | null {
  const { root, text } = statement;
  if (root.type !== "explain_stmt" || !isQuery(root.statement)) return null;
  if (!root.plan) {
    return refuse("statement-kind", "EXPLAIN is taken as EXPLAIN QUERY PLAN alone.", {
      rule: "statement-kind",
      remedy: "Write EXPLAIN QUERY PLAN in front of the SELECT; it is not run, and no more is shown of its plan.",
      position: 1,
    });
  }
  const { from } = root.statement;
  const select = parseText(" ".repeat(from) + text.slice(from));
  if (select.kind === "refusal") return select;
  return { kind: "explained", select, form: { format: "text", costs: false, names: namesIn(select.root) } };
}

/** Names that stand for rows: tables, aliases and WITH queries. */
function namesIn(root: Node): readonly string[] {
  const names = new Set<string>();
  const visit = (node: Node): void => {
    if (node.type === "table_name" || node.type === "common_table_expr") names.add(node.name);
    if (node.type === "alias") names.add(node.alias);
    for (const child of childrenOf(node)) visit(child);
  };
  visit(root);
  return [...names];
}
