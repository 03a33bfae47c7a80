// The owner's own hands on one side of a shop: they keep its rows as they were, and put them back after a write.

import Database from "better-sqlite3";
import pg from "pg";
import type { Engine } from "../../src/core/model/catalogue.ts";

const TABLES = ["customers", "orders", "order_items", "employees", "events"];

export interface KeptRows {
  restore(): Promise<void>;
  end(): Promise<void>;
}

export function keepRows(engine: Engine, place: string): Promise<KeptRows> {
  return engine === "postgres" ? keepInPostgres(place) : Promise.resolve(keepInSqlite(place));
}

async function keepInPostgres(place: string): Promise<KeptRows> {
  const client = new pg.Client({ connectionString: place });
  await client.connect();
  await client.query("SET session_replication_role = replica; CREATE SCHEMA keep");
  const back: string[] = [];
  for (const table of TABLES) {
    const { rows } = await client.query<{ columns: string }>(
      `SELECT string_agg(quote_ident(column_name), ', ' ORDER BY ordinal_position) AS columns FROM information_schema.columns
       WHERE table_schema = 'public' AND table_name = '${table}' AND is_generated = 'NEVER'`,
    );
    await client.query(`CREATE TABLE keep.${table} AS TABLE public.${table}`);
    const columns = rows[0]?.columns ?? "";
    back.push(`INSERT INTO public.${table} (${columns}) SELECT ${columns} FROM keep.${table}`);
  }
  const restore = `TRUNCATE ${TABLES.map((table) => `public.${table}`).join(", ")}; ${back.join("; ")}`;
  return {
    restore: async () => {
      await client.query(restore);
    },
    end: () => client.end(),
  };
}

function keepInSqlite(place: string): KeptRows {
  const database = new Database(place);
  database.pragma("foreign_keys = 0");
  database.pragma("synchronous = 0");
  database.exec("ATTACH ':memory:' AS keep");
  const tables = [...TABLES, "audit_log"].map((table) => {
    database.exec(`CREATE TABLE keep.${table} AS SELECT * FROM main.${table}`);
    const columns = database
      .prepare<[string], string>("SELECT name FROM pragma_table_info(?)") // generated columns are not in it
      .pluck()
      .all(table)
      .join(", ");
    return `DELETE FROM main.${table}; INSERT INTO main.${table} (${columns}) SELECT ${columns} FROM keep.${table}`;
  });
  const restore = `BEGIN IMMEDIATE; ${tables.join("; ")}; COMMIT`;
  return {
    restore: async () => {
      database.exec(restore);
    },
    end: async () => {
      database.close();
    },
  };
}
