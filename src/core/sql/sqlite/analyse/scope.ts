// Which names stand for common table expressions at a place of a statement. In SQLite all of one WITH see each other,
// whether it says RECURSIVE or not, and shadow tables; a name with a schema is never one.

import { fold } from "../parse/node.ts";
import { isQuery, type Node, type NodeOf } from "../parse/tree.ts";

export interface Scope {
  readonly outer: Scope | null;
  /** By folded name. */
  readonly tables: ReadonlyMap<string, NodeOf<"common_table_expr">>;
}

export const EMPTY_SCOPE: Scope = { outer: null, tables: new Map() };

export function findCte(scope: Scope, name: string): NodeOf<"common_table_expr"> | null {
  for (let at: Scope | null = scope; at !== null; at = at.outer) {
    const found = at.tables.get(fold(name));
    if (found !== undefined) return found;
  }
  return null;
}

/** The scope inside a statement: its own WITH, which of a set operation holds for all arms. */
export function scopeWithin(statement: Node, outer: Scope): Scope {
  const clause = isQuery(statement) ? statement.with : null;
  return clause === null ? outer : { outer, tables: new Map(clause.tables.map((table) => [fold(table.name), table])) };
}
