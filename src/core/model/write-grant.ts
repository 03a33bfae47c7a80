// What a role may write of a relation.

/** Verbs, granted column by column. A grant is leave to ask: risk rules decide what runs at once and what waits. */
export interface WriteGrant {
  readonly insert: GrantedColumns;
  readonly update: GrantedColumns;
  readonly delete: boolean;
}

/** Null: none. */
export type GrantedColumns = "all" | ReadonlySet<string> | null;

export function grantsColumn(granted: GrantedColumns, column: string): boolean {
  return granted === "all" || (granted?.has(column) ?? false);
}
