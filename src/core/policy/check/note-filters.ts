// What a change of the schema does to row filters, for those who decide on it: a column that comes, goes or changes its name
// can change which rows a role sees. Not for callers.

import type { Catalogue } from "../../model/catalogue.ts";
import { formatRelation, type RelationName, relationKey } from "../../model/relation-name.ts";
import type { SchemaFacts } from "../../model/schema-change.ts";
import type { Dialect } from "../../sql/dialect.ts";
import type { Policy } from "../policy.ts";

export function noteFilters(
  change: SchemaFacts,
  scope: { policy: Policy; database: string; catalogue: Catalogue; dialect: Dialect },
): readonly string[] {
  const { policy, database, catalogue, dialect } = scope;
  if (change.verb === "create" || change.verb === "truncate") return [];
  const targets = new Set(change.targets.map(relationKey));
  const isTarget = (name: RelationName) => targets.has(relationKey(name));
  return [...policy.roles.values()].flatMap((role) =>
    [...(role.rowFilters.get(database) ?? [])].flatMap(([key, filter]) => {
      const relation = catalogue.relations.get(key);
      const meaning = relation === undefined ? null : dialect.meaningOf(filter, { relation, catalogue });
      if (relation === undefined || meaning?.kind !== "filter-meaning") return [];
      const read = meaning.reads.filter(isTarget).map(formatRelation);
      if (read.length === 0 && !isTarget(relation.name)) return [];
      const taken = change.adds.filter((name) => meaning.uncertain.includes(name));
      const what = `The row filter of ${formatRelation(relation.name)} for the role ${role.name}`;
      const reads = read.length === 0 ? `${what} goes by this table's columns` : `${what} reads ${read.join(", ")}`;
      const becomes =
        taken.length > 0
          ? `its ${taken.join(", ")} would come to mean the new column, and the role would see none of its rows`
          : "where a name in it would mean something else, the role sees none of its rows until the policy is corrected";
      return [`${reads}: ${becomes}.`];
    }),
  );
}
