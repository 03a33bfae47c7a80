// Where a star makes columns be told by their place: then they may be others than they seem, and what flows where cannot be traced.

import type { ColumnName } from "../../../model/relation-name.ts";
import type { Reading } from "../analyse/reading.ts";
import { childrenOf } from "../parse/node.ts";
import type { Node } from "../parse/tree.ts";

/** Every column of every relation that is read, where positions may not be what they seem; null where each output can be traced. */
export function everythingOf(rows: Reading | null): readonly ColumnName[] | null {
  if (rows === null || !isShifting(rows.statement.root)) return null;
  return rows.uses.flatMap(({ relation }) =>
    relation.columns.map(({ name }): ColumnName => ({ relation: relation.name, column: name })),
  );
}

/**
 * A star brings the columns that the caller may see, and analysis knows more of them: where columns are then told by their place (the
 * names of a WITH query, the arms of a set operation) they may be others than they seem.
 */
function isShifting(node: Node): boolean {
  const places = node.type === "compound_select_stmt" || (node.type === "common_table_expr" && node.columns !== null);
  return (places && holdsStar(node)) || childrenOf(node).some(isShifting);
}

/** The star of count(*) is none. */
function holdsStar(node: Node): boolean {
  if (node.type === "all_columns") return true;
  const counted = node.type === "func_call" && node.args[0]?.type === "all_columns" ? node.args[0] : null;
  return childrenOf(node).some((child) => child !== counted && holdsStar(child));
}
