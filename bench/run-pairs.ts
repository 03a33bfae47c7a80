// Gatehouse against each of the others, pair by pair. Usage: npm run bench:pairs [-- --rounds N] [-- --against FOLDER] [-- --dry]
// `--against` names the checkout of another build, whose bin/gatehouse.js is there: then that is the only other one.

import { rm } from "node:fs/promises";
import { loadavg } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import type { Contender } from "./contender.ts";
import { flushCost } from "./flush-cost.ts";
import { type Governed, prepareBuild, prepareGatehouse } from "./governed.ts";
import { measurePair, PAIRED, type Paired, type Ratios } from "./pairs.ts";
import { installPeers } from "./peers.ts";
import { writeReport } from "./report.ts";
import { startShopDatabase } from "./shop-database.ts";

const SCRATCH = fileURLToPath(new URL("..", import.meta.url));
const PAGE = fileURLToPath(new URL("../../docs/performance.md", import.meta.url));
const MARKER = "npm run bench:pairs";

const HEADINGS: Readonly<Record<Paired, string>> = {
  start: "start to `tools/list`",
  lookup: "key lookup, p50",
  throughput: "16 in flight, rate",
  "rows-10000": "10,000 rows x 8",
  processor: "processor time of a lookup among 16",
  memory: "memory",
};

const { values: options } = parseArgs({
  options: {
    rounds: { type: "string", default: "9" },
    against: { type: "string" },
    dry: { type: "boolean", default: false },
  },
});

const database = await startShopDatabase();
let cleanUp = async (): Promise<void> => undefined;
try {
  const governed = await prepareGatehouse(SCRATCH, database.url);
  cleanUp = governed.remove;
  const rounds = Number.parseInt(options.rounds, 10);
  const flushes = [flushCost(SCRATCH)];
  const lines: string[] = [];
  for (const [own, other] of await pairs(governed)) {
    const ratios = await measurePair(own, { other, rounds });
    flushes.push(flushCost(SCRATCH));
    lines.push(formatLine(`${own.name} / ${other.name}`, ratios));
    console.log(lines.at(-1));
  }
  const text = [
    `| | ${PAIRED.map((measure) => HEADINGS[measure]).join(" | ")} |`,
    `|---|${PAIRED.map(() => "---:").join("|")}|`,
    ...lines,
    "",
    `- Medians of the ratios of ${rounds} pairs of blocks; a rate above 1 is faster, everything else below 1 is less.`,
    `- A record of 1.7 kB took ${flushes.map((cost) => cost.toFixed(2)).join(", ")} ms to be written and flushed alone, before and between the pairs; the load of the machine was ${loadavg()[0]?.toFixed(1) ?? "unknown"} at the end.`,
  ].join("\n");
  console.log(`\n${text}`);
  if (!options.dry && options.against === undefined) await writeReport(PAGE, { text, marker: MARKER });
} finally {
  await database.stop();
  await cleanUp();
}
// Said outright: the embedded server's exit hook would end the process with 0.
process.exit(0);

async function pairs({
  gatehouse,
  withoutDisk,
  memory,
}: Governed): Promise<readonly (readonly [Contender, Contender])[]> {
  if (options.against !== undefined) {
    const build = { url: database.url, program: join(options.against, "bin/gatehouse.js") };
    const folder = join(SCRATCH, "project-of-another");
    await rm(folder, { recursive: true, force: true });
    const other = await prepareBuild("another build", { ...build, folder, state: "./.gatehouse" });
    if (withoutDisk === null || memory === null) return [[gatehouse, other]];
    const state = join(memory, "another");
    const inMemory = await prepareBuild("another build", { ...build, folder: `${folder}-in-memory`, state });
    return [
      [gatehouse, other],
      [withoutDisk, inMemory],
    ];
  }
  const { contenders } = await installPeers(SCRATCH, database.url);
  const servers = contenders.filter(({ name }) => /^(minimal|server-postgres|dbhub [\d.]+$)/.test(name));
  return [
    ...servers.map((server) => [gatehouse, server] as const),
    ...(withoutDisk === null ? [] : servers.slice(0, 2).map((server) => [withoutDisk, server] as const)),
  ];
}

function formatLine(name: string, ratios: Ratios): string {
  const cells = PAIRED.map((measure) => ratios[measure]?.toFixed(2) ?? "");
  return `| ${name} | ${cells.join(" | ")} |`;
}
