// How many columns a query gives, as far as its text tells.

import { isStar } from "../parse/node.ts";
import type { Node } from "../parse/tree.ts";

/** Null where a star leaves it to the database. */
export function queryWidth(node: Node): number | null {
  if (node.type === "compound_select_stmt") return queryWidth(node.left);
  if (node.type === "values_stmt") return node.rows[0]?.items.length ?? null;
  return node.type !== "select_stmt" || node.columns.some(isStar) ? null : node.columns.length;
}
