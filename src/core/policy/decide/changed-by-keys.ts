// What foreign keys change when a role changes what it may: an action of a key writes as the statement itself does, however many tables away.

import type { Catalogue } from "../../model/catalogue.ts";
import type { Governance } from "../../model/governed-relation.ts";
import { type RelationKey, relationKey } from "../../model/relation-name.ts";
import { grantsColumn } from "../../model/write-grant.ts";
import { type Changing, referencesOf } from "../../sql/cascades/cascade-graph.ts";

/** Columns that come to hold other values, by table; of a table whose rows only go, none. */
export function changedByKeys(
  governance: Governance,
  catalogue: Catalogue,
): ReadonlyMap<RelationKey, ReadonlySet<string>> {
  const changed = new Map<RelationKey, Set<string>>();
  const known = new Set<string>();
  const open = [...governance].flatMap(([key, { writes }]): readonly Changing[] => {
    const relation = catalogue.relations.get(key);
    if (relation === undefined || writes === undefined) return [];
    const columns = relation.columns.map(({ name }) => name).filter((name) => grantsColumn(writes.update, name));
    return [
      ...(columns.length > 0 ? [{ relation, verb: "update" as const, columns }] : []),
      ...(writes.delete ? [{ relation, verb: "delete" as const, columns: [] }] : []),
    ];
  });
  for (let here = open.pop(); here !== undefined; here = open.pop()) {
    for (const reference of referencesOf(here, catalogue)) {
      const key = relationKey(reference.relation);
      const relation = catalogue.relations.get(key);
      const verb = here.verb === "delete" && reference.onDelete === "cascade" ? "delete" : "update";
      const mark = JSON.stringify([key, verb, reference.columns]);
      if (relation === undefined || known.has(mark)) continue;
      known.add(mark);
      const columns = changed.get(key) ?? new Set<string>();
      if (verb === "update") for (const name of reference.columns) columns.add(name);
      changed.set(key, columns);
      open.push({ relation, verb, columns: reference.columns });
    }
  }
  return changed;
}
