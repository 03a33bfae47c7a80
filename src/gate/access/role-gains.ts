// What a role shows and may change beyond another: what people are told before they let a caller act in it for a time.

import type { Effect } from "../../core/approvals/approval-request.ts";
import type { Governance, GovernedColumn, GovernedRelation } from "../../core/model/governed-relation.ts";
import { formatRelation } from "../../core/model/relation-name.ts";
import type { WriteGrant } from "../../core/model/write-grant.ts";

type Gain = Effect["relations"][number];

export function roleGains(own: Governance, wider: Governance): Pick<Effect, "relations" | "notPreviewed"> {
  const pairs = [...wider].map(([key, relation]) => ({ relation, before: own.get(key) }));
  return {
    relations: pairs.flatMap(({ relation, before }) => gainsOf(relation, before)),
    notPreviewed: pairs
      .filter(({ relation, before }) => before !== undefined && before.rowFilter !== null && differ(relation, before))
      .map(({ relation }) => `which other rows of ${formatRelation(relation.relation)} the role shows`),
  };
}

function differ(a: GovernedRelation, b: GovernedRelation): boolean {
  return JSON.stringify(a.rowFilter) !== JSON.stringify(b.rowFilter);
}

function gainsOf(relation: GovernedRelation, before: GovernedRelation | undefined): readonly Gain[] {
  const had = new Map(before?.columns.map((held) => [held.column.name, held.treatment.kind]) ?? []);
  const isClear = ({ treatment }: GovernedColumn): boolean => treatment.kind === "clear";
  const read = relation.columns.filter((held) => isClear(held) && had.get(held.column.name) !== "clear");
  const see = relation.columns.filter((held) => !isClear(held) && !had.has(held.column.name));
  const gain = (verb: Gain["verb"], columns: readonly GovernedColumn[]): Gain => ({
    relation: formatRelation(relation.relation),
    verb,
    rows: 0,
    columns: columns.map(({ column }) => column.name),
    classes: [...new Set(columns.flatMap((held) => (held.class === null ? [] : [held.class])))],
    cause: "statement",
  });
  const granted = (grant: WriteGrant["insert"]): readonly GovernedColumn[] =>
    relation.columns.filter(({ column }) => grant === "all" || (grant?.has(column.name) ?? false));
  const more = (verb: "insert" | "update"): readonly GovernedColumn[] => {
    const known = granted(before?.writes?.[verb] ?? null);
    return granted(relation.writes?.[verb] ?? null).filter(
      ({ column }) => !known.some((held) => held.column.name === column.name),
    );
  };
  const deletes = (relation.writes?.delete ?? false) && !(before?.writes?.delete ?? false);
  const changes = [...(relation.changes?.verbs ?? [])].filter((verb) => before?.changes?.verbs.has(verb) !== true);
  return [
    ...[gain("read", read), gain("see", see), gain("insert", more("insert")), gain("update", more("update"))].filter(
      ({ columns }) => columns.length > 0,
    ),
    ...(deletes ? [gain("delete", [])] : []),
    ...changes.map((verb) => gain(verb, [])),
  ];
}
