// A SQLite database whose file is replaced, removed or led elsewhere under a server: what stands in its place is what is read and written,
// with its own schema.

import { copyFileSync, existsSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { decideApproval } from "../../src/gate/approvals/decide-approval.ts";
import type { Answer } from "../../src/gate/calls/answer.ts";
import { signedDecision } from "../support/signed-decision.ts";
import { openWritingShop, type WritingShop } from "../support/writing-shop.ts";

const ALWAYS = `rules: [{ id: agents, when: "caller.kind == 'agent'", reason: "Looked at." }]\n`;
let shop: WritingShop;
let file: string;

beforeEach(async () => {
  shop = await openWritingShop("sqlite", { risk: ALWAYS });
  file = shop.place;
});
afterEach(() => shop.close());

function told(answer: Answer<object>): unknown {
  if (answer.kind === "refused") return answer.refusal.code;
  const rows: unknown = Reflect.get(answer.result, "rows");
  const status: unknown = Reflect.get(answer.result, "status");
  return status ?? rows;
}

const read = async () => told(await shop.query("SELECT status FROM orders WHERE id = 1"));

/** A copy of the database, in which something is otherwise. */
function copyWith(sql: string, name = "copy.db"): string {
  const copy = join(shop.folder, name);
  copyFileSync(file, copy);
  const open = new Database(copy);
  open.exec(sql);
  open.close();
  return copy;
}

describe("a file that is replaced", () => {
  it("is read anew by every reader [G-READ-CATALOGUE-FRESH]", async () => {
    expect(await read()).toEqual([["open"]]);
    await Promise.all(Array.from({ length: 8 }, read)); // several readers
    renameSync(copyWith("UPDATE orders SET status = 'other' WHERE id = 1"), file);
    expect(await Promise.all(Array.from({ length: 8 }, read))).toEqual(Array.from({ length: 8 }, () => [["other"]]));
  });

  it("is read by its own schema, though that has the same number [G-READ-CATALOGUE-FRESH] [G-READ-SECOND-WITNESS]", async () => {
    expect(await read()).toEqual([["open"]]);
    const version = () => {
      const open = new Database(file, { readonly: true });
      const found = Number(open.pragma("schema_version", { simple: true }));
      open.close();
      return found;
    };
    const before = version();
    // other tables on the pages of those before: a plan of the first file would read the second one's secrets
    const copy =
      copyWith(`DROP TABLE orders; CREATE TABLE secrets (id INTEGER PRIMARY KEY, customer_id, total, region, status, note);
      INSERT INTO secrets VALUES (1, 1, 1, 'EU', 'canary-secret', 'canary');
      CREATE TABLE orders (id INTEGER PRIMARY KEY, note text, status text, region text, total integer, customer_id integer);
      INSERT INTO orders VALUES (1, 'canary note', 'second', 'EU', 1, 1);`);
    const cookie = Buffer.alloc(4);
    cookie.writeUInt32BE(before);
    const bytes = readFileSync(copy);
    cookie.copy(bytes, 40); // where the file format keeps that number
    writeFileSync(copy, bytes);
    renameSync(copy, file);
    expect(version()).toBe(before);
    expect(await read()).toEqual([["second"]]);
    expect(JSON.stringify(await shop.query("SELECT * FROM orders"))).not.toMatch(/canary/);
    expect(told(await shop.query("SELECT * FROM secrets"))).toBe("unknown-table");
  });

  it("is written in its place, and a request for the old one runs on what stands there or not at all [G-WRITE-STALE]", async () => {
    const approved = async (): Promise<string> => {
      const asked = await shop.query("UPDATE orders SET status = 'done' WHERE id = 1", { reason: "for the test" });
      const id = asked.kind === "released" && "request" in asked.result ? (asked.result.request ?? "") : "";
      expect(
        (await decideApproval(id, await signedDecision(id, { by: "dora", shop }), shop.opened.gatehouse)).kind,
      ).toBe("decided");
      return id;
    };
    const first = await approved();
    renameSync(copyWith("SELECT 1"), file);
    expect(told(await shop.ask({ request: first }))).toBe("executed");
    expect(await shop.raw("SELECT status FROM orders WHERE id = 1")).toEqual([["done"]]);
    await shop.raw("UPDATE orders SET status = 'open' WHERE id = 1");
    const second = await approved();
    renameSync(copyWith("UPDATE orders SET status = 'moved' WHERE id = 1"), file);
    expect(told(await shop.ask({ request: second }))).toMatch(/stale/);
    expect(await shop.raw("SELECT status FROM orders WHERE id = 1")).toEqual([["moved"]]);
  });
});

it("a file that is gone is not served from memory, and is once it is back", async () => {
  expect(await read()).toEqual([["open"]]);
  renameSync(file, `${file}.away`);
  expect(await read()).toBe("database-unavailable");
  expect(told(await shop.query("UPDATE orders SET status = 'x' WHERE id = 1", { reason: "test" }))).toBe(
    "database-unavailable",
  );
  expect(existsSync(file)).toBe(false);
  renameSync(`${file}.away`, file);
  expect(await read()).toEqual([["open"]]);
});

it("a link that is led to another file leads there", async () => {
  renameSync(file, join(shop.folder, "first.db"));
  symlinkSync(join(shop.folder, "first.db"), file);
  expect(await read()).toEqual([["open"]]);
  copyFileSync(join(shop.folder, "first.db"), join(shop.folder, "second.db"));
  const second = new Database(join(shop.folder, "second.db"));
  second.exec("UPDATE orders SET status = 'second' WHERE id = 1");
  second.close();
  symlinkSync(join(shop.folder, "second.db"), `${file}.new`);
  renameSync(`${file}.new`, file);
  expect(await read()).toEqual([["second"]]);
  expect(told(await shop.query("UPDATE orders SET status = 'x' WHERE id = 1", { reason: "test" }))).toBe(
    "pending_approval",
  );
});

it.each([["-wal"], ["-shm"]])("a %s that is removed is not read from memory", async (end) => {
  const writer = new Database(file);
  writer.pragma("journal_mode = WAL");
  writer.exec("UPDATE orders SET status = 'logged' WHERE id = 1");
  expect(await read()).toEqual([["logged"]]);
  writer.pragma("wal_checkpoint(TRUNCATE)");
  writer.close();
  rmSync(file + end, { force: true });
  const next = new Database(file);
  next.exec("UPDATE orders SET status = 'next' WHERE id = 1");
  expect(await read()).toEqual([["next"]]);
  next.close();
});
