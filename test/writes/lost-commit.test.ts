// COMMIT is sent and its answer is lost, in a server that lives on: the request says what became of the write, as it does after a server died.

import pg from "pg";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { StepRefused, WriterProcess } from "../../src/adapters/sqlite/writing/writer-process.ts";
import type { Moved } from "../../src/gate/ports/approvals.ts";
import { FiledWrites, said } from "../support/filed-writes.ts";
import { openWritingShop, type WritingShop } from "../support/writing-shop.ts";

/** `arrives`: it is carried out, and the answer is lost. `lost`: the database never sees it. `refused`: the database gives the write up. */
type Fault = "arrives" | "lost" | "refused";

let shop: WritingShop;
const writes = new FiledWrites(() => shop);

/** Runs `work` with its write's COMMIT at fault; other transactions of this process commit as ever. */
async function atFault(fault: Fault, work: () => Promise<unknown>): Promise<void> {
  const { approvals } = shop.opened.gatehouse;
  let committing = false;
  let faults = 0;
  const file = approvals.file.bind(approvals);
  const move = approvals.move.bind(approvals);
  const query = pg.Client.prototype.query;
  const ask = WriterProcess.prototype.ask;
  const refuse = (error: Error): never => {
    committing = false;
    faults += 1;
    throw error;
  };
  const spies = [
    vi.spyOn(approvals, "file").mockImplementation(async (filed, entry, options) => {
      const filing = await file(filed, entry, options);
      committing = options?.step?.next.state === "committing";
      return filing;
    }),
    vi.spyOn(approvals, "move").mockImplementation(async (...step): Promise<Moved> => {
      const moved = await move(...step);
      committing = step[1].next.state === "committing";
      return moved;
    }),
    vi.spyOn(pg.Client.prototype, "query").mockImplementation(function (this: pg.Client, ...args: unknown[]) {
      const sends = (...sent: unknown[]): unknown => Reflect.apply(query, this, sent);
      if (!committing || args[0] !== "COMMIT") return sends(...args);
      return (async () => {
        if (fault !== "lost") await sends(fault === "arrives" ? "COMMIT" : "ROLLBACK");
        return refuse(fault === "refused" ? gaveUp() : new Error("Connection terminated unexpectedly"));
      })();
    }),
    vi.spyOn(WriterProcess.prototype, "ask").mockImplementation(async function (this: WriterProcess, ...step) {
      if (!committing || step[0].kind !== "commit") return ask.apply(this, step);
      if (fault === "refused") return refuse(new StepRefused("SQLITE_BUSY", null));
      if (fault === "arrives") await ask.apply(this, step);
      return refuse(new Error("the process ended"));
    }),
  ];
  try {
    await work();
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
  expect(faults).toBe(1);
}

function gaveUp(): pg.DatabaseError {
  return Object.assign(new pg.DatabaseError("could not serialize access", 0, "error"), { code: "40001" });
}

async function stateOf(id: string | undefined): Promise<string | undefined> {
  return (await shop.opened.gatehouse.approvals.read(id ?? ""))?.progress.state;
}

describe.each([
  { engine: "postgres", marker: false },
  { engine: "postgres", marker: true },
  { engine: "sqlite", marker: false },
] as const)("on $engine, marker $marker", ({ engine, marker }) => {
  beforeAll(async () => {
    shop = await openWritingShop(engine, { marker });
    // the first write makes SQLite's marker table, after which a statement is planned anew
    await shop.query("UPDATE customers SET plan = 'first' WHERE id = 1");
  });
  afterAll(() => shop.close());

  // SQLite sends no COMMIT of what changed nothing
  const nothing = engine === "postgres" ? (["UPDATE archive SET what = 'none' WHERE id = 0"] as const) : [];

  it.each(nothing)("a write of no row that asks nobody is executed: %s [G-WRITE-EXACTLY-ONCE]", async (sql) => {
    await atFault("arrives", async () => {
      expect(said(await shop.query(sql))).toBe("approval-uncertain");
    });
    const [latest] = await shop.opened.gatehouse.approvals.list({ requester: "claude" }, 1);
    expect(latest?.state).toBe("executed");
  });

  it.each([
    ["arrives", "executed", 1],
    ["lost", "rolled-back", 0],
  ] as const)("a write that asks nobody, %s: it is %s", async (fault, state, happened) => {
    const total = "SELECT total FROM orders WHERE id = 1";
    const [[before] = []] = await shop.raw(total);
    await atFault(fault, async () => {
      expect(said(await shop.query("UPDATE orders SET total = total + 1 WHERE id = 1"))).toBe("approval-uncertain");
    });
    const [latest] = await shop.opened.gatehouse.approvals.list({ requester: "claude" }, 1);
    expect(latest?.state).toBe(state);
    expect(await shop.raw(total)).toEqual([[Number(before) + happened]]);
  });

  it.each([
    ["arrives", "approval-uncertain", "executed", 7],
    ["lost", "approval-uncertain", "approved", 8],
    ["refused", "database-busy", "approved", 9],
  ] as const)(
    "a write that people approved, %s: %s is said, and it is %s [G-WRITE-EXACTLY-ONCE]",
    async (fault, code, state, row) => {
      await shop.raw(`INSERT INTO archive VALUES (${row}, 'old', NULL)`);
      const { id } = await writes.file(`DELETE FROM archive WHERE id = ${row}`);
      await writes.approve(id);
      await atFault(fault, async () => {
        expect(said(await shop.ask({ request: id }))).toBe(code);
      });
      expect(await stateOf(id)).toBe(state);
      // what was rolled back may be carried out after all, and only once
      expect(said(await shop.ask({ request: id }))).toBe("executed");
      expect(await shop.raw(`SELECT * FROM archive WHERE id = ${row}`)).toEqual([]);
      expect(await stateOf(id)).toBe("executed");
    },
  );
});
