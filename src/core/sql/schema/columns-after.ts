// Which columns tables have after a change of the schema, as it was understood. The database is asked for the same before COMMIT: where
// it understood the statement otherwise, nothing of it stays.

import type { Catalogue } from "../../model/catalogue.ts";
import { type RelationKey, type RelationName, relationKey } from "../../model/relation-name.ts";
import type { SchemaFacts } from "../../model/schema-change.ts";

export function columnsAfter(
  { verb, targets, creates, adds, drops, rename }: SchemaFacts,
  catalogue: Catalogue,
): ReadonlyMap<RelationKey, ReadonlySet<string>> {
  const fold = foldFor(catalogue);
  const of = (names: readonly string[]) => new Set(names.map(fold));
  // one that is there already makes the statement fail, or do nothing where it says IF NOT EXISTS
  if (creates !== null)
    return catalogue.relations.has(relationKey(creates)) ? new Map() : new Map([[relationKey(creates), of(adds)]]);
  const [first] = targets;
  const relation = first === undefined ? undefined : catalogue.relations.get(relationKey(first));
  if (verb !== "alter" || relation === undefined) return new Map();
  const gone = of([...drops, ...(rename === null ? [] : [rename.from])]);
  const kept = relation.columns.map(({ name }) => name).filter((name) => !gone.has(fold(name)));
  return new Map([[relationKey(relation.name), of([...kept, ...adds])]]);
}

/** True when the tables have those columns, and no other. */
export function hasColumns(expected: ReadonlyMap<RelationKey, ReadonlySet<string>>, catalogue: Catalogue): boolean {
  const fold = foldFor(catalogue);
  return [...expected].every(([key, columns]) => {
    const found = catalogue.relations.get(key) ?? findFolded(key, catalogue);
    const names = new Set(found?.columns.map(({ name }) => fold(name)));
    return names.size === columns.size && [...columns].every((name) => names.has(name));
  });
}

function findFolded(key: RelationKey, catalogue: Catalogue) {
  const fold = foldFor(catalogue);
  const same = (name: RelationName) => fold(relationKey(name)) === fold(key);
  return [...catalogue.relations.values()].find(({ name }) => same(name));
}

/** How a database compares names: SQLite without case. */
function foldFor({ engine }: Catalogue): (name: string) => string {
  return (name) => (engine === "sqlite" ? name.toLowerCase() : name);
}
