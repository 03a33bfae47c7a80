import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createDatabase, type TestDatabase } from "../../../../../test/support/postgres.ts";
import { PreparedStatements } from "../../connection/prepared-statements.ts";
import { Pipeline } from "./pipeline.ts";

let server: TestDatabase;
let client: pg.Client;

beforeAll(async () => {
  server = await createDatabase("CREATE TABLE kept (id int PRIMARY KEY, n int); INSERT INTO kept VALUES (1, 1)");
  client = new pg.Client({ connectionString: server.url });
  await client.connect();
});
afterAll(async () => {
  await client.end();
  await server.drop();
});

describe("Pipeline", () => {
  it.each([null, new PreparedStatements("test_")])("asks and runs in order, in one transaction", async (prepared) => {
    for (let time = 0; time < 3; time++) {
      const pipeline = new Pipeline();
      pipeline.run("BEGIN", "SELECT set_config('test.said', 'so', true)");
      const first = pipeline.ask("SELECT current_setting('test.said'), $1::text, NULL::text", ["a"]);
      const changed = pipeline.ask("UPDATE kept SET n = n + 1 WHERE id = $1", ["1"]);
      const second = pipeline.ask("SELECT n::text FROM kept");
      pipeline.run("ROLLBACK");
      expect(first.arrived).toBe(false);
      expect(() => first.result).toThrow(RangeError);
      await pipeline.send(client, prepared);
      expect(first.result.rows).toEqual([["so", "a", null]]);
      expect(changed.result.rows).toEqual([]);
      expect(second.result.rows).toEqual([["2"]]);
    }
    expect((await client.query("SELECT n FROM kept")).rows).toEqual([{ n: 1 }]);
  });

  it("runs nothing after a statement that fails, says which, and keeps what came before", async () => {
    const prepared = new PreparedStatements("failing_");
    for (let time = 0; time < 2; time++) {
      const pipeline = new Pipeline();
      pipeline.run("BEGIN");
      const first = pipeline.ask("SELECT 'before'");
      const failing = pipeline.ask("SELECT 1 / (n - 1) FROM kept");
      const after = pipeline.ask("UPDATE kept SET n = 9");
      pipeline.run("COMMIT");
      await expect(pipeline.send(client, prepared)).rejects.toMatchObject({ code: "22012" });
      expect([first.arrived, pipeline.failedAt(first)]).toEqual([true, false]);
      expect([failing.arrived, pipeline.failedAt(failing)]).toEqual([false, true]);
      expect(after.arrived).toBe(false);
      await client.query("ROLLBACK");
    }
    expect((await client.query("SELECT n FROM kept")).rows).toEqual([{ n: 1 }]);
  });

  it("tells what it sends of a connection that is lost", async () => {
    const other = new pg.Client({ connectionString: server.url });
    other.on("error", () => undefined);
    await other.connect();
    const pipeline = new Pipeline();
    const asked = pipeline.ask("SELECT pg_terminate_backend(pg_backend_pid())");
    await expect(pipeline.send(other, null)).rejects.toThrow();
    expect(asked.arrived).toBe(false);
    await other.end().catch(() => undefined);
  });
});
