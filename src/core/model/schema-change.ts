// What a statement that changes the schema would do, and what a role may ask for. Every such statement waits for people.
// INVARIANT: facts never understate: what the analysis does not know is an obstacle of the statement.

import type { DataClass, Level } from "./data-class.ts";
import type { RelationName } from "./relation-name.ts";
import type { WriteGrant } from "./write-grant.ts";

/** `alter` is all that leaves the table where it is: columns, constraints, indexes, comments. */
export type SchemaVerb = "create" | "alter" | "drop" | "truncate";

/** Which changes of a relation's schema the role may ask for. */
export interface SchemaGrant {
  readonly verbs: ReadonlySet<Exclude<SchemaVerb, "create">>;
  /** What the data policy says of columns by name, of those too that are not there yet. */
  readonly listed: ReadonlyMap<string, { readonly class: DataClass | null; readonly level: Level }>;
  /** What roles may write of the relation, by name. */
  readonly grants: readonly Pick<WriteGrant, "insert" | "update">[];
  /** True when some role sees something of columns that no policy names. */
  readonly unnamedShown: boolean;
}

/** A constraint or an index that the statement names. */
export interface NamedPart {
  readonly kind: "constraint" | "index";
  readonly name: string;
  /** Null when there is none of that name. */
  readonly found: { readonly columns: readonly string[]; readonly references: RelationName | null } | null;
  /** It is made to hold for the rows that are there. */
  readonly validated?: true;
}

/** What the database is to compute with for each row: a CHECK, a generated column, an index over expressions or with a condition. */
export interface SchemaExpression {
  readonly columns: readonly string[];
  /** The new column that holds what is computed; null where nothing does. */
  readonly fills: string | null;
  /** True when rows that are there are not checked now, and each is when it is next changed. */
  readonly unchecked: boolean;
}

export interface SchemaFacts {
  readonly verb: SchemaVerb;
  /** Tables that it changes; the one whose columns it names first. */
  readonly targets: readonly RelationName[];
  /** The table that it makes; null when it makes none. */
  readonly creates: RelationName | null;
  /** Columns of the first target that have to be there, in the order named. */
  readonly columns: readonly string[];
  /** Columns that the table gets. */
  readonly adds: readonly string[];
  /** Columns that it loses. */
  readonly drops: readonly string[];
  readonly rename: { readonly from: string; readonly to: string } | null;
  /** What new foreign keys point at, and the columns that they are `from`. */
  readonly references: readonly {
    readonly relation: RelationName;
    readonly columns: readonly string[];
    readonly from: readonly string[];
  }[];
  /** What new keys are made of: columns that are to be unique together. */
  readonly keys: readonly (readonly string[])[];
  readonly expressions: readonly SchemaExpression[];
  readonly parts: readonly NamedPart[];
  /** True when values go that were there. */
  readonly loses: boolean;
  /** True when every row is written anew. */
  readonly rewrites: boolean;
  /** Columns of the first target whose stored values decide whether it can be done at all. */
  readonly checks: readonly string[];
}
