// What people do with a ledger at the terminal: who may, what it leaves, and what a clock, a key or an exit code must not get in the way of.

import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { readEntries } from "../support/ledger-entries.ts";
import { connect, makeProject, type ToolAnswer } from "../support/project.ts";
import { type Ran, runCommand } from "../support/run-command.ts";

const DATA = "database: shop\nrelations:\n  main.people:\n    columns: { id: internal, name: public }\n";
const IDENTITIES = `identities:
  alice: { kind: human, roles: [data-owner] }
  dana: { kind: human, roles: [incident-responder] }
  carol: { kind: human, roles: [compliance-auditor] }
  claude: { kind: agent, owner: alice, roles: [analyst] }
`;
const SQL = "SELECT name FROM people WHERE id = 4711";
let project: Awaited<ReturnType<typeof makeProject>>;
const at = (...path: string[]) => join(project.folder, ...path);
const ledger = () => at(".gatehouse", "ledger.db");
const key = (name: string) => at(".gatehouse", "keys", name);

beforeEach(async () => {
  project = await makeProject({
    databases: "  shop: { engine: sqlite, file: ./shop.db }",
    data: { shop: DATA },
    identities: IDENTITIES,
  });
  const shop = new Database(at("shop.db"));
  shop.exec("CREATE TABLE people (id INTEGER PRIMARY KEY, name TEXT); INSERT INTO people VALUES (4711, 'Ann')");
  shop.close();
});
afterEach(() => project.remove());

const run = (...words: string[]): Promise<Ran> => runCommand([...words, "--config", at("gatehouse.yaml")]);

async function ask(times = 1): Promise<readonly ToolAnswer[]> {
  const served = await connect(project.folder);
  try {
    const answers: ToolAnswer[] = [];
    for (let time = 0; time < times; time++) answers.push(await served.call("query", { sql: SQL }));
    return answers;
  } finally {
    await served.close();
  }
}

const receiptOf = ({ meta }: ToolAnswer): { index: number; size: number; root: string } =>
  Object(meta)["gatehouse/ledger"];

function setHead(time: string): void {
  const file = new Database(ledger());
  file.prepare("UPDATE head SET time = ?").run(time);
  file.close();
}

describe("a ledger whose last entry is of the future", () => {
  beforeEach(async () => {
    await ask();
    setHead("2031-01-01T00:00:00.000000Z");
  });

  it("keeps nobody from locking, whatever is locked [G-LOCK-WHATEVER-THE-CLOCK]", async () => {
    expect((await ask())[0]?.body).toMatchObject({ refused: "ledger-unavailable" });
    for (const target of [["everything"], ["caller", "claude"], ["role", "analyst"], ["database", "shop"]]) {
      expect(await run("lock", ...target, "--reason", "now", "--as", "dana")).toMatchObject({ status: 0 });
    }
    expect(readEntries(ledger(), "lock.set").map(({ time }) => time)).toEqual(
      Array(4).fill("2031-01-01T00:00:00.000000Z"),
    );
    // what sets free waits for the clock
    expect(await run("unlock", "everything", "--reason", "now", "--as", "dana")).toMatchObject({ status: 2 });
  });

  it("goes on with the clock once somebody who may has said so, and is told by how much it was ahead", async () => {
    const accept = (...more: string[]) => run("ledger", "accept-clock", "--reason", "started in 2031", ...more);
    expect(await accept()).toMatchObject({ status: 2, stderr: expect.stringMatching(/--as/) });
    expect(await accept("--as", "alice")).toMatchObject({ status: 2, stderr: expect.stringMatching(/not-permitted/) });
    const accepted = await accept("--as", "dana");
    expect(accepted).toMatchObject({ status: 0, stdout: expect.stringMatching(/is \d{6,} seconds behind .*2031/) });
    expect(readEntries(ledger(), "clock.set-back")).toMatchObject([
      {
        caller: { principal: "dana", role: "incident-responder" },
        reason: "started in 2031",
        detail: {
          from: "2031-01-01T00:00:00.000000Z",
          behind_seconds: expect.any(Number),
          account: expect.any(String),
        },
      },
    ]);
    expect((await ask())[0]?.body).toMatchObject({ rows: [["Ann"]] });
    const again = await accept("--as", "dana");
    expect(again).toMatchObject({ status: 2, stderr: expect.stringMatching(/not behind.*nothing to accept/) });
    expect(readEntries(ledger(), "clock.set-back")).toHaveLength(1);
  });
});

describe("what is sealed aside", () => {
  it("is shown to roles that audit alone, and each look and each attempt is an entry [G-LEDGER-REVEAL-RECORDED]", async () => {
    const [answer] = await ask();
    const index = String(answer === undefined ? "" : receiptOf(answer).index);
    const show = (...more: string[]) => run("ledger", "show", index, "--reveal", ...more);
    for (const [as, words] of [
      [[], /--as/],
      [["--as", "alice"], /not-permitted/],
      [["--as", "claude"], /not-permitted/],
      [["--as", "nobody"], /nobody/],
    ] as const) {
      const refused = await show(...as);
      expect(refused).toMatchObject({ status: 2, stderr: expect.stringMatching(words) });
      expect(refused.stdout).not.toContain("4711");
    }
    expect((await show("--as", "carol")).stdout).toContain("4711");
    expect(readEntries(ledger(), "ledger.read").map(({ caller, detail }) => [caller?.principal, detail])).toMatchObject(
      [
        ["alice", { entry: Number(index), revealed: false }],
        ["claude", { entry: Number(index), revealed: false }],
        ["carol", { entry: Number(index), revealed: true }],
      ],
    );
    const plain = await run("ledger", "show", index);
    expect(plain.status).toBe(0);
    expect(plain.stdout).not.toContain("4711");
    expect(readEntries(ledger(), "ledger.read")).toHaveLength(3);
  });
});

describe("the digest of an answer", () => {
  it("is another for each call, and tells a kept answer from others to who has the key [G-ANSWER-DIGEST-APART]", async () => {
    const answers = await ask(3);
    const digests = readEntries(ledger(), "call").map(({ result }) => result?.["digest"]);
    expect(new Set(digests).size).toBe(3);
    const [first, second] = answers;
    if (first === undefined || second === undefined) throw new Error("no answers");
    writeFileSync(at("kept.json"), JSON.stringify(first.body));
    const check = (index: number) => run("ledger", "show", String(index), "--answer", at("kept.json"));
    expect(await check(receiptOf(first).index)).toMatchObject({
      status: 0,
      stdout: expect.stringMatching(/^the same/),
    });
    expect(await check(receiptOf(second).index)).toMatchObject({ status: 0 }); // it was answered alike
    writeFileSync(at("kept.json"), JSON.stringify(first.body).replace("Ann", "Bob"));
    expect(await check(receiptOf(first).index)).toMatchObject({ status: 1 });
  });
});

describe("a key of the state folder that is lost", () => {
  it("is not made anew in silence: pseudonyms.key [G-KEYS-KEPT]", async () => {
    await ask();
    renameSync(key("pseudonyms.key"), key("away"));
    const served = await run("serve");
    expect(served).toMatchObject({ status: 2, stderr: expect.stringMatching(/pseudonyms\.key is gone; restore it/) });
    expect(existsSync(key("pseudonyms.key"))).toBe(false);
    renameSync(key("away"), key("pseudonyms.key"));
    expect((await ask())[0]?.body).toMatchObject({ rows: [["Ann"]] });
  });

  it("is made where nothing belongs to it yet", async () => {
    await run("ledger", "checkpoint");
    for (const name of ["pseudonyms.key", "approvals.key"]) rmSync(key(name), { force: true });
    expect((await ask())[0]?.body).toMatchObject({ rows: [["Ann"]] });
    rmSync(key("approvals.key")); // no request was ever filed
    expect((await ask())[0]?.body).toMatchObject({ rows: [["Ann"]] });
    expect(existsSync(key("approvals.key"))).toBe(true);
  });
});

describe("the exit code of a verification", () => {
  it("is 0 for a job, whatever it does to keep the ledger after its anchor, and not once a call came after", async () => {
    const [answer] = await ask();
    const anchor = answer === undefined ? "" : `${receiptOf(answer).size}:${receiptOf(answer).root}`;
    const verify = () => run("ledger", "verify", "--against", anchor);
    for (let night = 0; night < 2; night++) {
      expect(await verify()).toMatchObject({ status: 0 });
      expect((await run("ledger", "export")).status).toBe(0);
      expect((await run("ledger", "checkpoint")).status).toBe(0);
    }
    expect((await verify()).stdout).toMatch(
      /keeping the ledger itself \(checkpoint, .*ledger\.verify.*\), and none is of a call/,
    );
    const exported = await run("ledger", "export");
    writeFileSync(at("export.jsonl"), exported.stdout);
    expect(await run("ledger", "verify", "--file", at("export.jsonl"), "--against", anchor)).toMatchObject({
      status: 0,
    });
    await ask();
    expect(await verify()).toMatchObject({ status: 5 });
  });

  it("says a verdict and nothing else: a wrong command line is 64, and what cannot be verified 4", async () => {
    await ask();
    const root = Buffer.alloc(32).toString("base64");
    expect(await run("ledger", "verify", "--against", `1:${root}`)).toMatchObject({ status: 2 });
    for (const words of [["--nonsense"], ["--against", "x"], ["--key", "x"], ["surplus"]]) {
      expect({ words, ...(await run("ledger", "verify", ...words)) }).toMatchObject({ status: 64 });
    }
    expect(await runCommand(["ledger", "verify", "--config", at("none.yaml")])).toMatchObject({ status: 4 });
    writeFileSync(at("gatehouse.yaml"), `${readFileSync(at("gatehouse.yaml"), "utf8")}nonsense: 1\n`);
    expect(await run("ledger", "verify")).toMatchObject({ status: 4 });
    for (const words of [["approvals", "list", "--nonsense"], ["lock"], ["nonsense"]]) {
      expect({ words, ...(await runCommand(words)) }).toMatchObject({ status: 64 });
    }
  });
});
