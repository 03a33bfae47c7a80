// The ids by which PostgreSQL's own catalogue names what a database holds: which of them a caller sees is computed from this and from a
// governance. Ids are those of pg_class, pg_constraint, pg_type and their like.

export interface SystemObjects {
  /** Numbers of columns (pg_attribute.attnum) by the relation's id, then by name. */
  readonly columns: ReadonlyMap<number, ReadonlyMap<string, number>>;
  readonly indexes: readonly SystemIndex[];
  readonly constraints: readonly SystemConstraint[];
  /** Types of users', row types and arrays among them. */
  readonly types: readonly SystemType[];
  readonly schemas: readonly { readonly oid: number; readonly name: string }[];
  /** Sequences that belong to columns. */
  readonly sequences: readonly OwnedSequence[];
}

/** `columns` are the numbers of all that it depends on, expressions and condition included. */
export interface SystemIndex {
  readonly oid: number;
  readonly relation: number;
  readonly columns: readonly number[];
  /** Whether an expression or a condition stands in it, which may hold values. */
  readonly computes: boolean;
  /** Whether it calls code of users'. */
  readonly opaque: boolean;
}

export interface SystemConstraint extends SystemIndex {
  /** What a foreign key points at; null for another constraint. */
  readonly target: number | null;
  readonly targetColumns: readonly number[];
}

export interface SystemType {
  readonly oid: number;
  readonly schema: string;
  readonly name: string;
  /** Of an array its element, of a multirange its range; null for another type. */
  readonly of: number | null;
  /** Of the rows of a relation, its id; null for another type. */
  readonly rowsOf: number | null;
}

export interface OwnedSequence {
  readonly oid: number;
  readonly schema: string;
  readonly name: string;
  readonly relation: number;
  readonly column: number;
}

/** Whether a relation is one of the server's own catalogue. */
export function isOfCatalogue({ schema }: { readonly schema: string }): boolean {
  return schema === "pg_catalog" || schema === "information_schema";
}
