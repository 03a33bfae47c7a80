// What happens besides when rows of a relation are written, from the rows of the catalogue queries.

import type { ReferenceAction, Verb, Writing } from "../../../core/model/catalogue.ts";
import type { CatalogueRows } from "./catalogue-rows.ts";

/** pg_constraint.confdeltype and confupdtype. */
const ACTIONS: Readonly<Record<"a" | "r" | "c" | "n" | "d", ReferenceAction>> = {
  a: "refuse",
  r: "refuse",
  c: "cascade",
  n: "change",
  d: "change",
};

/** Bits of pg_trigger.tgtype; TRUNCATE is none of ours. */
const EVENTS: readonly (readonly [number, Verb])[] = [
  [4, "insert"],
  [8, "delete"],
  [16, "update"],
];

/** The part of each relation that says what a write of it does. */
export function describeWriting(rows: CatalogueRows): (relation: CatalogueRows["relations"][number]) => Writing {
  const rewritten = new Set(rows.rewriting.map(({ relation }) => relation));
  const byDefault = groupBy(
    rows.columns.filter((column) => column.byDefault),
    (column) => column.relation,
  );
  const computed = groupBy(
    rows.columns.filter((column) => column.computed),
    ({ relation }) => relation,
  );
  const joins = groupBy(rows.joins, ({ relation }) => relation);
  const triggers = groupBy(rows.triggers, ({ relation }) => relation);
  const references = groupBy(rows.referencing, ({ target }) => target);
  const partitioned = new Set(
    rows.relations.filter(({ kind }) => kind === "p").map(({ schema, name }) => JSON.stringify([schema, name])),
  );
  const inheritors = inheritorsOf(rows, partitioned);
  return ({ oid, schema, name, kind }) => {
    const below = inheritors(JSON.stringify([schema, name]));
    const obstacle = rewritten.has(oid)
      ? "rules of the database rewrite such statements"
      : below.some((other) => other.kind !== "r")
        ? "foreign tables inherit from it"
        : kind === "r" || kind === "p"
          ? null
          : "it is not a table";
    return {
      obstacle,
      ...(below.length > 0 && { inheritors: below.map((other) => ({ schema: other.schema, name: other.name })) }),
      computed: (computed.get(oid) ?? []).map((column) => column.name),
      identitiesByDefault: (byDefault.get(oid) ?? []).map((column) => column.name),
      identities: (computed.get(oid) ?? []).filter((column) => column.identity).map((column) => column.name),
      triggers: (triggers.get(oid) ?? []).map((trigger) => ({
        name: trigger.name,
        verbs: EVENTS.flatMap(([bit, verb]) => ((trigger.type & bit) === 0 ? [] : [verb])),
        ...(trigger.columns.length > 0 && { columns: trigger.columns }),
        ...((trigger.type & 1) === 0 && { once: true as const }),
        ...(trigger.own && { own: true as const }),
      })),
      joins: (joins.get(oid) ?? []).map(({ columns: joined }) => joined),
      referencedBy: (references.get(oid) ?? []).map((reference) => ({
        relation: { schema: reference.schema, name: reference.name },
        columns: reference.columns,
        referenced: reference.referenced,
        onDelete: ACTIONS[reference.onDelete],
        onUpdate: ACTIONS[reference.onUpdate],
      })),
    };
  };
}

/** Tables below each by inheritance, the next ones first; none below what is partitioned. */
function inheritorsOf(
  { relations }: CatalogueRows,
  partitioned: ReadonlySet<string>,
): (parent: string) => CatalogueRows["relations"] {
  const children = new Map<string, CatalogueRows["relations"][number][]>();
  for (const relation of relations) {
    for (const parent of relation.parents.map((name) => JSON.stringify(name))) {
      if (!partitioned.has(parent)) children.set(parent, [...(children.get(parent) ?? []), relation]);
    }
  }
  return (parent) => {
    const found = new Set(children.get(parent) ?? []);
    // a set is gone through with what is added meanwhile
    for (const { schema, name } of found)
      for (const below of children.get(JSON.stringify([schema, name])) ?? []) found.add(below);
    return [...found];
  };
}

function groupBy<T>(items: readonly T[], keyOf: (item: T) => number): ReadonlyMap<number, readonly T[]> {
  const groups = new Map<number, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return groups;
}
