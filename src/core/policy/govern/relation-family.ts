// Relations whose rows are one: partitions and children with what they are of.

import type { Catalogue, Relation } from "../../model/catalogue.ts";
import { type RelationKey, type RelationName, relationKey } from "../../model/relation-name.ts";

/** The same by name; of a relation that is not there, its own name alone. */
export function familyNamed(name: RelationName, catalogue: Catalogue): readonly RelationName[] {
  const relation = catalogue.relations.get(relationKey(name));
  return relation === undefined ? [name] : familyOf(relation, catalogue).map((member) => member.name);
}

/** The relation, what it is a part of, and its own partitions and children, however deep. */
export function familyOf(relation: Relation, catalogue: Catalogue): readonly Relation[] {
  const above = new Set<Relation>();
  const climb = (here: Relation): void => {
    if (above.has(here)) return;
    above.add(here);
    for (const parent of here.parents) {
      const found = catalogue.relations.get(relationKey(parent));
      if (found !== undefined) climb(found);
    }
  };
  climb(relation);
  return [...above, ...descendantsOf(relation, catalogue)];
}

/** Relations whose rows a statement that names this one reaches: of `alone` (ONLY) its own. */
export function reachedByName(
  relation: Relation,
  { alone, catalogue }: { alone: boolean; catalogue: Catalogue },
): readonly Relation[] {
  return alone ? [relation] : [relation, ...descendantsOf(relation, catalogue)];
}

/** Partitions and children, however deep. */
function descendantsOf(relation: Relation, catalogue: Catalogue): readonly Relation[] {
  const found = new Set<Relation>();
  const open = [relation];
  for (let here = open.pop(); here !== undefined; here = open.pop()) {
    const key = relationKey(here.name);
    for (const child of childrenOf(catalogue).get(key) ?? []) {
      if (found.has(child)) continue;
      found.add(child);
      open.push(child);
    }
  }
  return [...found];
}

const CHILDREN = new WeakMap<Catalogue["relations"], ReadonlyMap<RelationKey, readonly Relation[]>>();

/** Partitions and children of each relation, the next below it. */
export function childrenOf(catalogue: Catalogue): ReadonlyMap<RelationKey, readonly Relation[]> {
  const known = CHILDREN.get(catalogue.relations);
  if (known !== undefined) return known;
  const children = new Map<RelationKey, Relation[]>();
  for (const relation of catalogue.relations.values()) {
    for (const parent of relation.parents.map(relationKey)) {
      children.set(parent, [...(children.get(parent) ?? []), relation]);
    }
  }
  CHILDREN.set(catalogue.relations, children);
  return children;
}
