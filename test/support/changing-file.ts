// The shop of cases/fixtures/sqlite-writes in a SQLite file. What it holds can be dumped, compared and put back, so that one statement of
// a corpus does not stand in the way of the next.

import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Database from "better-sqlite3";
import type { Dump, Governable } from "./changing-shop.ts";

/** What the owner's own hands get of a statement. */
export interface RawResult {
  readonly changes: number;
  readonly rows: readonly (readonly unknown[])[];
}

export interface ShopFile extends Governable {
  /** Runs one statement as the owner of the data. */
  run(sql: string): RawResult;
  /** Everything that the file holds in tables, storage classes with it. */
  dump(): Dump;
  /** Puts the rows of the fixture in the place of what there is. */
  restore(): void;
  close(): Promise<void>;
}

export async function createChangingFile(): Promise<ShopFile> {
  const fixtures = "cases/fixtures/sqlite-writes";
  const [schema = "", rows = ""] = await Promise.all(
    ["schema", "rows"].map((name) => readFile(`${fixtures}/${name}.sql`, "utf8")),
  );
  const folder = await mkdtemp(join(tmpdir(), "gatehouse-changing-"));
  const file = join(folder, "shop.db");
  const database = new Database(file);
  database.pragma("journal_mode = WAL");
  database.pragma("synchronous = OFF");
  database.exec(schema);
  database.exec(rows);
  const tables = database
    .prepare<[], string>(
      "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite_sch%'",
    )
    .pluck()
    .all();
  const texts = tables.map((table) => {
    const columns = database.prepare<[string], string>("SELECT name FROM pragma_table_xinfo(?)").pluck().all(table);
    const quoted = columns.map((name) => `quote("${name.replaceAll('"', '""')}")`);
    const text = `SELECT ${quoted.join(" || ',' || ")} FROM "${table.replaceAll('"', '""')}" ORDER BY 1`;
    return { table, held: database.prepare<[], string>(text).pluck() };
  });
  const restore = database.transaction(() => database.exec(rows));
  return {
    entry: `{ engine: sqlite, file: "${file}", writes: governed }`,
    fixtures,
    run: (sql) => {
      const statement = database.prepare(sql);
      if (!statement.reader) return { changes: statement.run().changes, rows: [] };
      const returned = statement.raw().all().filter(Array.isArray);
      return { changes: Number(database.prepare("SELECT changes()").pluck().get()), rows: returned };
    },
    dump: () => Object.fromEntries(texts.map(({ table, held }) => [table, held.all()])),
    restore: () => {
      restore();
    },
    close: async () => {
      database.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
