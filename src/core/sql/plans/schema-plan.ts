// A change of the schema as the database is to run it.
// INVARIANT: a plan is made only by a dialect's rewriting of an allowed decision (test/layers proves it); it runs when people have approved.

import type { Engine } from "../../model/catalogue.ts";
import type { Allow, Limits } from "../../model/decision.ts";
import type { RelationKey, RelationName } from "../../model/relation-name.ts";
import type { SchemaVerb } from "../../model/schema-change.ts";

export interface SchemaPlanParts {
  readonly engine: Engine;
  readonly verb: SchemaVerb;
  /** One statement without parameters. */
  readonly text: string;
  /** Tables that it changes and that are there. */
  readonly targets: readonly RelationName[];
  /** The table that it makes. */
  readonly creates: RelationName | null;
  /** Tables that its foreign keys point at. */
  readonly references: readonly RelationName[];
  /** What else may differ in the catalogue afterwards: partitions, and views over a renamed column. */
  readonly follows: readonly RelationName[];
  /** Columns that each table which it makes or alters has afterwards, in no order. */
  readonly columns: ReadonlyMap<RelationKey, ReadonlySet<string>>;
  /** True when readers of its tables wait while it runs; false when writers alone do. */
  readonly stopsReaders: boolean;
  /** True when values go, or rows are written anew: then the rows of the targets are what it changes. */
  readonly changesRows: boolean;
  /** For those who decide, a sentence each. They may name what the caller does not see. */
  readonly notes: readonly string[];
  readonly catalogueVersion: string;
}

export class SchemaPlan {
  readonly #made = true;
  readonly parts: SchemaPlanParts;
  readonly limits: Limits;

  private constructor(parts: SchemaPlanParts, limits: Limits) {
    this.parts = parts;
    this.limits = limits;
  }

  static of(parts: SchemaPlanParts, allow: Allow): SchemaPlan {
    return new SchemaPlan(parts, allow.limits);
  }

  get isPlanned(): boolean {
    return this.#made;
  }
}
