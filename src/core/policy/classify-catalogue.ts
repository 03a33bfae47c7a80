// What every column of a database holds: the policy's own word, or what the column is derived from.
// Derived are generated columns, foreign-key copies, columns of partitions and children, and columns of views.
// INVARIANT: a relation that no policy lists and that derives from nothing listed is absent, and what is absent does not exist.

import { type Catalogue, type Column, type Relation } from "../model/catalogue.ts";
import { atLeast } from "../model/data-class.ts";
import { type ColumnName, type RelationKey, relationKey } from "../model/relation-name.ts";
import type { Dialect } from "../sql/dialect.ts";
import type { ColumnPolicy, DataPolicy, RelationPolicy } from "./policy.ts";

export interface ClassifiedColumn {
  /** Everything that is in the column, most sensitive first; empty when no policy says anything of it. */
  readonly holds: readonly ColumnPolicy[];
  readonly from: "policy" | "generated" | "foreign-key" | "parent" | "view" | "nothing";
}

export interface ClassifiedRelation {
  readonly relation: Relation;
  readonly owners: readonly string[];
  readonly columns: ReadonlyMap<string, ClassifiedColumn>;
  readonly placement: "base" | "expanded";
  /** Parents whose row filters hold for it too. */
  readonly filteredLike: readonly RelationKey[];
  /** Relations that its definition reads; empty for what is not a view. */
  readonly reads: readonly RelationKey[];
}

export type Classified = ReadonlyMap<RelationKey, ClassifiedRelation>;

export function classifyCatalogue(
  policy: DataPolicy | undefined,
  { catalogue, dialect }: { catalogue: Catalogue; dialect: Dialect },
): Classified {
  const classified = new Map<RelationKey, ClassifiedRelation>();
  if (policy === undefined) return classified;
  const classification = new Classification(policy, { catalogue, dialect });
  for (const key of catalogue.relations.keys()) {
    const found = classification.relation(key);
    if (found !== null) classified.set(key, found);
  }
  return classified;
}

const UNKNOWN: ClassifiedColumn = { holds: [], from: "nothing" };

class Classification {
  readonly #policy: DataPolicy;
  readonly #catalogue: Catalogue;
  readonly #dialect: Dialect;
  /** Null while it is being found out, which ends a cycle as "not there". */
  readonly #known = new Map<RelationKey, ClassifiedRelation | null>();

  constructor(policy: DataPolicy, { catalogue, dialect }: { catalogue: Catalogue; dialect: Dialect }) {
    this.#policy = policy;
    this.#catalogue = catalogue;
    this.#dialect = dialect;
  }

  relation(key: RelationKey): ClassifiedRelation | null {
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    this.#known.set(key, null);
    const relation = this.#catalogue.relations.get(key);
    const found = relation === undefined ? null : this.#classify(key, relation);
    this.#known.set(key, found);
    return found;
  }

  #classify(key: RelationKey, relation: Relation): ClassifiedRelation | null {
    const listed = this.#policy.relations.get(key);
    const parents = relation.parents.map(relationKey);
    if (listed !== undefined) return this.#base(relation, { listed, parents });
    const parent = parents.map((name) => this.relation(name)).find((found) => found !== null) ?? null;
    if (parent !== null) return this.#base(relation, { listed: null, parents, parent });
    if (relation.kind === "view" || relation.kind === "materialized-view") return this.#view(relation);
    return null;
  }

  #base(
    relation: Relation,
    around: { listed: RelationPolicy | null; parents: readonly RelationKey[]; parent?: ClassifiedRelation },
  ): ClassifiedRelation {
    const { listed, parents, parent } = around;
    const columns = new Map<string, ClassifiedColumn>();
    for (const column of relation.columns) {
      const own = listed?.columns.get(column.name);
      const derived = own === undefined ? this.#derive(column, { relation, listed, columns }) : null;
      const inherited = parent?.columns.get(column.name);
      if (own !== undefined) columns.set(column.name, { holds: [own], from: "policy" });
      else if (inherited !== undefined) columns.set(column.name, { holds: inherited.holds, from: "parent" });
      else columns.set(column.name, derived ?? UNKNOWN);
    }
    return {
      relation,
      owners: listed?.owners ?? parent?.owners ?? [],
      columns,
      placement: "base",
      filteredLike: parents,
      reads: [],
    };
  }

  /** A column that no policy names carries the classes of what it is computed from or copies. */
  #derive(
    column: Column,
    around: { relation: Relation; listed: RelationPolicy | null; columns: ReadonlyMap<string, ClassifiedColumn> },
  ): ClassifiedColumn | null {
    const { relation, listed, columns } = around;
    const sources = column.generatedFrom.flatMap((name) => {
      const own = listed?.columns.get(name);
      return own !== undefined ? [own] : (columns.get(name)?.holds ?? []);
    });
    if (sources.some((source) => source.class !== null))
      return { holds: mostSensitiveFirst(sources), from: "generated" };
    if (column.references === null) return null;
    const copied = this.#copied(column.references, relation);
    return copied.some((source) => source.class !== null)
      ? { holds: mostSensitiveFirst(copied), from: "foreign-key" }
      : null;
  }

  #copied(target: ColumnName, from: Relation): readonly ColumnPolicy[] {
    const key = relationKey(target.relation);
    if (key === relationKey(from.name)) {
      const own = this.#policy.relations.get(key)?.columns.get(target.column);
      return own === undefined ? [] : [own];
    }
    return this.relation(key)?.columns.get(target.column)?.holds ?? [];
  }

  #view(relation: Relation): ClassifiedRelation | null {
    if (relation.definition === null) return null;
    const parsed = this.#dialect.parse(relation.definition);
    const outputs = this.#dialect.lineage(relation.definition, this.#catalogue);
    if (parsed.kind === "refusal" || "code" in outputs || outputs.length !== relation.columns.length) return null;
    const { facts } = parsed.analyse(this.#catalogue, { functions: new Set() });
    if (facts.unresolved.length > 0) return null;
    const reads = facts.reads.map((read) => relationKey(read.relation));
    if (reads.length === 0 || reads.some((key) => this.relation(key) === null)) return null;
    const columns = new Map<string, ClassifiedColumn>();
    relation.columns.forEach((column, place) => {
      const sources = outputs[place]?.sources ?? [];
      const found = sources.map(
        (source) => this.relation(relationKey(source.relation))?.columns.get(source.column)?.holds ?? [],
      );
      const certain = found.every((holds) => holds.length > 0);
      // A view column over an unclassified column is itself unclassified; one over no column at all is a constant.
      const holds = sources.length === 0 ? [CONSTANT] : certain ? mostSensitiveFirst(found.flat()) : [];
      columns.set(column.name, { holds, from: "view" });
    });
    return {
      relation,
      owners: [],
      columns,
      placement: relation.kind === "view" ? "expanded" : "base",
      filteredLike: [],
      reads,
    };
  }
}

const CONSTANT: ColumnPolicy = { class: null, level: "internal" };

function mostSensitiveFirst(sources: readonly ColumnPolicy[]): readonly ColumnPolicy[] {
  return [...sources].sort((a, b) => (a.level === b.level ? 0 : atLeast(a.level, b.level) ? -1 : 1));
}
