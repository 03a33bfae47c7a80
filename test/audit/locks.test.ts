// Locks, from the terminal to calls in other processes and calls under way.

import { randomUUID } from "node:crypto";
import { join } from "node:path";
import Database from "better-sqlite3";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { authenticateConfigured } from "../../src/entry/wiring/authenticate.ts";
import { openGatehouse } from "../../src/entry/wiring/open-gatehouse.ts";
import { readProject } from "../../src/entry/wiring/project.ts";
import { runQuery } from "../../src/gate/reading/run-query.ts";
import { type AuditedShop, makeAuditedShop } from "../support/audited-shop.ts";
import { readEntries } from "../support/ledger-entries.ts";
import { connect } from "../support/project.ts";

let shop: AuditedShop;
beforeEach(async () => {
  shop = await makeAuditedShop();
});
afterEach(() => shop.remove());

const READ = { sql: "SELECT email, country FROM people" };
const lock = (...args: readonly string[]) => shop.run("lock", ...args, "--reason", "INC-7", "--as", "dana");
const unlock = (...args: readonly string[]) => shop.run("unlock", ...args, "--yes", "--reason", "over", "--as", "rita");

const entriesOf = (kind: string) => readEntries(shop.ledger, kind);

describe("a lock", () => {
  it("keeps a caller out of every process at its next call, until another responder lifts it [G-LOCK-IN-FLIGHT]", async () => {
    const [one, two, other] = await Promise.all([
      connect(shop.folder),
      connect(shop.folder),
      connect(shop.folder, { args: ["--caller", "gpt"] }),
    ]);
    try {
      expect((await one.call("query", READ)).isError).toBe(false);
      expect(await lock("caller", "claude")).toMatchObject({
        status: 0,
        stdout: expect.stringMatching(/locked caller claude \(entry \d+\)/),
      });
      for (const served of [one, two]) {
        for (const [tool, input] of [
          ["query", READ],
          ["query", { sql: "not sql" }],
          ["describe-schema", {}],
          ["request-approval", { ...READ, reason: "why" }],
        ] as const) {
          const answer = await served.call(tool, input);
          expect(answer.body).toMatchObject({ refused: "locked", rule: "lock caller claude" });
          expect(JSON.stringify(answer)).not.toContain("INC-7");
        }
      }
      expect((await other.call("query", READ)).isError).toBe(false);
      expect((await shop.run("lock", "list")).stdout).toMatch(/caller claude +dana .* INC-7/);
      expect((await unlock("caller", "claude")).status).toBe(0);
      expect((await two.call("query", READ)).isError).toBe(false);
      expect((await shop.run("lock", "list")).stdout).toContain("Nothing is locked");
    } finally {
      await Promise.all([one.close(), two.close(), other.close()]);
    }
    expect(entriesOf("lock.set")).toMatchObject([
      { caller: { principal: "dana" }, reason: "INC-7", detail: { lock: "caller", name: "claude" } },
    ]);
    expect(entriesOf("lock.lifted")).toMatchObject([{ caller: { principal: "rita" }, reason: "over" }]);
  });

  it.each([
    ["a person's agents", ["caller", "alice"]],
    ["a role", ["role", "analyst"]],
    ["a database", ["database", "shop"]],
    ["everything", ["everything"]],
  ])("on %s keeps back what is under way when it comes [G-LOCK-IN-FLIGHT]", async (_, target) => {
    const project = await readProject(join(shop.folder, "gatehouse.yaml"));
    if (project.kind === "problems") throw new Error("the project is unsound");
    const opened = await openGatehouse(project, () => undefined);
    const { gatehouse } = opened;
    const [database] = gatehouse.databases.values();
    if (database === undefined) throw new Error("there is no database");
    const caller = authenticateConfigured(
      { principal: "claude", role: null, session: randomUUID() },
      gatehouse.policy(),
    );
    const ran: boolean[] = [];
    // The lock comes from another process, after the statement ran and before its outcome is recorded.
    const slow = new Map([
      [
        "shop",
        Object.assign(Object.create(database), {
          execute: async (...args: Parameters<typeof database.execute>) => {
            const execution = await database.execute(...args);
            ran.push(execution.kind === "rows");
            expect((await lock(...target)).status).toBe(0);
            return execution;
          },
          catalogue: (...args: Parameters<typeof database.catalogue>) => database.catalogue(...args),
        }),
      ],
    ]);
    const context = {
      caller,
      gatehouse: { ...gatehouse, databases: slow },
      cancellation: new AbortController().signal,
    };
    try {
      const answer = await runQuery({ ...READ, parameters: [], database: null }, context);
      expect(ran).toEqual([true]);
      expect(answer).toMatchObject({ kind: "refused", refusal: { code: "locked" } });
      expect(JSON.stringify(answer)).not.toContain("canary");
      const again = await runQuery({ ...READ, parameters: [], database: null }, context);
      expect(again).toMatchObject({ kind: "refused", refusal: { code: "locked" } });
      expect(ran).toEqual([true]); // the second statement was never executed
    } finally {
      await opened.close();
    }
    expect(entriesOf("call")).toMatchObject([
      { decision: { code: "locked" }, result: { status: "refused", rows: 0 } },
      { decision: { code: "locked" }, result: { status: "refused", rows: 0 } },
    ]);
  });

  it("is set and lifted in roles that may alone, and every attempt is recorded [G-LOCK-BY-ROLE]", async () => {
    const attempts = [
      ["lock", "caller", "claude", "--as", "alice"],
      ["lock", "everything", "--as", "claude"],
      ["unlock", "caller", "gpt", "--yes", "--as", "carol"],
    ];
    for (const attempt of attempts) {
      const ran = await shop.run(...attempt, "--reason", "because");
      expect(ran).toMatchObject({ status: 2, stderr: expect.stringMatching(/^not-permitted: /) });
    }
    expect((await lock("caller", "rita")).status).toBe(0);
    // Who is locked out by name lifts nothing, not even somebody else's lock.
    expect(await unlock("caller", "rita")).toMatchObject({
      status: 2,
      stderr: expect.stringMatching(/^not-permitted: /),
    });
    // A lock on the responders' own role does not keep them from lifting it.
    expect((await lock("role", "incident-responder")).status).toBe(0);
    expect(
      (await shop.run("unlock", "role", "incident-responder", "--reason", "x", "--as", "dana", "--yes")).status,
    ).toBe(0);
    const denied = [...entriesOf("lock.set"), ...entriesOf("lock.lifted")].filter(
      ({ decision }) => decision?.effect === "deny",
    );
    expect(denied).toHaveLength(attempts.length + 1);
    expect((await shop.run("lock", "list", "--json")).stdout).toContain('"name":"rita"');
  });

  it("says what is wrong with a request, and writes nothing", async () => {
    expect((await lock("caller", "claude")).status).toBe(0);
    const before = entriesOf("lock.set").length;
    for (const [args, words] of [
      [["caller", "claude"], "already"],
      [["caller", "cluade"], "did you mean claude"],
      [["role", "analysts"], "did you mean analyst"],
      [["database", "shopp"], "did you mean shop"],
    ] as const) {
      const ran = await lock(...args);
      expect({ args, ...ran }).toMatchObject({ status: 2, stderr: expect.stringContaining(words) });
    }
    expect(await unlock("caller", "gpt")).toMatchObject({
      status: 2,
      stderr: expect.stringMatching(/There is no lock on caller gpt/),
    });
    expect(await shop.run("lock", "everything", "--reason", " ", "--as", "dana")).toMatchObject({ status: 2 });
    expect(await shop.run("lock", "everything", "--reason", "x", "--as", "nobody")).toMatchObject({ status: 2 });
    expect(entriesOf("lock.set")).toHaveLength(before);
  });

  it("reads on in a ledger that was written before there were locks", async () => {
    const served = await connect(shop.folder);
    await served.call("query", READ);
    await served.close();
    const older = new Database(shop.ledger);
    older.exec("DROP TABLE locks");
    older.close();
    expect((await shop.run("lock", "list")).stdout).toContain("Nothing is locked");
    expect((await lock("everything")).status).toBe(0);
  });

  it("that somebody takes out of the file, or puts into it, shows when the ledger is verified [G-LEDGER-TAMPER-EVIDENT]", async () => {
    await lock("caller", "claude");
    await lock("caller", "gpt");
    await unlock("caller", "gpt");
    expect((await shop.run("ledger", "verify")).status).toBe(3);
    const forge = (sql: string) => {
      const forger = new Database(shop.ledger);
      forger.exec(sql);
      forger.close();
    };
    forge("DELETE FROM locks");
    expect(await shop.run("ledger", "verify")).toMatchObject({
      status: 1,
      stdout: expect.stringMatching(/The lock on caller claude, which entry \d+ set, is not in force/),
    });
    forge("INSERT INTO locks VALUES ('caller', 'claude', 0), ('role', 'analyst', 0)");
    expect((await shop.run("ledger", "verify")).status).toBe(1);
    forge("UPDATE locks SET idx = (SELECT idx FROM entries WHERE kind = 'lock.set' LIMIT 1) WHERE name = 'claude'");
    expect(await shop.run("ledger", "verify")).toMatchObject({
      status: 1,
      stdout: expect.stringMatching(/The lock on role analyst is in force, and no entry set it/),
    });
  });
});
