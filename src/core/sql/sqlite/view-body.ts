// The SELECT of a view, from the CREATE VIEW text that SQLite keeps.

import { spanOf } from "./node.ts";
import { parseText } from "./parse-text.ts";

/** Null when the text is not a view that the grammar knows. */
export function viewBody(create: string): string | null {
  const parsed = parseText(create);
  if (parsed.kind === "refusal" || parsed.root.type !== "create_view_stmt") return null;
  const clause = parsed.root.clauses.find(({ type }) => type === "as_clause");
  if (clause === undefined || clause.type !== "as_clause") return null;
  const { from, to } = spanOf(clause.expr);
  return create.slice(from, to);
}
