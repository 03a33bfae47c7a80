// What of a schema a request depends on: the relations that it touches and those that hang on them. A change of anything else leaves it as it is.

import type { Catalogue, Relation } from "./catalogue.ts";
import { type RelationKey, type RelationName, relationKey } from "./relation-name.ts";

/** One line for each relation, in a fixed order. Of what is not there, or whose adapter cannot tell, the whole catalogue is meant. */
export function schemaIdentity(
  { read, written }: { read: readonly RelationName[]; written: readonly RelationName[] },
  catalogue: Catalogue,
): string {
  const reached = new Set([...read.map(relationKey), ...reachFrom(written, catalogue)]);
  const lines = [...reached].map((key) => {
    const identity = catalogue.relations.get(key)?.identity;
    return `${key} ${identity ?? `of ${catalogue.version}`}`;
  });
  return [catalogue.engine, ...lines.toSorted()].join("\n");
}

/** Of relations that are read alone, and of what views among them read. */
export function readIdentity(names: readonly RelationName[], catalogue: Catalogue): string {
  const read = new Map(names.map((name) => [relationKey(name), name]));
  for (const key of read.keys()) {
    if (catalogue.relations.get(key)?.definition === null) continue;
    for (const { name, structure } of catalogue.relations.values())
      if (structure?.readBy.some(({ relation }) => relationKey(relation) === key)) read.set(relationKey(name), name);
  }
  return schemaIdentity({ read: [...read.values()], written: [] }, catalogue);
}

/** Through foreign keys in both directions, what is part of what, and what views read. */
function reachFrom(written: readonly RelationName[], catalogue: Catalogue): ReadonlySet<RelationKey> {
  const reached = new Set<RelationKey>();
  const open = written.map(relationKey);
  const parts = partsOf(catalogue);
  for (let key = open.pop(); key !== undefined; key = open.pop()) {
    if (reached.has(key)) continue;
    reached.add(key);
    const relation = catalogue.relations.get(key);
    if (relation === undefined) continue;
    // what a key points at is looked at, and nothing changes there
    for (const name of pointedAt(relation))
      if (catalogue.relations.has(relationKey(name))) reached.add(relationKey(name));
    const further = [
      ...(relation.writing?.referencedBy.map((reference) => reference.relation) ?? []),
      ...relation.parents,
    ];
    open.push(...further.map(relationKey), ...(parts.get(key) ?? []));
  }
  return reached;
}

function pointedAt({ columns }: Relation): readonly RelationName[] {
  return columns.flatMap(({ references }) => (references === null ? [] : [references.relation]));
}

function partsOf({ relations }: Catalogue): ReadonlyMap<RelationKey, readonly RelationKey[]> {
  const parts = new Map<RelationKey, RelationKey[]>();
  for (const [key, { parents }] of relations) {
    for (const parent of parents.map(relationKey)) parts.set(parent, [...(parts.get(parent) ?? []), key]);
  }
  return parts;
}
