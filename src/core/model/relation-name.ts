// Names of relations and columns, as the catalogue spells them: already folded and unquoted.
// A name is compared exactly; folding happens once, in the dialect that parsed the statement.

/** A relation of one database. SQLite relations live in the schema `main`. */
export interface RelationName {
  readonly schema: string;
  readonly name: string;
}

export interface ColumnName {
  readonly relation: RelationName;
  readonly column: string;
}

/** The key under which a relation stands in maps. Injective: both parts are JSON strings. */
export type RelationKey = string;

export function relationKey({ schema, name }: RelationName): RelationKey {
  if (ESCAPED.test(schema) || ESCAPED.test(name)) return JSON.stringify([schema, name]);
  return `["${schema}","${name}"]`; // the same, without the work: statements are planned by these
}

/** What is not itself in a JSON string. */
const ESCAPED = /["\\\p{Cc}\p{Cs}]/u;

/** `schema.name`, for people and for policy files. */
export function formatRelation(name: RelationName): string {
  return `${name.schema}.${name.name}`;
}

/** `schema.name.column`, for people and for the ledger. */
export function formatColumn(name: ColumnName): string {
  return `${formatRelation(name.relation)}.${name.column}`;
}
