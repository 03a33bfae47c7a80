import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { BINDING, NEVER } from "../../../test/support/plan-binding.ts";
import { createDatabase, runSql, type TestDatabase } from "../../../test/support/postgres.ts";
import { Allow } from "../../core/model/decision.ts";
import type { JsonValue } from "../../core/model/json-value.ts";
import { ExecutablePlan } from "../../core/sql/plans/executable-plan.ts";
import type { Database } from "../../gate/ports/database.ts";
import { openPostgresDatabase } from "./postgres-database.ts";

const LIMITS = { rows: 100, bytes: 1_000_000, milliseconds: 20_000 };
const SWAP = `ALTER TABLE public.people RENAME name TO hold; ALTER TABLE public.people RENAME secret TO name;
ALTER TABLE public.people RENAME hold TO secret`;

let server: TestDatabase;

beforeAll(async () => {
  server = await createDatabase(`CREATE TABLE public.people (id int, name text, secret text);
    INSERT INTO people VALUES (1, 'Ann', 'canary');
    ALTER TABLE people SET (autovacuum_enabled = off);`);
  // A default that would let the witness see an old catalogue.
  await runSql(server.url, `ALTER DATABASE ${server.name} SET default_transaction_isolation = 'repeatable read'`);
});

afterAll(() => server.drop());

async function using<T>(
  options: { pooler?: "none" | "transaction"; connections?: number },
  story: (database: Database) => Promise<T>,
): Promise<T> {
  const database = openPostgresDatabase({
    name: "races",
    url: server.url,
    maxConnections: options.connections ?? 2,
    pooler: options.pooler ?? "none",
  });
  try {
    return await story(database);
  } finally {
    await database.close();
  }
}

async function plan(database: Database, text: string, opens: readonly string[] = ["people"]) {
  const { version } = await database.catalogue();
  const allow = Allow.decided("test", { governance: new Map(), limits: LIMITS });
  const names = opens.map((name) => ({ schema: "public", name }));
  return ExecutablePlan.of({ text, parameters: [], opens: names, catalogueVersion: version }, allow);
}

async function run(database: Database, text: string, opens?: readonly string[]) {
  return database.execute(await plan(database, text, opens), { binding: BINDING, signal: NEVER });
}

/** The server's answer to one question, asked as the superuser. */
async function ask(sql: string): Promise<readonly JsonValue[]> {
  const client = new pg.Client({ connectionString: server.url });
  await client.connect();
  try {
    const { rows } = await client.query<JsonValue[]>({ text: sql, rowMode: "array" });
    return rows.map(([first]) => first ?? null);
  } finally {
    await client.end();
  }
}

async function eventually(sql: string): Promise<void> {
  while ((await ask(sql))[0] !== true) await new Promise((resolve) => setTimeout(resolve, 20));
}

const LOCK_IS_AWAITED = `SELECT EXISTS (SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database())`;

describe.each(["none", "transaction"] as const)("a plan that races with ALTER TABLE (pooler: %s)", (pooler) => {
  it("reads what it names when nothing changes", () =>
    using({ pooler }, async (database) => {
      const result = await run(database, "SELECT name FROM public.people");
      expect(result).toMatchObject({ kind: "rows" });
      expect(await run(database, "SELECT 1 / (id - 1) FROM public.people")).toMatchObject({ sqlstate: "22012" });
      expect(await run(database, "SELECT id FROM public.people")).toMatchObject({ kind: "rows", rows: [[1]] });
    }));

  it("releases nothing when columns changed places while it waited for their lock [G-READ-CATALOGUE-FRESH]", () =>
    using({ pooler }, async (database) => {
      const made = await plan(database, "SELECT name FROM public.people");
      const owner = new pg.Client({ connectionString: server.url });
      await owner.connect();
      try {
        await owner.query("BEGIN");
        await owner.query(SWAP);
        const running = database.execute(made, { binding: BINDING, signal: NEVER });
        await eventually(LOCK_IS_AWAITED);
        await owner.query("COMMIT");
        expect(await running).toEqual({ kind: "schema-changed" });
      } finally {
        await owner.end();
      }
    }));

  it("answers schema-changed when a column that it has never read is gone", () =>
    using({ pooler }, async (database) => {
      const made = await plan(database, "SELECT id, secret FROM public.people");
      await runSql(server.url, "ALTER TABLE public.people RENAME secret TO gone");
      try {
        expect(await database.execute(made, { binding: BINDING, signal: NEVER })).toEqual({ kind: "schema-changed" });
      } finally {
        await runSql(server.url, "ALTER TABLE public.people RENAME gone TO secret");
      }
    }));

  it.each([
    [
      "a function of the name",
      "CREATE FUNCTION public.upper(varchar) RETURNS text LANGUAGE sql AS 'SELECT $1'",
      "DROP FUNCTION public.upper",
    ],
    ["a type of the name", "CREATE DOMAIN public.upper AS text", "DROP DOMAIN public.upper"],
    [
      "an operator",
      "CREATE OPERATOR public.<-> (LEFTARG = text, RIGHTARG = text, FUNCTION = texteq)",
      "DROP OPERATOR public.<-> (text, text)",
    ],
    [
      "a cast",
      "CREATE TYPE public.mood AS ENUM ('a'); CREATE CAST (public.mood AS integer) WITH INOUT",
      "DROP TYPE public.mood CASCADE",
    ],
    [
      "another relation of the name",
      "CREATE SCHEMA other; CREATE TABLE other.people (id int)",
      "DROP SCHEMA other CASCADE",
    ],
  ])("answers schema-changed once there is %s [G-OWN-PATH-GATED]", (_, come, go) =>
    using({ pooler }, async (database) => {
      const { version } = await database.catalogue();
      const allow = Allow.decided("test", { governance: new Map(), limits: LIMITS });
      const made = ExecutablePlan.of(
        {
          text: "SELECT upper(name) FROM public.people",
          parameters: [],
          opens: [{ schema: "public", name: "people" }],
          names: ["upper"],
          ownPath: true,
          catalogueVersion: version,
        },
        allow,
      );
      const ask = () => database.execute(made, { binding: BINDING, signal: NEVER });
      expect(await ask()).toMatchObject({ kind: "rows" });
      await runSql(server.url, come);
      try {
        expect(await ask()).toEqual({ kind: "schema-changed" });
      } finally {
        await runSql(server.url, go);
      }
      expect(await ask()).toMatchObject({ kind: "rows" });
    }),
  );

  it("passes on what the server says of names, and nothing once rows are read", () =>
    using({ pooler }, async (database) => {
      expect(await run(database, "SELECT nothing FROM public.people")).toMatchObject({
        sqlstate: "42703",
        message: 'column "nothing" does not exist',
      });
      expect(await run(database, "SELECT (name || 'x')::regclass FROM public.people")).toEqual({
        kind: "database-error",
        sqlstate: "42P01",
        message: null,
      });
    }));
});

describe("a connection to PostgreSQL", () => {
  it("leaves no prepared statement behind when statements fail", () =>
    using({ connections: 1 }, async (database) => {
      for (let round = 0; round < 20; round++) await run(database, `SELECT ${round} / (id - 1) FROM public.people`);
      const [[count] = []] = await run(
        database,
        "SELECT count(*) FROM pg_catalog.pg_prepared_statements WHERE name LIKE 'gatehouse%'",
        [],
      ).then((result) => (result.kind === "rows" ? result.rows : []));
      expect(count).toBeLessThanOrEqual(4);
    }));

  it("prepares a repeated plan once, and closes the least used beyond its cap", () =>
    using({ connections: 1 }, async (database) => {
      for (let round = 0; round < 230; round++) await run(database, `SELECT ${round} FROM public.people`);
      const counted = "SELECT count(*) <= 201 FROM pg_catalog.pg_prepared_statements";
      expect(await run(database, counted, [])).toMatchObject({ rows: [[true]] });
      expect(await run(database, counted, [])).toMatchObject({ rows: [[true]] });
    }));

  it("runs nothing for a call that was cancelled while it waited for a connection", () =>
    using({ connections: 1 }, async (database) => {
      const first = run(database, "SELECT pg_sleep(0.5)", []);
      const cancel = new AbortController();
      const second = database.execute(await plan(database, "SELECT 'never run' FROM pg_sleep(60)", []), {
        binding: BINDING,
        signal: cancel.signal,
      });
      cancel.abort();
      await expect(second).rejects.toMatchObject({ code: "cancelled" });
      expect(await first).toMatchObject({ kind: "rows" });
    }));

  it("that the server ends is a clear failure, and the next call has another", () =>
    using({ connections: 1 }, async (database) => {
      const running = run(database, "SELECT pg_sleep(61)", []);
      await Promise.all([
        expect(running).rejects.toMatchObject({ code: "database-unavailable" }),
        eventually(
          `SELECT coalesce(bool_or(pg_terminate_backend(pid)), false) FROM pg_stat_activity WHERE query LIKE '%pg_sleep(61)%' AND state = 'active' AND pid <> pg_backend_pid()`,
        ),
      ]);
      expect(await run(database, "SELECT 1", [])).toMatchObject({ rows: [[1]] });
    }));

  it("is refused a statement with a NUL, at which the protocol would end it", () =>
    using({}, async (database) => {
      expect(await run(database, "SELECT 1 \0 FROM public.people")).toMatchObject({ sqlstate: "22021" });
    }));

  it("is left to nobody when the database closes", async () => {
    await using({ connections: 4 }, (database) =>
      Promise.all(Array.from({ length: 20 }, () => run(database, "SELECT id FROM public.people"))),
    );
    await eventually(
      `SELECT count(*) = 0 FROM pg_stat_activity WHERE application_name = 'gatehouse' AND datname = current_database()`,
    );
  });

  it("names no password, user or host when it cannot be made", async () => {
    const url = new URL(server.url);
    url.password = "wrong-canary";
    url.pathname = "/no_such_database";
    const refused = openPostgresDatabase({ name: "refused", url: url.href, maxConnections: 1, pooler: "none" });
    try {
      const error: unknown = await refused.catalogue().catch((cause: unknown) => cause);
      expect(error).toMatchObject({ code: "database-unavailable" });
      expect(error instanceof Error ? error.message : "").not.toMatch(/canary|127\.0\.0\.1|postgres:/);
    } finally {
      await refused.close();
    }
  });
});

describe("JSON of the database", () => {
  it("is text where JavaScript would round a number in it, and a value elsewhere", () =>
    using({}, async (database) => {
      const read = async (json: string) => {
        const result = await run(database, `SELECT '${json}'::jsonb`, []);
        return result.kind === "rows" ? result.rows[0]?.[0] : result;
      };
      expect(await read('{"n": 123456789.123456789}')).toBe('{"n": 123456789.123456789}');
      expect(await read('{"n": 9007199254740993}')).toBe('{"n": 9007199254740993}');
      expect(await read('{"phone": "491234567890123456", "q": "\\\\\\"1"}')).toMatchObject({
        phone: "491234567890123456",
      });
      expect(await read("[1.5, null, true]")).toEqual([1.5, null, true]);
    }));
});
