// PostgreSQL itself crashes between a write's record and its COMMIT. After recovery it may give the transaction's id to somebody else, and
// would then say `committed` of a write that never was, had the WAL that holds the id not been flushed before it was recorded.

import { spawn } from "node:child_process";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { recoverWrites } from "../../src/gate/writing/recover-writes.ts";
import { type Cluster, startCluster } from "../support/postgres.ts";
import { openWritingShop, type WritingShop } from "../support/writing-shop.ts";

/** GATEHOUSE_CRASH_ROUNDS=20 for the long run. */
const ROUNDS = Number(process.env["GATEHOUSE_CRASH_ROUNDS"] ?? 2);

let cluster: Cluster;
let shop: WritingShop;

describe.each([false, true])("marker %s", (marker) => {
  beforeAll(async () => {
    // the WAL writer is slow, so that nothing but our own flush brings the id to disk
    cluster = await startCluster({
      durable: true,
      flags: ["-c", "wal_writer_delay=10000", "-c", "wal_writer_flush_after=0"],
    });
    shop = await openWritingShop("postgres", { server: cluster.url, marker });
  }, 120_000);
  afterAll(async () => {
    await cluster.crash().catch(() => undefined);
    await shop.opened.close().catch(() => undefined);
    await cluster.destroy();
  });

  it("tells what became of a write whose server and database both died [G-WRITE-EXACTLY-ONCE]", async () => {
    for (let round = 0; round < ROUNDS; round++) {
      for (const [point, happened] of [
        ["after commit-record", 0],
        ["after commit", 1],
      ] as const) {
        const [before] = await shop.raw("SELECT total FROM orders WHERE id = 1");
        const killed = await dieAt(point);
        expect(killed).toBe("SIGKILL");
        await cluster.crash();
        await cluster.start();
        await expect.poll(() => shop.raw("SELECT 1").catch(() => null), { timeout: 30_000 }).toEqual([[1]]);
        // ids that the crash may have freed are taken by others, who commit
        for (let other = 0; other < 20; other++) await shop.raw(`UPDATE audited SET v = '${other}' WHERE id = 2`);
        await expect.poll(() => recoverWrites(shop.opened.gatehouse), { timeout: 20_000 }).toBe(1);
        const [after] = await shop.raw("SELECT total FROM orders WHERE id = 1");
        const [latest] = await shop.opened.gatehouse.approvals.list({ requester: "claude" }, 1);
        expect([point, Number(after?.[0]) - Number(before?.[0]), latest?.state]).toEqual([
          point,
          happened,
          happened === 1 ? "executed" : "rolled-back",
        ]);
      }
    }
  }, 240_000);
});

function dieAt(point: string): Promise<NodeJS.Signals | null> {
  const child = spawn(
    process.execPath,
    [
      "test/support/write-and-die.mjs",
      join(shop.folder, "gatehouse.yaml"),
      point,
      "run",
      "UPDATE orders SET total = total + 1 WHERE id = 1",
    ],
    { stdio: ["ignore", "ignore", "inherit"], env: { PATH: process.env["PATH"] ?? "", WRITING_URL: shop.place } },
  );
  return new Promise((resolve) => child.once("exit", (_, signal) => resolve(signal)));
}
