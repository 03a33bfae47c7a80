// Where the values of columns come from, by the schema's own word: bodies of views, generated columns, foreign keys, parents.
// INVARIANT: sources are either all known or said not to be. None at all means a constant, and never that none were found.

import type { Catalogue, Column, Relation } from "../../model/catalogue.ts";
import { type ColumnName, type RelationKey, relationKey } from "../../model/relation-name.ts";
import type { Dialect } from "../../sql/dialect.ts";

export interface ViewOrigin {
  readonly reads: readonly RelationKey[];
  /** What flows into each of its columns; null where the body calls code that may read more than it is given, or cannot be followed. */
  readonly columns: readonly (readonly ColumnName[])[] | null;
}

export interface Origins {
  readonly catalogue: Catalogue;
  /** Of views and materialized views whose body can be read. */
  readonly views: ReadonlyMap<RelationKey, ViewOrigin>;
}

export function traceOrigins(catalogue: Catalogue, dialect: Dialect): Origins {
  const views = new Map<RelationKey, ViewOrigin>();
  for (const [key, relation] of catalogue.relations) {
    const view = relation.definition === null ? null : traceView(relation.definition, { relation, catalogue, dialect });
    if (view !== null) views.set(key, view);
  }
  return { catalogue, views };
}

function traceView(
  definition: string,
  { relation, catalogue, dialect }: { relation: Relation; catalogue: Catalogue; dialect: Dialect },
): ViewOrigin | null {
  const parsed = dialect.parse(definition);
  if (parsed.kind === "refusal") return null;
  const { facts } = parsed.analyse(catalogue, { functions: new Set() });
  if (facts.unresolved.length > 0) return null;
  const reads = facts.reads.map((read) => relationKey(read.relation));
  const outputs = dialect.lineage(definition, catalogue);
  // what the adapter cannot tell, the text tells as far as it goes
  const opaque =
    relation.opaque ??
    (facts.calls.some((call) => call.includes(".")) || facts.obstacles.some(({ code }) => FOREIGN.has(code)));
  const followed = !opaque && !("code" in outputs) && outputs.length === relation.columns.length;
  return { reads, columns: followed ? outputs.map(({ sources }) => sources) : null };
}

/** Obstacles that stand for operators and types of users'. */
const FOREIGN: ReadonlySet<string> = new Set(["operator-not-allowed", "type-not-allowed"]);

export function findColumn({ relation, column }: ColumnName, { catalogue }: Origins): Column | undefined {
  return catalogue.relations.get(relationKey(relation))?.columns.find(({ name }) => name === column);
}
