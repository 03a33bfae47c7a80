// What SQLite says of its tables, columns, foreign keys and triggers, in one transaction. Runs in a reader process.

import type Database from "better-sqlite3";
import type { RawCatalogue, RawColumn } from "./sqlite-messages.ts";
import { MARKER_TABLE } from "./writing/write-marker.ts";

interface ForeignKey {
  readonly id: bigint;
  readonly table: string;
  readonly from: string;
  readonly to: string | null;
  readonly on_delete: string;
  readonly on_update: string;
}

interface ColumnInfo {
  readonly name: string;
  readonly type: string;
  readonly notnull: bigint;
  readonly dflt_value: string | null;
  readonly pk: bigint;
  readonly hidden: bigint;
}

export function readCatalogue(open: Database.Database): RawCatalogue {
  return open.transaction((): RawCatalogue => {
    const tables = open
      .prepare<[], { name: string; type: string; page: bigint; sql: string | null }>(
        `SELECT name, CASE WHEN sql LIKE 'CREATE VIRTUAL TABLE%' THEN 'virtual' ELSE type END AS type, coalesce(rootpage, 0) AS page, sql
           FROM sqlite_schema WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name`,
      )
      .all();
    const listed = open
      .prepare<[], { name: string; type: string; wr: bigint; strict: bigint }>(
        "SELECT name, type, wr, strict FROM pragma_table_list WHERE schema = 'main'",
      )
      .all();
    const shadows = new Set(listed.filter(({ type }) => type === "shadow").map(({ name }) => name));
    const strict = new Set(listed.filter((table) => table.strict === 1n).map(({ name }) => name));
    const withoutRowid = new Set(listed.filter(({ wr }) => wr === 1n).map(({ name }) => name));
    const indexed = open.prepare<[string], { origin: string }>("SELECT origin FROM pragma_index_list(?)");
    const shown = tables.filter(({ name }) => !shadows.has(name) && name !== MARKER_TABLE);
    const columns = shown.flatMap(({ name: table }): RawColumn[] =>
      open
        .prepare<[string], ColumnInfo>("SELECT * FROM pragma_table_xinfo(?)")
        .all(table)
        .filter(({ hidden }) => hidden !== 1n)
        .map((column) => ({
          table,
          name: column.name,
          type: column.type,
          notNull: column.notnull === 1n,
          key: Number(column.pk),
          generated: column.hidden > 1n,
          default: column.dflt_value,
        })),
    );
    const references = shown.flatMap(({ name: table }) =>
      open
        .prepare<[string], ForeignKey>("SELECT * FROM pragma_foreign_key_list(?) ORDER BY id, seq")
        .all(table)
        .map((key) => ({
          table,
          key: Number(key.id),
          column: key.from,
          target: key.table,
          to: key.to ?? "",
          onDelete: key.on_delete,
          onUpdate: key.on_update,
        })),
    );
    // expressions, conditions and generated columns are no key that ON CONFLICT could be paired by
    const keyed = open.prepare<[string], { name: string }>(
      `SELECT name FROM pragma_index_list(?) WHERE "unique" = 1 AND partial = 0 ORDER BY seq`,
    );
    const parts = open.prepare<[string], { name: string | null }>(
      "SELECT name FROM pragma_index_info(?) ORDER BY seqno",
    );
    const uniqueKeys = shown.flatMap(({ name: table, type }) => {
      if (type !== "table") return [];
      return keyed.all(table).flatMap((index) => {
        const names = parts.all(index.name).map(({ name }) => name);
        const whole = names.filter((name) => name !== null);
        return whole.length === names.length ? [{ table, columns: whole }] : [];
      });
    });
    const unique = open.prepare<[string], { name: string }>(
      `SELECT name FROM pragma_index_list(?) WHERE "unique" = 1 ORDER BY seq`,
    );
    const compared = open.prepare<[string], { name: string | null; coll: string }>(
      'SELECT name, coll FROM pragma_index_xinfo(?) WHERE "key" = 1 ORDER BY seqno',
    );
    const distinct = shown.flatMap(({ name: table, type }) =>
      type !== "table"
        ? []
        : unique.all(table).map(({ name: index }) => ({
            table,
            index,
            parts: compared.all(index).map(({ name, coll }) => ({ column: name, collation: coll })),
          })),
    );
    const triggers = open
      .prepare<[], { name: string; table: string; sql: string }>(
        "SELECT name, tbl_name AS \"table\", coalesce(sql, '') AS sql FROM sqlite_schema WHERE type = 'trigger' ORDER BY name",
      )
      .all();
    const indexes = open
      .prepare<[], { name: string; table: string; sql: string | null }>(
        "SELECT name, tbl_name AS \"table\", sql FROM sqlite_schema WHERE type = 'index' ORDER BY name",
      )
      .all()
      .filter(({ table }) => table !== MARKER_TABLE);
    const version = String(open.prepare("SELECT sqlite_version()").pluck().get()).split(".").map(Number);
    return {
      kind: "catalogue",
      schemaVersion: Number(open.pragma("schema_version", { simple: true })),
      sqliteVersion: (version[0] ?? 0) * 1_000_000 + (version[1] ?? 0) * 1_000 + (version[2] ?? 0),
      library: open.prepare<[], { id: string }>("SELECT sqlite_source_id() AS id").get()?.id ?? "",
      tables: shown.map((table) => ({
        ...table,
        page: Number(table.page),
        rowid: table.type === "table" && !withoutRowid.has(table.name),
        strict: strict.has(table.name),
        keyIndexed: table.type === "table" && indexed.all(table.name).some(({ origin }) => origin === "pk"),
      })),
      columns,
      references,
      uniqueKeys,
      distinct,
      triggers,
      indexes,
    };
  })();
}
