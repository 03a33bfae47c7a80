// What a column holds: the policy's own word, or everything that what it is derived from holds, however far away that is said.

import type { Relation } from "../../model/catalogue.ts";
import { atLeast } from "../../model/data-class.ts";
import { type ColumnName, relationKey } from "../../model/relation-name.ts";
import type { ColumnPolicy, DataPolicy } from "../policy.ts";
import { findColumn, type Origins } from "./column-origins.ts";
import { childrenOf } from "./relation-family.ts";

export interface Held {
  /** Most sensitive first. */
  readonly holds: readonly ColumnPolicy[];
  /** True when something that no policy decides about can be in it as well. */
  readonly unclassified: boolean;
  /** True when what flows into it is not known. */
  readonly unknown: boolean;
}

const NOTHING: Held = { holds: [], unclassified: false, unknown: false };
const CONSTANT: Held = { ...NOTHING, holds: [{ class: null, level: "internal" }] };

export class HeldColumns {
  readonly #policy: DataPolicy;
  readonly #origins: Origins;
  readonly #known = new Map<string, Held>();
  /** What is being found out, by how deep it was asked for. */
  readonly #open = new Map<string, number>();
  /** The outermost of those that was met again, in a cycle of foreign keys. */
  #met = Number.POSITIVE_INFINITY;

  constructor(policy: DataPolicy, origins: Origins) {
    this.#policy = policy;
    this.#origins = origins;
  }

  /** What is seen under the column's name: that of rows of partitions and children too. */
  shown(name: ColumnName): Held {
    return this.#once(`shown ${keyOf(name)}`, () => {
      const listed = this.#listed(name);
      if (listed !== null) return listed;
      const below = (childrenOf(this.#origins.catalogue).get(relationKey(name.relation)) ?? [])
        .map((child) => ({ relation: child.name, column: name.column }))
        .filter((column) => findColumn(column, this.#origins) !== undefined);
      return below.length === 0
        ? this.#stored(name)
        : merge([this.#stored(name), ...below.map((column) => this.shown(column))]);
    });
  }

  /** What the relation's own rows hold. */
  #stored(name: ColumnName): Held {
    return this.#once(`stored ${keyOf(name)}`, () => {
      const listed = this.#listed(name);
      if (listed !== null) return listed;
      const relation = this.#origins.catalogue.relations.get(relationKey(name.relation));
      if (relation === undefined) return UNCLASSIFIED;
      return relation.definition === null ? this.#ofTable(name, relation) : this.#ofView(name, relation);
    });
  }

  #listed({ relation, column }: ColumnName): Held | null {
    const own = this.#policy.relations.get(relationKey(relation))?.columns.get(column);
    return own === undefined ? null : { ...NOTHING, holds: [own] };
  }

  #ofView({ column }: ColumnName, relation: Relation): Held {
    const key = relationKey(relation.name);
    const place = relation.columns.findIndex(({ name }) => name === column);
    const sources = this.#origins.views.get(key)?.columns?.[place];
    if (sources === undefined) return UNKNOWN;
    const held = sources.length === 0 ? CONSTANT : merge(sources.map((source) => this.shown(source)));
    return this.#policy.relations.has(key) ? derived(held) : held;
  }

  #ofTable(name: ColumnName, relation: Relation): Held {
    const column = findColumn(name, this.#origins);
    if (column === undefined) return UNCLASSIFIED;
    const beside = column.generatedFrom.map((source) => this.#stored({ relation: relation.name, column: source }));
    const copies = column.references === null ? [] : [column.references, ...(column.alsoReferences ?? [])];
    const copied = copies.map((target) => this.shown(target));
    const inherited = relation.parents.flatMap((parent) => {
      const above = { relation: parent, column: column.name };
      return findColumn(above, this.#origins) === undefined ? [] : [this.#stored(above)];
    });
    const computed = [...beside, ...copied];
    const parts = [...inherited, ...(computed.length === 0 ? [] : [derived(merge(computed))])];
    if (column.opaque === true) parts.push(UNKNOWN);
    return parts.length === 0 ? UNCLASSIFIED : merge(parts);
  }

  /** Remembered, unless it hangs on what is still being found out. */
  #once(key: string, find: () => Held): Held {
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const asked = this.#open.get(key);
    if (asked !== undefined) {
      this.#met = Math.min(this.#met, asked);
      return NOTHING;
    }
    const depth = this.#open.size;
    const metBefore = this.#met;
    this.#met = Number.POSITIVE_INFINITY;
    this.#open.set(key, depth);
    const found = find();
    this.#open.delete(key);
    if (this.#met >= depth) {
      this.#known.set(key, found);
      this.#met = Number.POSITIVE_INFINITY;
    }
    this.#met = Math.min(this.#met, metBefore);
    return found;
  }
}

const UNCLASSIFIED: Held = { ...NOTHING, unclassified: true };
const UNKNOWN: Held = { ...NOTHING, unknown: true };

/** In a relation that a policy lists nobody has decided about it: only a class speaks for it, and a level can withhold more. */
function derived(held: Held): Held {
  return held.holds.some((policy) => policy.class !== null) ? held : { ...held, unclassified: true };
}

function merge(parts: readonly Held[]): Held {
  return {
    holds: mostSensitiveFirst([...new Set(parts.flatMap(({ holds }) => holds))]),
    unclassified: parts.some(({ unclassified }) => unclassified),
    unknown: parts.some(({ unknown }) => unknown),
  };
}

function mostSensitiveFirst(sources: readonly ColumnPolicy[]): readonly ColumnPolicy[] {
  return sources.toSorted((a, b) => (a.level === b.level ? 0 : atLeast(a.level, b.level) ? -1 : 1));
}

function keyOf({ relation, column }: ColumnName): string {
  return JSON.stringify([relation.schema, relation.name, column]);
}
