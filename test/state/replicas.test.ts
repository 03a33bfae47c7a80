// Replicas on one state in PostgreSQL: one chain, nothing acknowledged and lost, whatever dies; and each thing that must not be gone on with.

import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import pg from "pg";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { postgresState as sharedInPostgres } from "../../src/adapters/postgres-state/postgres-state.ts";
import { NOTHING } from "../../src/adapters/sqlite-state/shared/state-image.ts";
import { stateTables } from "../../src/adapters/sqlite-state/shared/state-tables.ts";
import { readTrust } from "../../src/entry/wiring/checkpoints/read-trust.ts";
import { postgresState } from "../../src/entry/wiring/postgres-state.ts";
import type { State, StateStore } from "../../src/gate/ports/state.ts";
import { callEntry, lockStep } from "../contracts/state.ts";
import { createDatabase, runSql, type TestDatabase } from "../support/postgres.ts";

let database: TestDatabase;
let folder: string;
let schema: string;
let opened: State[];

beforeAll(async () => {
  database = await createDatabase();
});
afterAll(() => database.drop());
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "gatehouse-replicas-"));
  schema = `state_${randomUUID().replaceAll("-", "")}`;
  opened = [];
});
afterEach(async () => {
  for (const { ledger } of opened) await ledger.close();
  rmSync(folder, { recursive: true, force: true });
});

/** With the keys of the first one. */
function storeOf(replica: string): StateStore {
  const keys = join(folder, "a/keys");
  if (existsSync(keys)) cpSync(keys, join(folder, replica, "keys"), { recursive: true });
  return postgresState({ stateFolder: join(folder, replica), url: database.url, schema });
}

async function open(replica: string): Promise<State> {
  const state = await storeOf(replica).open();
  opened.push(state);
  return state;
}

/** What lies in its folder, beside the keys. */
function filesOf(replica: string): readonly Buffer[] {
  const own = join(folder, replica);
  return readdirSync(own)
    .filter((name) => name.startsWith("image-"))
    .map((name) => readFileSync(join(own, name)));
}

async function query<Row>(sql: string): Promise<readonly [Row, ...Row[]]> {
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  const { rows } = await client.query(sql);
  await client.end();
  const [first, ...more]: Row[] = rows;
  if (first === undefined) throw new RangeError("no row");
  return [first, ...more];
}

const verify = (claims: readonly { size: number; root: string }[] = []) =>
  storeOf("auditor").stored.verify({
    claims: claims.map(({ size, root }) => ({
      size,
      root: Buffer.from(root, "base64"),
      by: "a receipt",
      weight: "outside" as const,
    })),
    trust: readTrust([]),
  });

test("replicas that start at once on an empty store begin one ledger, and append to one chain [G-ONE-STATE]", async () => {
  const first = await open("a");
  const others = await Promise.all(["b", "c", "d"].map(open));
  const replicas = [first, ...others];
  const receipts = await Promise.all(
    Array.from({ length: 60 }, (_, place) => (replicas[place % 4] ?? first).ledger.append(callEntry())),
  );
  expect(receipts.map(({ index }) => index).toSorted((a, b) => a - b)).toEqual(
    Array.from({ length: 60 }, (_, index) => index),
  );
  expect(await verify(receipts)).toMatchObject({ kind: "whole", size: 60 });
});

test("the same where transactions are serializable by default [G-ONE-STATE]", async () => {
  const serializable = await createDatabase();
  await runSql(
    serializable.url,
    `ALTER DATABASE ${serializable.name} SET default_transaction_isolation = 'serializable'`,
  );
  const place = (replica: string) => ({ stateFolder: join(folder, replica), url: serializable.url });
  const one = await postgresState(place("a")).open();
  cpSync(join(folder, "a/keys"), join(folder, "b/keys"), { recursive: true });
  const two = await postgresState(place("b")).open();
  opened.push(one, two);
  const receipts = await Promise.all(
    Array.from({ length: 30 }, (_, index) => (index % 2 === 0 ? one : two).ledger.append(callEntry())),
  );
  expect(new Set(receipts.map(({ index }) => index)).size).toBe(30);
  for (const { ledger } of opened.splice(0)) await ledger.close();
  await serializable.drop();
});

test("a row that is edited in the store is found by who verifies it, and by no trust in an image [G-STATE-VERIFIED-AT-ITS-STORE]", async () => {
  const one = await open("a");
  for (let count = 0; count < 3; count++) await one.ledger.append(callEntry());
  await runSql(database.url, `UPDATE ${schema}.entries SET body = replace(body, 'ann', 'bob') WHERE idx = 1`);
  expect(await verify()).toMatchObject({ kind: "altered", index: 1 });
  expect(await one.audit.verify([])).toMatchObject({ kind: "altered", index: 1 });
});

test("a store that lost what a replica knows of is not gone on with [G-ONE-STATE]", async () => {
  const one = await open("a");
  await one.ledger.append(callEntry());
  await runSql(database.url, `CREATE TABLE ${schema}.before AS TABLE ${schema}.store`);
  await one.ledger.append(callEntry());
  await runSql(
    database.url,
    `DELETE FROM ${schema}.store; INSERT INTO ${schema}.store TABLE ${schema}.before; DELETE FROM ${schema}.entries WHERE idx = 1`,
  );
  await expect(one.ledger.head()).rejects.toMatchObject({ code: "ledger-altered" });
  await expect(one.ledger.append(callEntry())).rejects.toMatchObject({ code: "ledger-altered" });
});

test("nor one of which history went on otherwise [G-ONE-STATE]", async () => {
  const one = await open("a");
  await one.ledger.append(callEntry());
  await runSql(
    database.url,
    `UPDATE ${schema}.store SET mark = 'another'; UPDATE ${schema}.versions SET mark = 'another' WHERE version = (SELECT version FROM ${schema}.store)`,
  );
  await expect(one.ledger.append(callEntry())).rejects.toMatchObject({ code: "ledger-altered" });
});

test("nor one that went on past it without what it knows [G-ONE-STATE]", async () => {
  const one = await open("a");
  const other = await open("b");
  await one.ledger.append(callEntry());
  await other.ledger.head();
  const tables = [...stateTables().map(({ name }) => name), "store", "versions", "gone"];
  const each = (sql: (table: string) => string) => runSql(database.url, tables.map(sql).join(";"));
  await each((table) => `CREATE TABLE ${schema}."before ${table}" AS TABLE ${schema}.${table}`);
  await one.ledger.append(callEntry());
  await each(
    (table) => `DELETE FROM ${schema}.${table}; INSERT INTO ${schema}.${table} TABLE ${schema}."before ${table}"`,
  );
  await other.locks.change(() => lockStep("set", { kind: "everything", name: "" }));
  await other.ledger.append(callEntry());
  await expect(one.ledger.locks()).rejects.toMatchObject({ code: "ledger-altered" });
  await expect(one.ledger.append(callEntry())).rejects.toMatchObject({ code: "ledger-altered" });
});

test("a key is not made anew while nobody can tell whether the one that is gone was used [G-KEYS-KEPT]", async () => {
  const one = await open("a");
  await one.ledger.append(callEntry());
  rmSync(join(folder, "a/keys/approvals.key"));
  const away = postgresState({ stateFolder: join(folder, "a"), url: "postgres://nobody@127.0.0.1:1/none", schema });
  await expect(away.open()).rejects.toMatchObject({ code: "ledger-unavailable" });
  expect(existsSync(join(folder, "a/keys/approvals.key"))).toBe(false);
});

test("nor one of a newer build, or of other keys [G-ONE-STATE]", async () => {
  const one = await open("a");
  await one.ledger.append(callEntry());
  const other = postgresState({ stateFolder: join(folder, "stranger"), url: database.url, schema });
  await expect(other.open()).rejects.toMatchObject({ code: "key-missing" });
  writeFileSync(join(folder, "a/keys/sealing.key"), Buffer.alloc(32, 7).toString("base64"));
  const mixed = await open("b");
  await expect(mixed.ledger.append(callEntry())).rejects.toMatchObject({ code: "key-missing" });
  await runSql(database.url, `UPDATE ${schema}.store SET form = form + 1`);
  await expect(one.ledger.append(callEntry())).rejects.toMatchObject({ code: "ledger-newer" });
});

test("keys that differ between replicas are refused, whichever it is [G-ONE-STATE]", async () => {
  const keyOf = (replica: string, byte: number) =>
    writeFileSync(join(folder, replica, "keys/pseudonyms.key"), Buffer.alloc(32, byte), { mode: 0o600 });
  const one = await open("a");
  keyOf("a", 1);
  await one.ledger.append(callEntry());
  const same = await open("b");
  expect(await same.ledger.append(callEntry())).toMatchObject({ index: 1 });
  const other = await open("c");
  keyOf("c", 2);
  await expect(other.ledger.append(callEntry())).rejects.toThrow("pseudonyms.key is not the one of the other servers");
  await expect(other.ledger.locks()).rejects.toMatchObject({ code: "key-missing" });
});

test("a clock that is far from the store's is refused before anything is written [G-ONE-STATE]", async () => {
  const tables = stateTables();
  for (const [seconds, word] of [
    [5, "ahead of"],
    [-5, "behind"],
  ] as const) {
    const now = () => Date.now() * 1_000 + seconds * 1_000_000;
    const shared = sharedInPostgres({ url: database.url, environment: {}, schema, tables, now });
    await expect(shared.pull(NOTHING)).rejects.toThrow(word);
    await shared.close();
  }
});

test("a connection that breaks while a version is written fails that call at the most, and nothing twice [G-ONE-STATE]", async () => {
  const one = await open("a");
  await one.ledger.append(callEntry());
  const outcomes: PromiseSettledResult<{ size: number; root: string }>[] = [];
  for (let round = 0; round < 6; round++) {
    const appended = Promise.allSettled(Array.from({ length: 4 }, () => one.ledger.append(callEntry())));
    await runSql(
      database.url,
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'gatehouse-state'",
    );
    outcomes.push(...(await appended));
  }
  const receipts = outcomes.flatMap((outcome) => (outcome.status === "fulfilled" ? [outcome.value] : []));
  for (const outcome of outcomes)
    if (outcome.status === "rejected") expect(outcome.reason).toMatchObject({ code: "ledger-unavailable" });
  await one.ledger.append(callEntry());
  const verdict = await verify(receipts);
  expect(verdict.kind).toBe("whole-to-anchor");
  expect("size" in verdict && verdict.size >= receipts.length + 2).toBe(true);
});

test("replicas that are killed leave a whole chain, with all that they acknowledged [G-ONE-STATE]", async () => {
  const one = await open("a");
  await one.ledger.append(callEntry());
  const heads: { size: number; root: string }[] = [];
  const children = ["k", "l"].map((replica) => {
    storeOf(replica);
    const child = spawn(
      process.execPath,
      ["test/support/append-to-state.mjs", join(folder, replica), database.url, schema],
      { stdio: ["ignore", "pipe", "inherit"] },
    );
    createInterface({ input: child.stdout }).on("line", (line) => {
      const head: { size: number; root: string } = JSON.parse(line);
      heads.push(head);
    });
    return child;
  });
  await expect.poll(() => heads.length).toBeGreaterThan(20);
  for (const child of children) child.kill("SIGKILL");
  await one.ledger.append(callEntry());
  expect(await verify(heads)).toMatchObject({ kind: "whole-to-anchor" });
});

test("what was erased is gone from the store and, with the next question, from every image", async () => {
  const one = await open("a");
  const other = await open("b");
  const { index } = await one.ledger.append(callEntry());
  await other.ledger.head();
  const reader = await storeOf("b").stored.read({ reveal: true });
  const [{ sealed }] = await query<{ sealed: Buffer }>(`SELECT sealed FROM ${schema}.payloads WHERE idx = ${index}`);
  expect(filesOf("b").some((bytes) => bytes.includes(sealed))).toBe(true);
  expect(await reader.unseal(index)).toContain("raw value");
  await one.erasures.erase({ entry: index }, () =>
    callEntry({ kind: "erasure", sealed: null, detail: { entry: index } }),
  );
  expect(await reader.unseal(index)).toBeNull();
  await reader.close();
  expect(filesOf("b").some((bytes) => bytes.includes(sealed))).toBe(false);
});

test("a lock that one replica sets holds for the next call of every other [G-ONE-STATE]", async () => {
  const one = await open("a");
  const other = await open("b");
  await one.locks.change(() => lockStep("set", { kind: "everything", name: "" }));
  const seen: number[] = [];
  await other.ledger.appendUnderLocks((locks) => {
    seen.push(locks.length);
    return callEntry();
  });
  expect(seen.at(-1)).toBe(1);
});
