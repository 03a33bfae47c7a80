// A server that is killed at any point of a write: after recovery the write happened once or not at all, and its request says which.

import { spawn } from "node:child_process";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { decideApproval } from "../../src/gate/approvals/decide-approval.ts";
import { recoverWrites } from "../../src/gate/writing/recover-writes.ts";
import { signedDecision } from "../support/signed-decision.ts";
import { openWritingShop, type WritingShop } from "../support/writing-shop.ts";

const POINTS = [
  "before claim",
  "after claim",
  "before commit-record",
  "after commit-record",
  "before commit",
  "after commit-sent",
  "after commit",
  "before outcome",
  "after outcome",
];
/** Of the round trip that changes the rows; a change of the schema and SQLite go step by step. */
const CHANGE_POINTS = ["before change", "after change-sent", "after change"];
/** What needs nobody is claimed as it is recorded: before that there is nothing of it anywhere. */
const UNRECORDED = ["before claim", "before commit-record", ...CHANGE_POINTS];
/** GATEHOUSE_KILL_ROUNDS=30 for the long run. */
const ROUNDS = Number(process.env["GATEHOUSE_KILL_ROUNDS"] ?? 1);

let shop: WritingShop;

function dieAt(point: string, ...work: readonly string[]): Promise<NodeJS.Signals | null> {
  const child = spawn(
    process.execPath,
    ["test/support/write-and-die.mjs", join(shop.folder, "gatehouse.yaml"), point, ...work],
    { stdio: ["ignore", "ignore", "inherit"], env: { PATH: process.env["PATH"] ?? "", WRITING_URL: shop.place } },
  );
  return new Promise((resolve) => child.once("exit", (_, signal) => resolve(signal)));
}

async function total(): Promise<number> {
  const [row] = await shop.raw("SELECT total FROM orders WHERE id = 1");
  return Number(row?.[0]);
}

async function indexes(): Promise<number> {
  const [row] = await shop.raw(
    shop.engine === "postgres"
      ? "SELECT count(*)::int FROM pg_indexes WHERE tablename = 'archive'"
      : "SELECT count(*) FROM sqlite_schema WHERE type = 'index' AND tbl_name = 'archive'",
  );
  return Number(row?.[0]);
}

/** Settles until nothing is under way: a backend whose client died ends a moment later. */
async function settle(): Promise<void> {
  const { gatehouse } = shop.opened;
  await expect
    .poll(
      async () => {
        await recoverWrites(gatehouse);
        return (await gatehouse.approvals.list({ states: ["executing", "committing"] }, 10)).length;
      },
      { timeout: 20_000 },
    )
    .toBe(0);
}

describe.each([
  { engine: "postgres", marker: false },
  { engine: "postgres", marker: true },
  { engine: "sqlite", marker: false },
] as const)("on $engine, marker $marker", ({ engine, marker }) => {
  beforeAll(async () => {
    const schema = engine === "postgres" ? "public" : "main";
    const grants = `schema-changes: { shop: { tables: { ${schema}.archive: [alter] } } }\n`;
    shop = await openWritingShop(engine, { marker, grants });
  });
  afterAll(() => shop.close());

  describe.each(engine === "postgres" ? [...POINTS, ...CHANGE_POINTS] : POINTS)("killed %s", (point) => {
    it("a write that needs nobody happened exactly when its request says so [G-WRITE-EXACTLY-ONCE]", async () => {
      let last = (await shop.opened.gatehouse.approvals.list({ requester: "claude" }, 1))[0]?.id;
      for (let round = 0; round < ROUNDS; round++) {
        const before = await total();
        expect(await dieAt(point, "run", "UPDATE orders SET total = total + 1 WHERE id = 1")).toBe("SIGKILL");
        await settle();
        const [latest] = await shop.opened.gatehouse.approvals.list({ requester: "claude" }, 1);
        const filed = !UNRECORDED.includes(point);
        const changed = (await total()) - before;
        expect(latest?.id === last).toBe(!filed);
        last = latest?.id;
        const { state } = filed && latest !== undefined ? latest : { state: "never filed" };
        expect([changed, state]).toEqual(changed === 1 ? [1, "executed"] : [0, filed ? "rolled-back" : "never filed"]);
      }
    }, 120_000);

    it("a write that people approved happens once in the end [G-WRITE-EXACTLY-ONCE]", async () => {
      for (let round = 0; round < ROUNDS; round++) {
        const before = await total();
        const sql = `UPDATE orders SET total = total + 1, region = region WHERE id = 1 OR true`;
        const asked = await shop.query(sql, { reason: `round ${round}` });
        const id = asked.kind === "released" && "request" in asked.result ? asked.result.request : "";
        const decided = await decideApproval(id, await signedDecision(id, { by: "dora", shop }), shop.opened.gatehouse);
        expect(decided.kind).toBe("decided");
        expect(await dieAt(point, "request", id)).toBe("SIGKILL");
        await settle();
        const answer = await shop.ask({ request: id });
        const changed = (await total()) - before;
        const status = answer.kind === "released" ? { ...answer.result } : answer.refusal;
        expect([changed, status]).toEqual([1, expect.objectContaining({ status: "executed" })]);
      }
    }, 120_000);
  });

  describe.each(POINTS)("killed %s", (point) => {
    it("a change of the schema that people approved happens once in the end [G-WRITE-EXACTLY-ONCE]", async () => {
      for (let round = 0; round < ROUNDS; round++) {
        const before = await indexes();
        const asked = await shop.query(`CREATE INDEX archive_${before} ON archive (what)`, {
          reason: `round ${round}`,
        });
        const id = asked.kind === "released" && "request" in asked.result ? asked.result.request : "";
        const decided = await decideApproval(id, await signedDecision(id, { by: "dora", shop }), shop.opened.gatehouse);
        expect(decided.kind).toBe("decided");
        expect(await dieAt(point, "request", id)).toBe("SIGKILL");
        await settle();
        const answer = await shop.ask({ request: id });
        const status = answer.kind === "released" ? { ...answer.result } : answer.refusal;
        expect([(await indexes()) - before, status]).toEqual([1, expect.objectContaining({ status: "executed" })]);
      }
    }, 120_000);
  });

  it("leaves a ledger that is whole", async () => {
    const { gatehouse } = shop.opened;
    expect((await gatehouse.approvals.head()).size).toBeGreaterThan(10);
  });
});
