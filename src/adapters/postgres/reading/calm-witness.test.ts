import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { BINDING } from "../../../../test/support/plan-binding.ts";
import { createDatabase, runSql, type TestDatabase } from "../../../../test/support/postgres.ts";
import { Allow } from "../../../core/model/decision.ts";
import { ExecutablePlan } from "../../../core/sql/plans/executable-plan.ts";
import type { Database } from "../../../gate/ports/database.ts";
import { openPostgresDatabase } from "../postgres-database.ts";
import { CalmWitness } from "./calm-witness.ts";

const OPENED = { query: { text: "SELECT", values: [] }, expected: "1 a" };
const OTHER = { ...OPENED, expected: "2 b" };
const said = (witness: CalmWitness, lines: readonly string[], opened = OPENED) =>
  witness.take(opened, { lines, agrees: (told) => told.join() === opened.expected });

describe("CalmWitness", () => {
  it("asks briefly once the whole witness agreed under the snapshot that was seen twice", () => {
    const witness = new CalmWitness();
    expect(witness.mayAskBriefly(OPENED)).toBe(false);
    expect(said(witness, ["1 a", "snapshot 5:5:"])).toBe(true);
    expect(witness.mayAskBriefly(OPENED)).toBe(false);
    expect(said(witness, ["snapshot 5:5:", "1 a"])).toBe(true);
    expect([witness.mayAskBriefly(OPENED), witness.mayAskBriefly(OTHER)]).toEqual([true, false]);
    expect(witness.agreesBriefly(OPENED, ["snapshot 5:5:"])).toBe(true);
  });

  it("takes nothing for agreement but that very snapshot, and asks for the whole for a while after another [G-READ-CATALOGUE-FRESH]", () => {
    for (const lines of [["snapshot 5:6:"], ["snapshot"], [], ["snapshot 5:5:", "snapshot 5:5:"]]) {
      const witness = new CalmWitness();
      for (let run = 0; run < 3; run++) said(witness, ["1 a", "snapshot 5:5:"]);
      expect(witness.agreesBriefly(OPENED, lines)).toBe(false);
      for (let run = 0; run < 8; run++) {
        said(witness, ["1 a", "snapshot 5:5:"]);
        expect(witness.mayAskBriefly(OPENED)).toBe(false);
      }
      said(witness, ["1 a", "snapshot 5:5:"]);
      expect(witness.mayAskBriefly(OPENED)).toBe(true);
    }
  });

  it("keeps no snapshot of a witness that did not agree, nor of a server that follows another [G-READ-CATALOGUE-FRESH]", () => {
    const witness = new CalmWitness();
    for (let run = 0; run < 3; run++) expect(said(witness, ["1 z", "snapshot 5:5:"])).toBe(false);
    expect(witness.mayAskBriefly(OPENED)).toBe(false);
    const follower = new CalmWitness();
    for (let run = 0; run < 3; run++) expect(said(follower, ["1 a", "snapshot"])).toBe(true);
    expect(follower.mayAskBriefly(OPENED)).toBe(false);
  });
});

describe("a session that has been calm", () => {
  let server: TestDatabase;
  const LIMITS = { rows: 100, bytes: 1_000_000, milliseconds: 20_000 };

  beforeAll(async () => {
    server = await createDatabase(`CREATE TABLE public.people (id int PRIMARY KEY, name text, secret text);
      INSERT INTO people VALUES (1, 'Ann', 'canary'); CREATE TABLE public.log (id int); CREATE SCHEMA tenant`);
  });
  afterAll(() => server.drop());

  /** One connection, whose witness has been brief for a while. */
  async function calm(
    story: (run: () => ReturnType<Database["execute"]>) => Promise<void>,
    text = "SELECT name FROM public.people",
  ): Promise<void> {
    const database = openPostgresDatabase({ name: "calm", url: server.url, maxConnections: 1, pooler: "none" });
    try {
      const { version } = await database.catalogue();
      const allow = Allow.decided("test", { governance: new Map(), limits: LIMITS });
      const opens = [{ schema: "public", name: "people" }];
      const plan = ExecutablePlan.of({ text, parameters: [], opens, catalogueVersion: version }, allow);
      const run = () => database.execute(plan, { binding: BINDING, signal: new AbortController().signal });
      for (let times = 0; times < 12; times++) await run();
      await story(run);
    } finally {
      await database.close();
    }
  }

  const SWAP = `ALTER TABLE public.people RENAME name TO hold; ALTER TABLE public.people RENAME secret TO name;
    ALTER TABLE public.people RENAME hold TO secret`;

  it.each([
    ["columns that changed places", SWAP, SWAP],
    ["a table of its name elsewhere", "CREATE TABLE tenant.people (id int)", "DROP TABLE tenant.people"],
    [
      "a foreign key",
      "ALTER TABLE people ADD CONSTRAINT f FOREIGN KEY (id) REFERENCES people",
      "ALTER TABLE people DROP CONSTRAINT f",
    ],
  ])("sees %s at once [G-READ-CATALOGUE-FRESH]", (_, change, undo) =>
    calm(async (run) => {
      expect(await run()).toMatchObject({ kind: "rows", rows: [["Ann"]] });
      await runSql(server.url, change);
      try {
        expect(await run()).toEqual({ kind: "schema-changed" });
        expect(await run()).toEqual({ kind: "schema-changed" });
      } finally {
        await runSql(server.url, undo);
      }
    }),
  );

  it("sees what was changed while it waited for a lock [G-READ-CATALOGUE-FRESH]", () =>
    calm(async (run) => {
      const owner = new pg.Client({ connectionString: server.url });
      await owner.connect();
      try {
        await owner.query("BEGIN");
        await owner.query(SWAP);
        const running = run();
        await expect
          .poll(
            async () => (await owner.query("SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock'")).rowCount,
            {
              timeout: 10_000,
            },
          )
          .toBeGreaterThan(0);
        await owner.query("COMMIT");
        expect(await running).toEqual({ kind: "schema-changed" });
      } finally {
        await owner.end();
        await runSql(server.url, SWAP);
      }
    }));

  it("answers as ever while others write", () =>
    calm(async (run) => {
      for (let times = 0; times < 30; times++) {
        if (times % 3 === 0) await runSql(server.url, "INSERT INTO log VALUES (1)");
        expect(await run()).toMatchObject({ kind: "rows", rows: [["Ann"]] });
      }
    }));

  it("passes on an error as ever, and nothing once rows are read [G-READ-ERRORS-ARE-OURS]", () =>
    calm(async (run) => {
      const first = await run();
      expect(first).toMatchObject({ kind: "database-error", sqlstate: "22012", message: null });
      await runSql(server.url, "INSERT INTO log VALUES (1)");
      expect(await run()).toEqual(first);
    }, "SELECT 1 / (id - 1) FROM public.people"));
});
