// What a reference names: a column, and the table that it says, both folded.

import { fold } from "../parse/node.ts";
import type { Node } from "../parse/tree.ts";

/** Null where it is no reference to a column. */
export function columnPath(node: Node): { table: string | null; column: string } | null {
  if (node.type === "identifier" || node.type === "boolean_literal") return { table: null, column: fold(node.name) };
  if (node.type !== "member_expr" || node.property.type !== "identifier") return null;
  const table = node.object.type === "member_expr" ? node.object.property : node.object;
  return table.type === "identifier" ? { table: fold(table.name), column: fold(node.property.name) } : null;
}
