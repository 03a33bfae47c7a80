// What every column of a database holds: the policy's own word, or what the column is derived from.
// Derived are generated columns, foreign-key copies, columns of partitions and children, and columns of views.
// INVARIANT: a relation that no policy lists and that derives from nothing listed is absent, and what is absent does not exist. So is
// one, or a generated column, that is computed by code of users': what flows into it is not known.

import type { Catalogue, Relation } from "../../model/catalogue.ts";
import { type ColumnName, type RelationKey, relationKey } from "../../model/relation-name.ts";
import type { Dialect } from "../../sql/dialect.ts";
import type { DataPolicy } from "../policy.ts";
import { type Origins, traceOrigins } from "./column-origins.ts";
import { type Held, HeldColumns } from "./held-columns.ts";

export interface ClassifiedColumn extends Omit<Held, "unknown"> {
  /** True when the policy names it itself. */
  readonly listed: boolean;
  /** Of a view that is expanded: what flows into it. */
  readonly sources: readonly ColumnName[];
}

export interface ClassifiedRelation {
  readonly relation: Relation;
  readonly owners: readonly string[];
  /** A column that is not among them does not exist. */
  readonly columns: ReadonlyMap<string, ClassifiedColumn>;
  readonly placement: "base" | "expanded";
  /** Parents whose row filters hold for it too. */
  readonly filteredLike: readonly RelationKey[];
  /** Relations that its definition reads; empty for what is not a view. */
  readonly reads: readonly RelationKey[];
}

export interface Classified {
  readonly relations: ReadonlyMap<RelationKey, ClassifiedRelation>;
  readonly origins: Origins;
}

export function classifyCatalogue(
  policy: DataPolicy | undefined,
  { catalogue, dialect }: { catalogue: Catalogue; dialect: Dialect },
): Classified {
  const relations = new Map<RelationKey, ClassifiedRelation>();
  if (policy === undefined) return { relations, origins: { catalogue, views: new Map() } };
  const origins = traceOrigins(catalogue, dialect);
  const classification = new Classification(policy, origins);
  for (const key of catalogue.relations.keys()) {
    const found = classification.relation(key);
    if (found !== null) relations.set(key, found);
  }
  return { relations, origins };
}

class Classification {
  readonly #policy: DataPolicy;
  readonly #origins: Origins;
  readonly #held: HeldColumns;
  /** Null while it is being found out, which ends a cycle as "not there". */
  readonly #known = new Map<RelationKey, ClassifiedRelation | null>();

  constructor(policy: DataPolicy, origins: Origins) {
    this.#policy = policy;
    this.#origins = origins;
    this.#held = new HeldColumns(policy, origins);
  }

  relation(key: RelationKey): ClassifiedRelation | null {
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    this.#known.set(key, null);
    const relation = this.#origins.catalogue.relations.get(key);
    const found = relation === undefined ? null : this.#classify(key, relation);
    this.#known.set(key, found);
    return found;
  }

  #classify(key: RelationKey, relation: Relation): ClassifiedRelation | null {
    const listed = this.#policy.relations.get(key);
    const parents = relation.parents.map(relationKey);
    const seen = parents.map((name) => this.relation(name)).filter((found) => found !== null);
    if (listed !== undefined || seen.length > 0) {
      return {
        relation,
        owners: listed !== undefined && listed.owners.length > 0 ? listed.owners : ownersOfAll(seen),
        columns: this.#columns(relation, null),
        placement: "base",
        filteredLike: parents,
        reads: [],
      };
    }
    return relation.kind === "view" || relation.kind === "materialized-view" ? this.#view(key, relation) : null;
  }

  #view(key: RelationKey, relation: Relation): ClassifiedRelation | null {
    const view = this.#origins.views.get(key);
    if (view === undefined || view.columns === null) return null;
    if (view.reads.length === 0 || view.reads.some((read) => this.relation(read) === null)) return null;
    return {
      relation,
      owners: [],
      columns: this.#columns(relation, view.columns),
      placement: relation.kind === "view" ? "expanded" : "base",
      filteredLike: [],
      reads: view.reads,
    };
  }

  #columns(
    relation: Relation,
    sources: readonly (readonly ColumnName[])[] | null,
  ): ReadonlyMap<string, ClassifiedColumn> {
    const listed = this.#policy.relations.get(relationKey(relation.name))?.columns;
    const columns = new Map<string, ClassifiedColumn>();
    relation.columns.forEach(({ name }, place) => {
      const { holds, unclassified, unknown } = this.#held.shown({ relation: relation.name, column: name });
      const own = listed?.has(name) ?? false;
      if (!unknown) columns.set(name, { holds, unclassified, listed: own, sources: sources?.[place] ?? [] });
    });
    return columns;
  }
}

/** Whoever owns every dataset whose columns a child has. */
function ownersOfAll(parents: readonly ClassifiedRelation[]): readonly string[] {
  const [first, ...others] = parents;
  return (first?.owners ?? []).filter((owner) => others.every(({ owners }) => owners.includes(owner)));
}
