// One statement that makes the next version: it moves the version by compare-and-set, and writes what was changed if it did. Of several that
// try at once one succeeds; the others' move finds another version, and nothing of theirs is written.

import pg from "pg";
import type { StateChange, StateTable, StateValue, StateVersion } from "../../core/state/shared-state.ts";
import { columnOf, FORM, nameIn } from "./state-schema.ts";

/** Entries are in the order of their times: a clock that is far ahead would drag all after it. */
export const MOST_CLOCK_MICROSECONDS = 2_000_000;

export interface PushStatement {
  readonly text: string;
  readonly values: readonly (string | number)[];
}

interface Changed {
  readonly table: StateTable;
  readonly rows: readonly (readonly StateValue[])[];
  readonly keys: readonly (readonly StateValue[])[];
}

/**
 * Answers with one row, `version`, when it succeeded, and with none when another version follows `from`, or the clock, `now` in microseconds, is
 * far from the store's.
 */
export function pushStatement(
  { schema, tables }: { schema: string; tables: readonly StateTable[] },
  { from, to, changes, now }: { from: StateVersion; to: StateVersion; changes: readonly StateChange[]; now: number },
): PushStatement {
  const values: (string | number)[] = [from.number, from.mark, to.mark, now];
  const bind = (value: string): string => `$${values.push(value)}`;
  const parts = [
    `moved AS (UPDATE ${nameIn(schema, "store")} SET version = version + 1, mark = $3 WHERE version = $1 AND mark = $2 AND form = ${FORM} AND ${clockIsNear("$4")} RETURNING version)`,
    `versioned AS (INSERT INTO ${nameIn(schema, "versions")} SELECT version, $3 FROM moved)`,
  ];
  for (const { table, rows, keys } of byTable(tables, changes)) {
    if (rows.length > 0) {
      parts.push(
        `${pg.escapeIdentifier(`put ${table.name}`)} AS (${putRows(schema, table, bind(recordsOf(table, rows)))})`,
      );
    }
    if (keys.length > 0) {
      parts.push(
        `${pg.escapeIdentifier(`cut ${table.name}`)} AS (${cutRows(schema, table, bind(recordsOf(keysOnly(table), keys)))})`,
      );
    }
  }
  const gone = changes.filter(({ row }) => row === null);
  if (gone.length > 0) {
    const records = gone.map(({ table, key }) => ({ name: table, key: JSON.stringify(key) }));
    parts.push(`gone AS (INSERT INTO ${nameIn(schema, "gone")} SELECT r.name, r.key, moved.version FROM moved, pg_catalog.json_to_recordset(${bind(JSON.stringify(records))}::json) AS r(name text, key text)
      ON CONFLICT (name, key) DO UPDATE SET changed = EXCLUDED.changed)`);
  }
  return { text: `WITH ${parts.join(",\n")} SELECT version FROM moved`, values };
}

function clockIsNear(now: string): string {
  return `abs(extract(epoch FROM pg_catalog.clock_timestamp()) * 1000000 - ${now}::bigint) <= ${MOST_CLOCK_MICROSECONDS}`;
}

function byTable(tables: readonly StateTable[], changes: readonly StateChange[]): readonly Changed[] {
  return tables.map((table) => {
    const own = changes.filter((change) => change.table === table.name);
    return {
      table,
      rows: own.flatMap(({ row }) => (row === null ? [] : [row])),
      keys: own.flatMap(({ row, key }) => (row === null ? [key] : [])),
    };
  });
}

function putRows(schema: string, { name, columns, key }: StateTable, records: string): string {
  const names = columns.map((column) => pg.escapeIdentifier(column.name));
  const set = columns
    .filter((column) => !key.includes(column.name))
    .map((column) => `${pg.escapeIdentifier(column.name)} = EXCLUDED.${pg.escapeIdentifier(column.name)}, `);
  return `INSERT INTO ${nameIn(schema, name)} (${names.join(", ")}, changed)
    SELECT ${names.map((column) => `r.${column}`).join(", ")}, moved.version FROM moved, pg_catalog.json_to_recordset(${records}::json) AS r(${columns.map(columnOf).join(", ")})
    ON CONFLICT (${key.map((column) => pg.escapeIdentifier(column)).join(", ")}) DO UPDATE SET ${set.join("")}changed = EXCLUDED.changed`;
}

function cutRows(schema: string, table: StateTable, records: string): string {
  const { name, columns } = keysOnly(table);
  const same = columns.map((column) => `t.${pg.escapeIdentifier(column.name)} = r.${pg.escapeIdentifier(column.name)}`);
  return `DELETE FROM ${nameIn(schema, name)} t USING moved, pg_catalog.json_to_recordset(${records}::json) AS r(${columns.map(columnOf).join(", ")}) WHERE ${same.join(" AND ")}`;
}

function keysOnly({ name, columns, key }: StateTable): StateTable {
  return { name, columns: key.flatMap((wanted) => columns.filter((column) => column.name === wanted)), key };
}

function recordsOf({ columns }: StateTable, rows: readonly (readonly StateValue[])[]): string {
  return JSON.stringify(
    rows.map((row) => Object.fromEntries(columns.map(({ name }, place) => [name, jsonOf(row[place] ?? null)]))),
  );
}

function jsonOf(value: StateValue): string | number | null {
  return value instanceof Uint8Array ? `\\x${Buffer.from(value).toString("hex")}` : value;
}
