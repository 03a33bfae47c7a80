// The expression of `SELECT expression`, for a text that has to be one expression and nothing else.

import type { Node } from "./tree.ts";

/** Null where there is more than one, or anything beside it. */
export function selectedAlone(root: Node): Node | null {
  if (root.type !== "select_stmt") return null;
  const { columns, from: _from, to: _to, type: _type, distinct, ...clauses } = root;
  const [only, ...others] = columns;
  const bare = Object.values(clauses).every(
    (clause) => clause === null || (Array.isArray(clause) && clause.length === 0),
  );
  return only !== undefined && others.length === 0 && bare && !distinct ? only : null;
}
