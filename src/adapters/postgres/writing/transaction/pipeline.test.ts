import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createDatabase, type TestDatabase } from "../../../../../test/support/postgres.ts";
import { PreparedStatements } from "../../connection/prepared-statements.ts";
import { Trip } from "./pipeline.ts";

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

describe("Trip", () => {
  it.each([null, new PreparedStatements("test_")])("asks and runs in order, in one transaction", async (prepared) => {
    for (let time = 0; time < 3; time++) {
      const trip = new Trip();
      trip.run("BEGIN", "SELECT set_config('test.said', 'so', true)");
      const first = trip.ask("SELECT current_setting('test.said'), $1::text, NULL::text", ["a"]);
      const changed = trip.ask("UPDATE kept SET n = n + 1 WHERE id = $1", ["1"]);
      const second = trip.ask("SELECT n::text FROM kept");
      trip.run("ROLLBACK");
      expect(first.arrived).toBe(false);
      expect(() => first.result).toThrow(RangeError);
      await trip.send(client, prepared);
      expect(first.result.rows).toEqual([["so", "a", null]]);
      expect(changed.result.rows).toEqual([]);
      expect(second.result.rows).toEqual([["2"]]);
    }
    expect((await client.query("SELECT n FROM kept")).rows).toEqual([{ n: 1 }]);
  });

  it("runs nothing after a statement that fails, says which, and keeps what came before", async () => {
    const prepared = new PreparedStatements("failing_");
    for (let time = 0; time < 2; time++) {
      const trip = new Trip();
      trip.run("BEGIN");
      const first = trip.ask("SELECT 'before'");
      const failing = trip.ask("SELECT 1 / (n - 1) FROM kept");
      const after = trip.ask("UPDATE kept SET n = 9");
      trip.run("COMMIT");
      await expect(trip.send(client, prepared)).rejects.toMatchObject({ code: "22012" });
      expect([first.arrived, trip.failedAt(first)]).toEqual([true, false]);
      expect([failing.arrived, trip.failedAt(failing)]).toEqual([false, true]);
      expect(after.arrived).toBe(false);
      await client.query("ROLLBACK");
    }
    expect((await client.query("SELECT n FROM kept")).rows).toEqual([{ n: 1 }]);
  });

  it("tells what it sends of a connection that is lost", async () => {
    const other = new pg.Client({ connectionString: server.url });
    other.on("error", () => undefined);
    await other.connect();
    const trip = new Trip();
    const asked = trip.ask("SELECT pg_terminate_backend(pg_backend_pid())");
    await expect(trip.send(other, null)).rejects.toThrow();
    expect(asked.arrived).toBe(false);
    await other.end().catch(() => undefined);
  });
});
