// What happens besides when rows of a table are written, from what SQLite says of its schema.

import type { ReferenceAction, Writing, WritingTrigger } from "../../core/model/catalogue.ts";
import { indexExpression, tableExpressions } from "../../core/sql/sqlite/analyse/table-expressions.ts";
import { triggerVerbs } from "../../core/sql/sqlite/analyse/trigger-verbs.ts";
import { fold } from "../../core/sql/sqlite/parse/node.ts";
import { distinctKeys } from "./distinct-keys.ts";
import type { RawCatalogue } from "./sqlite-messages.ts";

type Table = RawCatalogue["tables"][number];

const ROWIDS = ["rowid", "_rowid_", "oid"] as const;

/** The part of each relation that says what a write of it does. Names are found without case, as SQLite finds them. */
export function describeWriting(raw: RawCatalogue): (table: Table) => Writing {
  const triggers = raw.triggers.map(({ name, table, sql }) => ({
    name,
    table: table.toLowerCase(),
    verbs: triggerVerbs(sql),
    own: !changesRows(sql) && (true as const),
    of: updateColumns(sql),
  }));
  return (table) => {
    const columns = raw.columns.filter((column) => column.table === table.name);
    const taken = new Set(columns.map(({ name }) => name.toLowerCase()));
    const rowid = ROWIDS.find((name) => !taken.has(name));
    const [key, ...others] = columns.filter((column) => column.key > 0);
    return {
      obstacle: obstacleOf(table, rowid !== undefined),
      computed: columns.filter(({ generated }) => generated).map(({ name }) => name),
      triggers: triggers
        .filter((trigger) => trigger.table === table.name.toLowerCase())
        .map(({ name, verbs, own, of }): WritingTrigger => {
          const given = columns.flatMap((column) => (of?.includes(fold(column.name)) === true ? [column.name] : []));
          return { name, verbs, ...(own && { own }), ...(of !== null && { columns: given }) };
        }),
      joins: joinsOf(table, { raw, names: columns.map(({ name }) => name) }),
      referencedBy: referencesTo(table, raw),
      ...(table.strict && { strict: true as const }),
      distinct: distinctKeys(table, raw),
      defaults: new Map(
        columns.flatMap((column) => (column.default === null ? [] : [[column.name, column.default] as const])),
      ),
      ...(table.rowid &&
        rowid !== undefined && {
          rowid: { name: rowid, column: others.length === 0 && !table.keyIndexed ? (key?.name ?? null) : null },
        }),
    };
  };
}

/** Whether there is a word in its body that could begin such a statement. */
function changesRows(create: string): boolean {
  const [, ...body] = create.split(/\bbegin\b/i);
  return body.length === 0 || /\b(insert|replace|update|delete)\b/i.test(body.join(" "));
}

/** Folded names of UPDATE OF; null without it, and where they are not plain words. */
function updateColumns(create: string): readonly string[] | null {
  const [head = ""] = create.split(/\bbegin\b/i);
  const [, list] = /\bupdate\s+of\s+([\w\s,]+?)\s+on\b/i.exec(head) ?? [];
  return list === undefined ? null : list.split(",").map((name) => fold(name.trim()));
}

/** Whether rows can go without a trigger being set off: those that a statement of a trigger's, or a constraint, replaces. */
export function replacesRows({ tables, triggers }: RawCatalogue): boolean {
  return [...tables, ...triggers].some(({ sql }) =>
    /\b(or\s+replace|replace\s+into|conflict\s+replace)\b/i.test(sql ?? ""),
  );
}

function obstacleOf({ name, type, rowid, sql }: Table, reachable: boolean): string | null {
  if (type !== "table") return "it is not a table";
  if (/\bon\s+conflict\s+(replace|ignore|fail|rollback)\b/i.test(sql ?? ""))
    return "a constraint of it replaces or skips rows by itself";
  if (name.toLowerCase().startsWith("gatehouse_")) return "its name is one of Gatehouse's own";
  return rowid && !reachable ? "its columns hide the rowid under all of its names" : null;
}

function referencesTo(table: Table, raw: RawCatalogue): Writing["referencedBy"] {
  const keys = new Map<string, RawCatalogue["references"][number][]>();
  for (const reference of raw.references) {
    if (reference.target.toLowerCase() !== table.name.toLowerCase()) continue;
    const place = JSON.stringify([reference.table, reference.key]);
    keys.set(place, [...(keys.get(place) ?? []), reference]);
  }
  const own = raw.columns
    .filter((column) => column.table === table.name && column.key > 0)
    .sort((a, b) => a.key - b.key)
    .map(({ name }) => name);
  return [...keys.values()].flatMap((parts) => {
    const [first] = parts;
    if (first === undefined) return [];
    return {
      relation: { schema: "main", name: first.table },
      columns: parts.map(({ column }) => column),
      referenced: parts.map(({ to }, index) => (to === "" ? (own[index] ?? "") : to)),
      onDelete: actionOf(first.onDelete),
      onUpdate: actionOf(first.onUpdate),
    };
  });
}

function joinsOf(
  table: Table,
  { raw, names }: { raw: RawCatalogue; names: readonly string[] },
): readonly (readonly string[])[] {
  const known = tableExpressions(table.sql ?? "");
  const generated = raw.columns.filter((column) => column.table === table.name && column.generated);
  const indexes = raw.indexes
    .filter((index) => index.sql !== null && fold(index.table) === fold(table.name))
    .flatMap(({ sql }) => indexExpression(sql ?? "") ?? []);
  const keys = new Map<number, string[]>();
  for (const { table: of, key, column } of raw.references) {
    if (of === table.name) keys.set(key, [...(keys.get(key) ?? []), fold(column)]);
  }
  const looked: readonly (ReadonlySet<string> | "every")[] =
    known === null
      ? ["every"]
      : [
          ...known.checks,
          ...generated.map(({ name }) => known.generated.get(fold(name)) ?? ("every" as const)),
          ...indexes,
          ...[...keys.values()].map((columns) => new Set(columns)),
        ];
  return looked
    .map((found) => names.filter((name) => found === "every" || found.has(fold(name))))
    .filter((columns) => columns.length > 1);
}

function actionOf(words: string): ReferenceAction {
  if (words === "CASCADE") return "cascade";
  return words === "SET NULL" || words === "SET DEFAULT" ? "change" : "refuse";
}
