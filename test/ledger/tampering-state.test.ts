// Tampering with what lies in the ledger's file beside the entries, generated: requests for approval and what belongs to them, locks, the
// tables and indexes themselves, what the file says of itself, and single bits anywhere in it.

import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Database from "better-sqlite3";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { imagesPlace } from "../../src/adapters/sqlite-state/approvals/approval-rows.ts";
import { openLocks } from "../../src/adapters/sqlite-state/locks/lock-store.ts";
import { encrypt } from "../../src/adapters/sqlite-state/seal-payload.ts";
import { openTokens } from "../../src/adapters/sqlite-state/tokens/token-store.ts";
import { verifyFile } from "../../src/adapters/sqlite-state/verify/verify-file.ts";
import { nodeNoteCrypto as primitives } from "../../src/adapters/system/note-crypto.ts";
import { digestImages, formatImages } from "../../src/core/approvals/effect/kept-images.ts";
import type { Verdict } from "../../src/core/ledger/verify/verdict.ts";
import { Failure } from "../../src/core/model/failure.ts";
import { claimApproval } from "../../src/gate/approvals/claim-approval.ts";
import { decideApproval } from "../../src/gate/approvals/decide-approval.ts";
import { moveApproval } from "../../src/gate/approvals/move-approval.ts";
import { openPorts } from "../support/open-approval-ports.ts";
import { decide } from "../support/sample-approval.ts";
import { makeTestKey } from "../support/ssh-signer.ts";
import { draftOf } from "./fill-ledger.ts";

type Row = Record<string, string | number | Uint8Array | null>;
type Outcome = Verdict["kind"] | "unreadable";

const alice = makeTestKey("ssh-ed25519");
let folder: string;
let whole: string;
let committed: string;
let keys: { sealing: Uint8Array; approvals: Uint8Array };

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "gatehouse-tampering-"));
  whole = join(folder, "ledger.db");
  const ports = openPorts({ alice: [alice] });
  ({ keys } = ports);
  for (let place = 0; place < 30; place++) await ports.ledger.append(draftOf(place));
  const waiting = await ports.fileSample();
  const filed = await ports.fileSample({ replaces: waiting.request.id });
  await decideApproval(filed.request.id, decide(filed, { key: alice }), ports);
  const claimed = await claimApproval(filed.request.id, { owner: "i1", leaseMilliseconds: 30_000 }, ports);
  if (claimed.kind !== "claimed") throw new Error(claimed.message);
  const pendingCommit = { xid: "7", system: "s", timeline: 1, pid: 2 };
  const images = { text: formatImages([], "n0nce"), until: "2027-01-01T00:00:00.000000Z" };
  const commit = {
    kind: "commit",
    pendingCommit,
    beforeImage: digestImages(images.text, primitives),
    rows: 3,
  } as const;
  committed = filed.request.id;
  await moveApproval(claimed.approval, commit, { ports, images });
  const lock = (name: string, kind: "lock.set" | "lock.lifted") =>
    draftOf(0, { kind, detail: { lock: "caller", name }, decision: { effect: "allow", rule: "r", code: null } });
  const locks = openLocks(ports.ledger);
  for (const name of ["ann", "bob"]) {
    await locks.change(() => ({ entry: lock(name, "lock.set"), change: { set: { kind: "caller", name } } }));
  }
  await locks.change(() => ({ entry: lock("bob", "lock.lifted"), change: { lift: { kind: "caller", name: "bob" } } }));
  const tokens = openTokens(ports.ledger);
  for (const id of ["t1", "t2"]) {
    const token = { id, digest: id.repeat(32), identity: "claude", role: null, expires: "2027-01-01T00:00:00.000000Z" };
    const made = draftOf(0, {
      kind: "token.created",
      detail: { token: id, digest: token.digest, identity: token.identity, expires: token.expires },
    });
    await tokens.change(() => ({ entry: made, change: { add: token } }));
  }
  const revoked = draftOf(0, { kind: "token.revoked", detail: { token: "t2" } });
  await tokens.change(() => ({ entry: revoked, change: { revoke: "t2" } }));
  const connection = new Database(ports.file);
  connection.pragma("wal_checkpoint(TRUNCATE)");
  connection.close();
  copyFileSync(ports.file, whole);
  await ports.close();
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

function fresh(): string {
  const file = join(folder, "tampered.db");
  for (const end of ["", "-wal", "-shm"]) rmSync(`${file}${end}`, { force: true });
  copyFileSync(whole, file);
  return file;
}

function verify(file: string, approvalsKey: Uint8Array | null = keys.approvals): Promise<Verdict> {
  const trust = { logKeys: [], witnessKeys: [] };
  return verifyFile(file, { claims: [], trust, primitives, sealingKey: keys.sealing, approvalsKey });
}

async function outcomeOf(file: string): Promise<Outcome> {
  try {
    return (await verify(file)).kind;
  } catch (error) {
    if (error instanceof Failure && error.code.startsWith("ledger-")) return "unreadable";
    throw error;
  }
}

async function judge(tamper: (connection: Database.Database) => void): Promise<Verdict> {
  const file = fresh();
  const connection = new Database(file);
  try {
    tamper(connection);
  } finally {
    connection.close();
  }
  return verify(file);
}

function read(file: string, sql: string): readonly Row[] {
  const connection = new Database(file, { readonly: true });
  try {
    return connection.prepare<[], Row>(sql).all();
  } finally {
    connection.close();
  }
}

function otherValues(value: Row[string]): readonly Row[string][] {
  if (typeof value === "number") return [value + 1, value - 1];
  if (typeof value === "string") return [`${value}x`, value.slice(1), ""].filter((other) => other !== value);
  if (value === null) return ["x"];
  const flipped = (at: number) => Buffer.from(value.map((byte, place) => (place === at ? byte ^ 1 : byte)));
  return [flipped(0), flipped(value.length - 1), Buffer.alloc(0)];
}

const KEYS: Readonly<Record<string, readonly string[]>> = {
  approvals: ["id"],
  approval_requests: ["id"],
  approval_approvers: ["principal", "id"],
  approval_images: ["id"],
  approval_successors: ["id"],
  locks: ["kind", "name"],
  tokens: ["id"],
};

/** What may be otherwise without an entry that says so: the end of a claim is put off, images go with time. */
const FREE = new Set(["approval_images.kept_until"]);

describe("tampering beside the entries", () => {
  it("finds images that somebody who holds the keys has put in the place of others [G-WRITE-IMAGES-BOUND]", async () => {
    for (const [text, kind] of [
      [formatImages([], "n0nce"), "self-consistent"],
      [formatImages([{ forged: true }], "n0nce"), "altered"],
    ] as const) {
      const { iv, sealed } = encrypt(Buffer.from(text, "utf8"), { key: keys.approvals, place: imagesPlace(committed) });
      const verdict = await judge((connection) => {
        connection.prepare("UPDATE approval_images SET iv = ?, sealed = ? WHERE id = ?").run(iv, sealed, committed);
      });
      expect([text, verdict.kind]).toEqual([text, kind]);
    }
  });

  it("is not seen where there is none, with the keys and without", async () => {
    expect(await judge(() => undefined)).toMatchObject({ kind: "self-consistent" });
    expect(await verify(fresh(), null)).toMatchObject({ kind: "self-consistent" });
  });

  it.each(Object.entries(KEYS))(
    "shows every edit of every column of %s, a row that is gone and one put in [G-LEDGER-TAMPER-EVIDENT]",
    async (table, names) => {
      const rows = read(whole, `SELECT * FROM ${table}`);
      expect(rows.length).toBeGreaterThan(0);
      const where = names.map((name) => `${name} = ?`).join(" AND ");
      for (const row of rows) {
        const at = names.map((name) => row[name]);
        for (const [column, value] of Object.entries(row)) {
          for (const other of otherValues(value)) {
            const verdict = await judge((connection) => {
              connection.prepare(`UPDATE ${table} SET ${column} = ? WHERE ${where}`).run(other, ...at);
            });
            const shown = `${table}.${column} of ${JSON.stringify(at)}: ${String(other).slice(0, 40)}`;
            expect([shown, verdict.kind]).toEqual([
              shown,
              FREE.has(`${table}.${column}`) ? "self-consistent" : "altered",
            ]);
          }
        }
        const gone = await judge((connection) => {
          connection.prepare(`DELETE FROM ${table} WHERE ${where}`).run(...at);
        });
        expect([table, gone.kind]).toEqual([table, table === "approval_images" ? "self-consistent" : "altered"]);
        const copy = { ...row, [names.at(-1) ?? ""]: "other", ...("digest" in row && { digest: "other" }) };
        const put = await judge((connection) => {
          const columns = Object.keys(copy);
          connection
            .prepare(`INSERT INTO ${table} (${columns.join(", ")}) VALUES (${columns.map(() => "?").join(", ")})`)
            .run(...Object.values(copy));
        });
        expect([table, put.kind]).toEqual([table, "altered"]);
      }
    },
  );

  it("shows a step of a request that its row does not know, without the key of the requests, too", async () => {
    const file = fresh();
    const connection = new Database(file);
    connection.exec("UPDATE approvals SET state = 'approved' WHERE state = 'pending'");
    connection.close();
    expect(await verify(file, null)).toMatchObject({ kind: "altered", damage: "approval" });
  });

  it("shows a table, an index or a trigger that is gone, changed or put in [G-LEDGER-TAMPER-EVIDENT]", async () => {
    const made = read(whole, "SELECT type, name FROM sqlite_schema WHERE sql IS NOT NULL");
    expect(made.length).toBeGreaterThan(14);
    const structure = { kind: "altered", damage: "structure" };
    for (const { type, name } of made) {
      const gone = await judge((connection) => connection.exec(`DROP ${String(type)} ${String(name)}`)).catch(
        () => null,
      );
      // Indexes that only save time are made again by who appends next.
      const free = ["approvals_by_state", "entries_of_break_glass", "entries_of_tokens"].includes(String(name));
      expect([name, gone?.kind ?? "altered"]).toEqual([name, free ? "self-consistent" : "altered"]);
    }
    const changes = [
      "ALTER TABLE entries ADD COLUMN more TEXT",
      "CREATE TRIGGER later AFTER INSERT ON entries BEGIN DELETE FROM payloads; END",
      "CREATE TRIGGER later AFTER INSERT ON approvals BEGIN DELETE FROM locks; END",
      "CREATE TABLE other (a TEXT); CREATE TRIGGER later AFTER INSERT ON other BEGIN DELETE FROM locks; END",
      "CREATE VIEW more AS SELECT * FROM entries",
      "CREATE INDEX more ON entries (kind)",
      "CREATE INDEX more ON approvals (role)",
      "DROP INDEX entries_of_proof; CREATE INDEX entries_of_proof ON entries (kind, idx) WHERE kind = 'erasure'",
      "DROP TABLE locks; CREATE TABLE locks (kind TEXT NOT NULL, name TEXT NOT NULL, idx INTEGER NOT NULL)",
      "DROP TABLE tokens; CREATE TABLE tokens (id TEXT PRIMARY KEY, digest TEXT)",
      "CREATE TRIGGER later AFTER INSERT ON tokens BEGIN DELETE FROM locks; END",
      "CREATE TABLE e AS SELECT * FROM entries; DROP TABLE entries; CREATE VIEW entries AS SELECT * FROM e",
    ];
    for (const change of changes) {
      expect([change, await judge((connection) => connection.exec(change))]).toMatchObject([change, structure]);
    }
    expect(await judge((connection) => connection.exec("CREATE TABLE other (a TEXT)"))).toMatchObject({
      kind: "self-consistent",
    });
  });

  it("shows what the file says of itself, changed [G-LEDGER-TAMPER-EVIDENT]", async () => {
    for (const pragma of ["user_version = 1", "user_version = 3", "application_id = 1"]) {
      const file = fresh();
      const connection = new Database(file);
      connection.pragma(pragma);
      connection.close();
      expect([pragma, await outcomeOf(file)]).toEqual([pragma, "unreadable"]);
    }
  });

  it("shows an index that leads elsewhere [G-LEDGER-TAMPER-EVIDENT]", async () => {
    /** Makes the table and the index differ: the one is written as if the other were not there. */
    const without = (connection: Database.Database, index: string, sql: string): void => {
      const root = Number(connection.prepare("SELECT rootpage FROM sqlite_schema WHERE name = ?").pluck().get(index));
      const made = connection.prepare<[string], Row>("SELECT * FROM sqlite_schema WHERE name = ?").get(index);
      connection.unsafeMode();
      connection.pragma("writable_schema = ON");
      connection
        .prepare(
          "UPDATE sqlite_schema SET type = 'table', sql = 'CREATE TABLE hidden (a)', tbl_name = 'hidden', name = 'hidden' WHERE name = ?",
        )
        .run(index);
      connection.pragma("writable_schema = RESET");
      connection.exec(sql);
      connection.pragma("writable_schema = ON");
      connection
        .prepare("UPDATE sqlite_schema SET type = ?, name = ?, tbl_name = ?, sql = ? WHERE rootpage = ?")
        .run(made?.["type"], index, made?.["tbl_name"], made?.["sql"], root);
      connection.pragma("writable_schema = RESET");
    };
    const set = Number(read(whole, "SELECT idx FROM entries WHERE kind = 'lock.set' ORDER BY idx LIMIT 1")[0]?.["idx"]);
    for (const index of ["entries_by_correlation", "entries_of_proof"]) {
      const row = read(whole, `SELECT * FROM entries WHERE idx = ${set}`)[0] ?? {};
      const verdict = await judge((connection) => {
        connection.exec(`DELETE FROM entries WHERE idx = ${set}`);
        without(
          connection,
          index,
          `INSERT INTO entries (${Object.keys(row).join(", ")}) SELECT ${Object.keys(row)
            .map((name) =>
              row[name] instanceof Uint8Array ? `x'${Buffer.from(row[name]).toString("hex")}'` : literal(row[name]),
            )
            .join(", ")}; DELETE FROM locks`,
        );
      });
      expect(verdict).toMatchObject({ kind: "altered", damage: "derived", index: set });
    }
  });

  it("shows single bits that are turned anywhere in the file, or they say nothing [G-LEDGER-TAMPER-EVIDENT]", async () => {
    const bytes = readFileSync(whole);
    const contents = contentsOf(whole);
    const file = fresh();
    const counts = { seen: 0, unread: 0 };
    for (let turn = 0; turn < 240; turn++) {
      // Half of them in the header and the first pages, the others spread over all of it; the same in each run.
      const at = turn < 120 ? (turn * 101) % 24_576 : ((turn * 2_654_435_761) >>> 0) % bytes.length;
      for (const end of ["-wal", "-shm"]) rmSync(`${file}${end}`, { force: true });
      const changed = Buffer.from(bytes);
      changed[at] = (changed[at] ?? 0) ^ (1 << (turn % 8));
      writeFileSync(file, changed);
      const outcome = await outcomeOf(file);
      if (outcome === "altered" || outcome === "unreadable") counts.seen += 1;
      else {
        counts.unread += 1;
        expect([at, outcome]).toEqual([at, "self-consistent"]);
        expect([at, contentsOf(file)]).toEqual([at, contents]);
      }
    }
    expect(counts.seen).toBeGreaterThan(40);
  });
});

function literal(value: unknown): string {
  return typeof value === "number"
    ? String(value)
    : value === null
      ? "NULL"
      : `'${String(value).replaceAll("'", "''")}'`;
}

/** Everything that the tables say. */
function contentsOf(file: string): string {
  const names = read(file, "SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name").map(({ name }) =>
    String(name),
  );
  return JSON.stringify(names.map((name) => [name, read(file, `SELECT * FROM ${name}`)]));
}
