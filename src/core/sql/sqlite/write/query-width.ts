// How many columns a query gives, as far as its text tells.

import { childrenOf, type Node } from "../node.ts";

/** Null where a star leaves it to the database. */
export function queryWidth(node: Node): number | null {
  if (node.type === "compound_select_stmt") return queryWidth(node.left);
  if (node.type !== "select_stmt") return null;
  for (const clause of childrenOf(node)) {
    if (clause.type === "values_clause") {
      const [first] = clause.values.items;
      if (first?.type !== "paren_expr") return null;
      return first.expr.type === "list_expr" ? first.expr.items.length : 1;
    }
    if (clause.type !== "select_clause") continue;
    const items = clause.columns?.items ?? [];
    const open = items.some(
      (item) => item.type === "all_columns" || (item.type === "member_expr" && item.property.type === "all_columns"),
    );
    return open ? null : items.length;
  }
  return null;
}
