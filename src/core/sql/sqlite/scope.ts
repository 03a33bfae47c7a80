// Which names stand for common table expressions at a place of a statement. In SQLite all of one WITH see each other,
// whether it says RECURSIVE or not, and shadow tables; a name with a schema is never one.

import { fold, type Node } from "./node.ts";

export interface Scope {
  readonly outer: Scope | null;
  /** By folded name. */
  readonly tables: ReadonlyMap<string, Node>;
}

export const EMPTY_SCOPE: Scope = { outer: null, tables: new Map() };

export function findCte(scope: Scope, name: string): Node | null {
  for (let at: Scope | null = scope; at !== null; at = at.outer) {
    const found = at.tables.get(fold(name));
    if (found !== undefined) return found;
  }
  return null;
}

/** The scope inside a statement: its own WITH, or, for a compound one, that of its first arm, which holds for all arms. */
export function scopeWithin(statement: Node, outer: Scope): Scope {
  const clause = withClauseOf(statement);
  if (clause === null || clause.type !== "with_clause") return outer;
  const tables = new Map<string, Node>();
  for (const table of clause.tables.items) tables.set(fold(table.table.name), table);
  return { outer, tables };
}

function withClauseOf(statement: Node): Node | null {
  if (statement.type === "compound_select_stmt") return withClauseOf(statement.left);
  if (statement.type !== "select_stmt") return null;
  return statement.clauses.find((clause) => clause.type === "with_clause") ?? null;
}
