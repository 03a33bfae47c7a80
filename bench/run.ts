// The benchmark: every contender in one run, round by round, each round in another order, so that a slow minute hurts all alike.
// Usage: npm run bench [-- --rounds N] [-- --dry]; --dry does not write docs/performance.md.

import { cpus } from "node:os";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import type { Contender, Session } from "./contender.ts";
import { prepareGatehouse } from "./governed.ts";
import { measureRound, measureStart, type Round } from "./measures.ts";
import { installPeers } from "./peers.ts";
import { formatResults, writeReport } from "./report.ts";
import { startShopDatabase } from "./shop-database.ts";

const SCRATCH = fileURLToPath(new URL("..", import.meta.url));
const PAGE = fileURLToPath(new URL("../../docs/performance.md", import.meta.url));

const { values: options } = parseArgs({
  options: { rounds: { type: "string", default: "5" }, dry: { type: "boolean", default: false } },
});

const database = await startShopDatabase();
interface Entrant {
  readonly contender: Contender;
  readonly session: Session;
}
const open: Session[] = [];
const ready: Entrant[] = [];
const leftOut: string[] = [];
let cleanUp = async (): Promise<void> => undefined;
try {
  const peers = await installPeers(SCRATCH, database.url);
  const { gatehouse, withoutDisk, remove } = await prepareGatehouse(SCRATCH, database.url);
  cleanUp = remove;
  for (const contender of [...peers.contenders, gatehouse, ...(withoutDisk === null ? [] : [withoutDisk])]) {
    try {
      const session = await contender.start();
      open.push(session);
      // One round is not counted: connections, compiled code, caches.
      await measureRound(session);
      ready.push({ contender, session });
      console.log(`ready: ${contender.name}`);
    } catch (error) {
      console.error(`LEFT OUT: ${contender.name}: ${error instanceof Error ? error.message : String(error)}`);
      leftOut.push(`Left out, because it did not answer: ${contender.name}.`);
    }
  }
  const rounds = new Map<string, Round[]>(ready.map(({ contender }) => [contender.name, []]));
  const total = Number.parseInt(options.rounds, 10);
  for (let round = 0; round < total; round++) {
    const turn = round % ready.length;
    for (const { contender, session } of [...ready.slice(turn), ...ready.slice(0, turn)]) {
      const start = await measureStart(contender);
      rounds.get(contender.name)?.push({ start, ...(await measureRound(session)) });
    }
    console.log(`round ${round + 1} of ${total}`);
  }
  const text = formatResults({
    rounds,
    governed: rounds.has(gatehouse.name) ? gatehouse.name : null,
    peers: peers.contenders.map(({ name }) => name).filter((name) => /^(server-postgres|dbhub)/.test(name)),
    notes: [
      `Medians of ${total} interleaved rounds on ${cpus().length} cores (${cpus()[0]?.model ?? "unknown"}), PostgreSQL 18 on the same machine with fsync on.`,
      ...peers.notes,
      ...leftOut,
      "`gatehouse, ledger in memory` is not durable and stands here for comparison alone: the rest is the disk's.",
      "Published peers neither mask nor record. `pg, no server` is the driver in the benchmark's own process.",
    ],
  });
  console.log(`\n${text}`);
  if (!options.dry) await writeReport(PAGE, { text, marker: "npm run bench" });
} finally {
  await Promise.all(open.map((session) => session.close()));
  await database.stop();
  await cleanUp();
}
// Said outright: the embedded server's exit hook would end the process with 0.
process.exit(leftOut.length === 0 ? 0 : 1);
