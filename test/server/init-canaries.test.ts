// What `gatehouse init --yes` writes, on public schemas: a value in a column that holds something personal reaches no agent. The schemas that
// the rules were made by, and Lago, which was held back; of the OpenStreetMap website two columns are missed (docs/classification.md).

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Database from "better-sqlite3";
import { afterAll, describe, expect, it } from "vitest";
import type { TypeFamily } from "../../src/core/model/catalogue.ts";
import { type Labelled, readCorpora } from "../support/labelled-columns.ts";
import { createDatabase } from "../support/postgres.ts";
import { connect } from "../support/project.ts";
import { runCommand } from "../support/run-command.ts";

const SCHEMAS = ["pagila", "northwind", "chinook", "employees", "wordpress", "adventureworks", "lago"];
const columns = readCorpora().filter(({ corpus }) => SCHEMAS.includes(corpus));
const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;
const folders: string[] = [];
afterAll(() => folders.forEach((folder) => rmSync(folder, { recursive: true, force: true })));

interface Planted {
  readonly sql: string;
  readonly tables: readonly string[];
  /** What must not be seen, by the column that holds it. */
  readonly canaries: ReadonlyMap<string, string>;
}

/** `within` is the schema that tables of a corpus are made in; on SQLite there is one, and of two tables of a name the first is made. */
function plant(within: (corpus: string) => string | null): Planted {
  const tables = new Map<string, Labelled[]>();
  for (const column of columns) {
    const own = within(column.corpus);
    const key = own === null ? quoted(column.table.toLowerCase()) : `${quoted(own)}.${quoted(column.table)}`;
    const others = tables.get(key) ?? [];
    if (others.length === 0 || others[0]?.corpus === column.corpus) tables.set(key, [...others, column]);
  }
  const canaries = new Map<string, string>();
  const made = [...tables].map(([table, held]) => {
    const values = held.map((column, place) => {
      const canary = canaryOf(column, canaries.size + 1);
      if (column.holds !== "-") canaries.set(`${table}.${column.column}`, canary.seen);
      return column.holds === "-" ? harmless(column.family, place) : canary.sql;
    });
    const types = held.map(({ column, family }) => `${quoted(column)} ${TYPES[family]}`);
    return `CREATE TABLE ${table} (${types.join(", ")}); INSERT INTO ${table} VALUES (${values.join(", ")});`;
  });
  return { sql: made.join("\n"), tables: [...tables.keys()], canaries };
}

const TYPES: Readonly<Record<TypeFamily, string>> = {
  text: "text",
  enum: "text",
  other: "text",
  array: "text",
  network: "text",
  uuid: "text",
  integer: "bigint",
  numeric: "numeric",
  float: "double precision",
  boolean: "boolean",
  date: "date",
  timestamp: "timestamp",
  time: "text",
  interval: "text",
  json: "json",
  bytes: "bytea",
};

function canaryOf({ family }: Labelled, number: number): { readonly sql: string; readonly seen: string } {
  const digits = `${7_310_000 + number}`;
  if (family === "date" || family === "timestamp") return { sql: "'1931-07-23'", seen: "07-23" };
  if (family === "integer" || family === "numeric") return { sql: digits, seen: digits };
  if (family === "float") return { sql: `${number}.731931`, seen: ".731931" };
  if (family === "json") return { sql: `'{"held": "canary-${digits}"}'`, seen: `canary-${digits}` };
  return { sql: `'canary-${digits}'`, seen: `canary-${digits}` };
}

function harmless(family: TypeFamily, place: number): string {
  if (family === "integer" || family === "numeric" || family === "float") return String(place);
  if (family === "boolean") return "true";
  if (family === "date" || family === "timestamp") return "'2020-01-01'";
  return family === "json" ? "'{}'" : "'plain'";
}

async function saw(place: readonly string[], planted: Planted, env: Record<string, string> = {}): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), "gatehouse-canaries-"));
  folders.push(folder);
  const ran = await runCommand(["init", ...place, "--name", "shop", "--directory", folder, "--yes"], env);
  expect(ran).toMatchObject({ status: 0, stderr: "" });
  for (const canary of planted.canaries.values()) expect(ran.stdout).not.toContain(canary);
  const server = await connect(folder, { env });
  try {
    const seen: string[] = [];
    for (const table of planted.tables) {
      const answer = await server.call("query", { sql: `SELECT * FROM ${table}` });
      if (answer.isError)
        expect([table, JSON.stringify(answer.body)]).toEqual([table, expect.stringMatching(/column/)]);
      seen.push(JSON.stringify(answer.body["rows"] ?? answer.body));
    }
    return seen.join("\n");
  } finally {
    await server.close();
  }
}

describe("[G-CLASSIFY-UNSURE-MASKED] what init --yes writes", () => {
  it("shows no canary of seven public schemas on SQLite", async () => {
    const planted = plant(() => null);
    const folder = mkdtempSync(join(tmpdir(), "gatehouse-canaries-"));
    folders.push(folder);
    const database = new Database(join(folder, "shop.db"));
    database.exec(planted.sql);
    database.close();
    const seen = await saw(["--sqlite", join(folder, "shop.db")], planted);
    expect([...planted.canaries].filter(([, canary]) => seen.includes(canary))).toEqual([]);
    expect(planted.canaries.size).toBeGreaterThan(100);
    expect(seen).toContain("plain");
  });

  it("shows no canary of seven public schemas on PostgreSQL", async () => {
    const planted = plant((corpus) => corpus);
    const schemas = SCHEMAS.map((name) => `CREATE SCHEMA ${quoted(name)};`).join("\n");
    const database = await createDatabase(`${schemas}\n${planted.sql}`);
    try {
      const seen = await saw(["--postgres", "${CANARIES_URL}"], planted, { CANARIES_URL: database.url });
      expect([...planted.canaries].filter(([, canary]) => seen.includes(canary))).toEqual([]);
      expect(planted.canaries.size).toBeGreaterThan(140);
      expect(seen).toContain("plain");
    } finally {
      await database.drop();
    }
  });
});
