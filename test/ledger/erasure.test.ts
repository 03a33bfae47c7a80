// Erasure: by age, caller and entry, without a byte left in the file and without a proof broken; told from what is merely missing.

import { execFile } from "node:child_process";
import { appendFileSync, copyFileSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import Database from "better-sqlite3";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { describeApproval } from "../../src/core/approvals/approval-entry.ts";
import { type ApprovalRequest, digestRequest } from "../../src/core/approvals/approval-request.ts";
import { FILED } from "../../src/core/approvals/approval-state.ts";
import { openApprovalPorts } from "../../src/entry/wiring/terminal/open-approval-ports.ts";
import { builtProgram } from "../support/built-program.ts";
import { readSealed, withErasure } from "../support/erased-ledger.ts";
import { connect, makeProject } from "../support/project.ts";
import { SAMPLE_REQUEST } from "../support/sample-approval.ts";
import { makeSshHome, type SshHome } from "../support/ssh-home.ts";
import { makeTestKey, type TestKey } from "../support/ssh-signer.ts";
import { draftOf, fillLedger, SEALING_KEY } from "./fill-ledger.ts";

const execute = promisify(execFile);
let project: Awaited<ReturnType<typeof makeProject>>;
let home: SshHome;
let erik: TestKey;
const at = (...path: string[]) => join(project.folder, ...path);

beforeEach(async () => {
  const data = "database: shop\nrelations:\n  main.people:\n    columns: { id: internal }\n";
  erik = makeTestKey("ssh-ed25519");
  const identities = `identities:
  alice: { kind: human, roles: [data-owner] }
  erik: { kind: human, roles: [compliance-auditor], keys: ["${erik.line}"] }
  bob: { kind: human, roles: [data-owner] }
  claude: { kind: agent, owner: alice, roles: [analyst], attributes: { region: EU } }
`;
  project = await makeProject({
    databases: "  shop: { engine: sqlite, file: ./shop.db }",
    data: { shop: data },
    identities,
  });
  home = makeSshHome(project.folder);
  home.writeKey("id_ed25519", erik);
  const shop = new Database(at("shop.db"));
  shop.exec("CREATE TABLE people (id INTEGER PRIMARY KEY)");
  shop.close();
  const served = await connect(project.folder); // makes the keys
  await served.close();
  await vi.waitUntil(() => readdirSync(at(".gatehouse", "keys")).includes("checkpoint.vkeys"), { timeout: 10_000 });
  for (const end of ["", "-wal", "-shm"])
    await import("node:fs/promises").then(({ rm }) => rm(at(".gatehouse", `ledger.db${end}`), { force: true }));
  await import("node:fs/promises").then(({ rm }) => rm(at(".gatehouse", "keys", "checkpoint.signed"), { force: true }));
  writeFileSync(at(".gatehouse", "keys", "sealing.key"), SEALING_KEY, { mode: 0o600 });
});

afterEach(() => project.remove());

async function gatehouse(...words: string[]): Promise<{ code: number; out: string; err: string }> {
  const args = [builtProgram(), ...words, "--config", at("gatehouse.yaml")];
  try {
    const { stdout, stderr } = await execute(process.execPath, args, { env: { ...home.env, NO_COLOR: "1" } });
    return { code: 0, out: stdout.trim(), err: stderr };
  } catch (error) {
    const { code, stdout, stderr } = Object(error);
    return { code: Number(code), out: String(stdout).trim(), err: String(stderr) };
  }
}

const run = (...words: string[]) => gatehouse("ledger", ...words);

/** Asked for by alice; the id of the request. */
async function ask(...words: string[]): Promise<string> {
  const { code, out, err } = await run("erase", ...words, "--as", "alice", "--yes", "--json");
  if (code !== 0) throw new Error(err);
  return String(JSON.parse(out).request);
}

const approve = (id: string, ...more: string[]) =>
  gatehouse("approvals", "approve", id, "--as", "erik", "--yes", ...more);

/** Asked for by alice, signed for by erik, and done. */
async function erase(...words: string[]): Promise<void> {
  expect(await approve(await ask(...words), "--run")).toMatchObject({ code: 0 });
}

const verify = async (...words: string[]) => JSON.parse((await run("verify", "--json", ...words)).out);
const day = (place: number) => Date.UTC(2026, 0, 1 + place) * 1_000;
let clock = 0;
const fill = (entries: number) => fillLedger(at(".gatehouse", "ledger.db"), entries, { now: () => day(clock++) });

describe("gatehouse ledger erase", () => {
  it("leaves no byte in the write-ahead log either, while servers go on [G-LEDGER-ERASABLE]", async () => {
    await withErasure(async ({ file, sealed, erase }) => {
      expect(readSealed(file, sealed)).toBe(true);
      await erase();
      expect(readSealed(file, sealed)).toBe(false);
    });
  });

  it("takes sealed details by entry, caller and age, and nothing else [G-LEDGER-ERASABLE]", async () => {
    clock = 0;
    const anchor = await fill(20);
    const against = ["--against", `${anchor.size}:${anchor.root}`];
    expect((await run("show", "4", "--reveal", "--as", "erik")).out).toContain("WHERE id = 4");
    expect((await run("erase", "--entry", "4", "--reason", "asked")).out).toContain("1 entry");
    expect((await run("show", "4", "--reveal", "--as", "erik")).out).toContain("WHERE id = 4");
    await erase("--entry", "4", "--reason", "asked");
    expect((await run("show", "4", "--reveal", "--as", "erik")).out).not.toContain("WHERE id = 4");
    expect((await run("show", "5", "--reveal", "--as", "erik")).out).toContain("WHERE id = 5");
    expect(await verify(...against)).toMatchObject({ kind: "whole-to-anchor", covered: 20, erased: 1 });
    await erase("--caller", "bob", "--reason", "asked");
    expect(await verify(...against)).toMatchObject({ erased: 11 });
    await erase("--until", "2026-01-08", "--reason", "old");
    expect(await verify(...against)).toMatchObject({ covered: 20, erased: 14 });
    expect((await run("erase", "--until", "2026-01-08", "--reason", "old", "--yes")).code).toBe(1);
    const [entry] = (await run("list", "--kind", "erasure", "--limit", "1", "--json")).out.split("\n");
    expect(JSON.parse(entry ?? "")).toMatchObject({
      detail: { before: "2026-01-08T00:00:00.000000Z", reason: "old", entries: 3 },
    });
    await run("prove", "4", "--out", at("proof"));
    expect((await run("erase", "--reason", "all of it", "--yes")).err).toContain("usage");
    expect((await run("erase", "--until", "soon", "--reason", "x", "--yes")).err).toContain("usage");
  });

  it("leaves no byte of what it took in the files, nor the key that sealed it [G-LEDGER-ERASABLE]", async () => {
    clock = 0;
    await fill(12);
    const file = at(".gatehouse", "ledger.db");
    const before = new Database(file, { readonly: true });
    const sealed = before
      .prepare<[], { sealed: Buffer; key: string }>("SELECT sealed, key FROM payloads WHERE idx = 3")
      .get();
    before.close();
    await erase("--entry", "3", "--reason", "asked");
    const bytes = ["ledger.db", "ledger.db-wal"].map((name) => {
      try {
        return readFileSync(at(".gatehouse", name));
      } catch {
        return Buffer.alloc(0);
      }
    });
    expect(Buffer.concat(bytes).includes(sealed?.sealed ?? "")).toBe(false);
    const after = new Database(file, { readonly: true });
    expect(after.prepare("SELECT count(*) FROM data_keys WHERE id = ?").pluck().get(sealed?.key)).toBe(0);
    after.close();
  });

  it("is told from a detail that somebody took away [G-LEDGER-ERASABLE]", async () => {
    clock = 0;
    await fill(12);
    await erase("--entry", "3", "--reason", "asked");
    const copy = at("copy.db");
    copyFileSync(at(".gatehouse", "ledger.db"), copy);
    const edited = new Database(copy);
    edited.exec("DELETE FROM payloads WHERE idx = 5");
    edited.close();
    const { out } = await run("verify", "--json", "--file", copy);
    expect(JSON.parse(out)).toMatchObject({ kind: "altered", damage: "detail", index: 5 });
  });

  it("is decided by others, with their keys, and runs once [G-ERASURE-APPROVED]", async () => {
    clock = 0;
    await fill(12);
    const id = await ask("--entry", "3", "--reason", "asked");
    const kept = async () => (await run("show", "3", "--reveal", "--as", "erik")).out.includes("WHERE id = 3");
    const carryOut = () => run("erase", "--approved", id.slice(-12));
    expect((await carryOut()).err).toContain("approval-pending");
    for (const own of ["alice", "bob"]) {
      expect((await gatehouse("approvals", "approve", id, "--as", own, "--unsigned", "--run", "--yes")).code).toBe(1);
    }
    const file = at(".gatehouse", "ledger.db");
    const forged = new Database(file);
    const before = forged.prepare("SELECT state, progress FROM approvals").get();
    forged.exec("UPDATE approvals SET state = 'approved', progress = json_set(progress, '$.state', 'approved')");
    expect((await carryOut()).err).toContain("approval-altered");
    const { state, progress } = Object(before);
    forged.prepare("UPDATE approvals SET state = ?, progress = ?").run(state, progress);
    forged.close();
    expect(await kept()).toBe(true);

    expect((await approve(id)).out).toContain(`gatehouse ledger erase --approved ${id}`);
    expect(await kept()).toBe(true);
    expect((await carryOut()).out).toContain("1 entry");
    expect(await kept()).toBe(false);
    expect((await carryOut()).err).toContain("approval-decided");
    const [entry] = (await run("list", "--kind", "erasure", "--json")).out.split("\n");
    expect(JSON.parse(entry ?? "")).toMatchObject({
      detail: { entry: 3, request: id, asked: "alice", approvers: "erik", reason: "asked", entries: 1 },
    });
    expect((await run("timeline", "--approval", id.slice(-12))).out).toMatch(/approval.requested[\s\S]*erasure/);
  });

  it("is never decided by whose calls it is about, and not asked where nobody else could decide [G-ERASURE-APPROVED]", async () => {
    clock = 0;
    await fill(12);
    const asked = JSON.parse(
      (await run("erase", "--caller", "bob", "--reason", "x", "--as", "alice", "--yes", "--json")).out,
    );
    expect(asked.approvers).toEqual(["erik"]);
    const agent = await run("erase", "--caller", "bob", "--reason", "x", "--as", "claude", "--yes");
    expect(agent.err).toContain("not-permitted");
    writeFileSync(at("policies", "risk.yaml"), "rules: []\nerasure: { quorum: 2 }\n");
    const few = await run("erase", "--caller", "bob", "--reason", "x", "--as", "alice", "--yes");
    expect(few).toMatchObject({ code: 1, err: expect.stringContaining("erasure-not-possible") });
  });

  it("takes no more than what was there when it was asked for", async () => {
    clock = 0;
    await fill(6);
    const id = await ask("--caller", "bob", "--reason", "asked");
    await fillLedger(at(".gatehouse", "ledger.db"), 6);
    expect((await approve(id, "--run")).out).toContain("3 sealed details");
    expect(await verify()).toMatchObject({ kind: "self-consistent", erased: 3 });
  });

  it("finds a data subject in what is sealed, finished requests included, and says nothing of its value [G-ERASURE-SUBJECT]", async () => {
    clock = 0;
    const value = "zoe.canary@x.example";
    const sealed = (place: number) =>
      [
        { statement: `SELECT 1 FROM people WHERE email = '${value.toUpperCase()}'`, parameters: "[]" },
        { statement: "SELECT 1 FROM people WHERE email = $1", parameters: JSON.stringify([[value]]) },
        { statement: `SELECT 1 FROM people WHERE email = 'x${value}'`, parameters: "[]" },
      ][place] ?? { statement: "SELECT 1", parameters: "[]" };
    await fillLedger(at(".gatehouse", "ledger.db"), 5, {
      now: () => day(clock++),
      draft: (place) => draftOf(place, { sealed: sealed(place) }),
    });
    const [finished, open] = await fileRequests(value);
    const found = await run("erase", "--subject", value, "--reason", "request 12");
    expect(found.out).toContain("3 entries");
    expect(found.err).toContain("1 more belong to requests that are not finished");
    expect((await run("erase", "--subject", value, "--reason", `of ${value}`, "--yes")).err).toContain("usage");
    expect((await run("erase", "--subject", "''", "--reason", "x", "--yes")).err).toContain("usage");

    await erase("--subject", value, "--reason", "request 12");
    const revealed = async (index: number) =>
      (await run("show", String(index), "--reveal", "--as", "erik")).out.toLowerCase();
    for (const index of [0, 1]) expect(await revealed(index)).not.toContain(value);
    expect(await revealed(2)).toContain(`x${value}`);
    expect((await gatehouse("approvals", "show", finished)).err).toContain("was erased");
    expect((await gatehouse("approvals", "show", open)).out).toContain(value);
    expect((await gatehouse("approvals", "list", "--all")).code).toBe(0);
    expect(await verify()).toMatchObject({ kind: "self-consistent", erased: 3 });

    // what the ledger has of it is a digest that needs the key
    await gatehouse("approvals", "cancel", open, "--as", "alice");
    await erase("--subject", value, "--reason", "request 12");
    await erase("--entry", "2", "--reason", "another's");
    const bytes = readdirSync(at(".gatehouse")).flatMap((name) =>
      name.startsWith("ledger") ? [readFileSync(at(".gatehouse", name)).toString("latin1")] : [],
    );
    expect(bytes.join("").toLowerCase()).not.toContain("canary");
    const asked = (await run("list", "--kind", "approval.requested", "--json")).out;
    expect(asked).toMatch(/name the data subject [0-9a-f]{64}/);
    expect(await verify()).toMatchObject({ kind: "self-consistent", erased: 5 });
  });

  it("leaves alone what was finished only after it was asked for", async () => {
    clock = 0;
    await fill(3);
    const [finished, open] = await fileRequests("somebody");
    const id = await ask("--until", "2030-01-01", "--reason", "old");
    await gatehouse("approvals", "cancel", open, "--as", "alice");
    expect((await approve(id, "--run")).out).toContain("4 sealed details");
    expect((await gatehouse("approvals", "show", finished)).err).toContain("was erased");
    expect((await gatehouse("approvals", "show", open)).code).toBe(0);
    expect(await verify()).toMatchObject({ kind: "self-consistent", erased: 4 });
  });

  it("of a request is told from one that somebody took away [G-ERASURE-SUBJECT]", async () => {
    clock = 0;
    await fill(3);
    const [finished, open] = await fileRequests("somebody");
    await erase("--until", "2030-01-01", "--reason", "old");
    expect((await gatehouse("approvals", "show", finished)).err).toContain("was erased");
    expect((await gatehouse("approvals", "show", open)).code).toBe(0);
    const file = new Database(at(".gatehouse", "ledger.db"));
    const index = file.prepare("SELECT min(idx) FROM entries WHERE correlation = ?").pluck().get(open);
    file.prepare("DELETE FROM approval_requests WHERE id = ?").run(open);
    file.prepare("DELETE FROM payloads WHERE idx = ?").run(index);
    file.close();
    expect((await gatehouse("approvals", "show", open)).err).toContain("approval-altered");
    expect(await verify()).toMatchObject({ kind: "altered", damage: "detail", index });
  });

  it("happens by itself to what is past its retention, as gatehouse.yaml says", async () => {
    clock = 0;
    await fill(12);
    appendFileSync(at("gatehouse.yaml"), "ledger: { retention: { sealed-days: 30 } }\n");
    const served = await connect(project.folder);
    await served.call("query", { sql: "SELECT id FROM people" });
    await expect
      .poll(async () => (await run("list", "--kind", "erasure", "--json")).out, { timeout: 10_000 })
      .toContain("retention of 30 days");
    await served.close();
    expect(await verify()).toMatchObject({ kind: "self-consistent", erased: 12 });
  });
});

/** Two requests of claude's that name the value: one that was taken back, and one that waits. */
async function fileRequests(value: string): Promise<readonly [finished: string, open: string]> {
  const { ports, close } = await openApprovalPorts(at("gatehouse.yaml"));
  const time = (minutes: number) => new Date(Date.now() + minutes * 60_000).toISOString().replace("Z", "000Z");
  const file = async () => {
    const request: ApprovalRequest = {
      ...SAMPLE_REQUEST,
      id: ports.ids.next(),
      nonce: ports.primitives.nonce(),
      requester: { ...SAMPLE_REQUEST.requester, owner: "alice" },
      statement: { ...SAMPLE_REQUEST.statement, parameters: JSON.stringify([value]) },
      policyDigest: ports.policy().bindingDigest,
      createdAt: time(0),
      approveBy: time(60),
      executeBy: time(120),
    };
    const filed = digestRequest(request, ports.primitives);
    await ports.approvals.file(filed, describeApproval("approval.requested", { filed, next: FILED }));
    return request.id;
  };
  const ids = [await file(), await file()] as const;
  await close();
  await gatehouse("approvals", "cancel", ids[0], "--as", "alice");
  return ids;
}
