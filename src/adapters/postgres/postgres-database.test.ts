import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { BINDING, NEVER } from "../../../test/support/plan-binding.ts";
import { createDatabase, runSql, startCluster, type TestDatabase } from "../../../test/support/postgres.ts";
import { Allow } from "../../core/model/decision.ts";
import { relationKey } from "../../core/model/relation-name.ts";
import { ExecutablePlan } from "../../core/sql/plans/executable-plan.ts";
import type { Database } from "../../gate/ports/database.ts";
import { openPostgresDatabase } from "./postgres-database.ts";

const SCHEMA = `
CREATE TYPE public.tier AS ENUM ('free', 'gold');
CREATE DOMAIN public.cents AS integer;
CREATE TABLE public.customers (id int PRIMARY KEY, email varchar(80), plan public.tier, price public.cents, tags text[], doc jsonb, big bigint,
  lowered text GENERATED ALWAYS AS (lower(email)) STORED);
CREATE TABLE public.orders (id int PRIMARY KEY, customer_id int REFERENCES public.customers (id), amount numeric);
CREATE VIEW public.mails AS SELECT id, email FROM customers;
CREATE MATERIALIZED VIEW public.totals AS SELECT customer_id, sum(amount) AS total FROM orders GROUP BY 1;
CREATE TABLE public.events (at date, n int) PARTITION BY RANGE (at);
CREATE TABLE public.events_2024 PARTITION OF public.events FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
INSERT INTO customers VALUES (1, 'Ann@x.example', 'gold', 100, '{a,"b c",NULL}', '{"n": 1}', 9007199254740993);
INSERT INTO customers SELECT i, 'u' || i, 'free', 1, '{}', '{}', i FROM generate_series(2, 5000) i;
ANALYZE;`;

const LIMITS = { rows: 1000, bytes: 1_000_000, milliseconds: 20_000 };

let shop: TestDatabase;
let database: Database;

beforeAll(async () => {
  shop = await createDatabase(SCHEMA);
  database = openPostgresDatabase({ name: "shop", url: shop.url, maxConnections: 3, pooler: "none" });
});

afterAll(async () => {
  await database.close();
  await shop.drop();
});

async function plan(
  text: string,
  options: { opens?: readonly string[]; limits?: Partial<typeof LIMITS>; parameters?: number } = {},
) {
  const catalogue = await database.catalogue();
  const parameters = Array.from(
    { length: options.parameters ?? 0 },
    (_, index) => ({ kind: "caller", index }) as const,
  );
  const opens = (options.opens ?? ["customers"]).map((name) => ({ schema: "public", name }));
  const allow = Allow.decided("test", { governance: new Map(), limits: { ...LIMITS, ...options.limits } });
  return ExecutablePlan.of({ text, parameters, opens, catalogueVersion: catalogue.version }, allow);
}

async function run(
  text: string,
  options: Parameters<typeof plan>[1] & { values?: readonly (string | number | null)[] } = {},
) {
  const values = options.values ?? [];
  return database.execute(await plan(text, { ...options, parameters: values.length }), {
    binding: { ...BINDING, parameters: values },
    signal: NEVER,
  });
}

describe("the catalogue of a PostgreSQL database", () => {
  it("holds relations, columns, keys and what is derived from what", async () => {
    const catalogue = await database.catalogue();
    const customers = catalogue.relations.get(relationKey({ schema: "public", name: "customers" }));
    expect(customers?.kind).toBe("table");
    expect(customers?.primaryKey).toEqual(["id"]);
    const column = (name: string) => customers?.columns.find((found) => found.name === name);
    expect(column("email")?.type).toEqual({
      family: "text",
      sql: "character varying(80)",
      bare: "character varying",
      label: "character varying(80)",
    });
    expect(column("plan")?.type.family).toBe("enum");
    expect(column("plan")?.enumLabels).toEqual(["free", "gold"]);
    expect(column("price")?.type).toMatchObject({ family: "integer", sql: "integer" });
    expect(column("lowered")?.generatedFrom).toEqual(["email"]);
    const orders = catalogue.relations.get(relationKey({ schema: "public", name: "orders" }));
    expect(orders?.columns[1]?.references).toEqual({ relation: { schema: "public", name: "customers" }, column: "id" });
    const view = catalogue.relations.get(relationKey({ schema: "public", name: "mails" }));
    expect(view?.definition).toContain("public.customers");
    const child = catalogue.relations.get(relationKey({ schema: "public", name: "events_2024" }));
    expect(child?.parents).toEqual([{ schema: "public", name: "events" }]);
    expect([...(catalogue.types.get("tier") ?? [])]).toEqual([
      { schema: "public", name: "tier", kind: "enum", calls: [], parts: ["public.tier"], checked: false },
    ]);
  });
});

describe("execute() on PostgreSQL", () => {
  it("reads the time of each call in a constant that means it, however often the statement was prepared", async () => {
    const times = new Set<string>();
    for (let call = 0; call < 3; call++) {
      times.add(JSON.stringify(await run("SELECT 'now'::timestamptz::text FROM public.customers LIMIT 1")));
    }
    expect(times.size).toBe(3);
  });

  it("decodes values without rounding any", async () => {
    const result = await run("SELECT * FROM public.customers WHERE id = $1", { values: [1] });
    if (result.kind !== "rows") throw new Error(JSON.stringify(result));
    expect(result.rows).toEqual([
      [1, "Ann@x.example", "gold", 100, ["a", "b c", null], { n: 1 }, "9007199254740993", "ann@x.example"],
    ]);
    expect(result.columns.map(({ type }) => type)).toEqual([
      "integer",
      "character varying",
      "public.tier",
      "integer",
      "text[]",
      "jsonb",
      "bigint",
      "text",
    ]);
  });

  it("ends a result at the row cap and says so [G-READ-LIMITS]", async () => {
    const result = await run("SELECT id FROM public.customers", { limits: { rows: 10 } });
    expect(result).toMatchObject({ kind: "rows", truncated: "rows" });
    if (result.kind === "rows") expect(result.rows).toHaveLength(10);
    expect(await run("SELECT id FROM public.customers LIMIT 10", { limits: { rows: 10 } })).toMatchObject({
      truncated: null,
    });
  });

  it("ends a result at the byte cap, drops a huge value, and goes on [G-READ-LIMITS]", async () => {
    const bytes = await run("SELECT repeat('x', 1000) FROM public.customers", { limits: { bytes: 50_000 } });
    expect(bytes).toMatchObject({ kind: "rows", truncated: "bytes" });
    const huge = await run("SELECT repeat('x', 100000000) FROM public.customers WHERE id = 1");
    expect(huge).toMatchObject({ kind: "rows", truncated: "bytes", rows: [] });
    expect(await run("SELECT 1 FROM public.customers WHERE id = 1")).toMatchObject({ kind: "rows", rows: [[1]] });
  });

  it("cannot write, whatever the text says [G-READ-ONLY-SESSION]", async () => {
    expect(await run("DELETE FROM public.orders", { opens: ["orders"] })).toMatchObject({
      kind: "database-error",
      sqlstate: "25006",
    });
    expect(await run("SELECT 1; DELETE FROM public.orders", { opens: [] })).toMatchObject({
      kind: "database-error",
      sqlstate: "42601",
    });
  });

  it("passes on no message that can hold a value [G-READ-ERRORS-ARE-OURS]", async () => {
    const result = await run("SELECT email::int FROM public.customers WHERE id = 1");
    expect(result).toEqual({ kind: "database-error", sqlstate: "22P02", message: null });
  });

  it("stops a statement at its time limit, in the database too [G-READ-LIMITS]", async () => {
    const result = await run("SELECT pg_sleep(30)", { opens: [], limits: { milliseconds: 200 } });
    expect(result).toMatchObject({ kind: "database-error", sqlstate: "57014" });
  });

  it("stops a cancelled statement in the database and keeps its connections", async () => {
    const cancel = new AbortController();
    const running = database.execute(await plan("SELECT pg_sleep(30)", { opens: [] }), {
      binding: BINDING,
      signal: cancel.signal,
    });
    setTimeout(() => cancel.abort(), 100);
    await expect(running).rejects.toMatchObject({ code: "cancelled" });
    const client = new pg.Client({ connectionString: shop.url });
    await client.connect();
    const { rows } = await client.query(
      "SELECT count(*)::int AS n FROM pg_stat_activity WHERE query LIKE '%pg_sleep(30)%' AND state = 'active' AND pid <> pg_backend_pid()",
    );
    await client.end();
    expect(rows).toEqual([{ n: 0 }]);
  });

  it("answers schema-changed when a column was renamed under the plan, and nothing else", async () => {
    const made = await plan("SELECT amount FROM public.orders", { opens: ["orders"] });
    expect(await database.execute(made, { binding: BINDING, signal: NEVER })).toMatchObject({ kind: "rows" });
    await runSql(shop.url, "ALTER TABLE orders RENAME amount TO old; ALTER TABLE orders ADD amount numeric");
    expect(await database.execute(made, { binding: BINDING, signal: NEVER })).toEqual({ kind: "schema-changed" });
    const before = (await database.catalogue()).version;
    expect((await database.catalogue("now")).version).not.toBe(before);
  });

  it("names what its role could do that it should not", async () => {
    expect((await database.posture()).join(" ")).toContain("superuser");
  });
});

describe("a PostgreSQL server that goes away", () => {
  it("is a clear failure, and is found again when it is back", async () => {
    const cluster = await startCluster();
    const gone = openPostgresDatabase({ name: "gone", url: cluster.url, maxConnections: 2, pooler: "none" });
    try {
      await cluster.stop();
      await expect(gone.catalogue()).rejects.toMatchObject({ code: "database-unavailable" });
      await cluster.start();
      expect((await gone.catalogue()).engine).toBe("postgres");
    } finally {
      await gone.close();
      await cluster.destroy();
    }
  });
});
