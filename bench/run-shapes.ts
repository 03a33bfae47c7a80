// Statements of a new shape on SQLite over stdio, beside another build of Gatehouse, in short blocks that alternate. What is told is the median
// of the blocks' ratios, of the median time of a call and of the processor time of the server and its reader, with the state on disk and in memory.
// Usage: npm run bench:shapes -- --against FOLDER [--rounds N] [--calls N] [--dry]; in FOLDER is the other build's checkout.

import { existsSync } from "node:fs";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { type LineClient, openLineClient } from "./line-client.ts";
import { newShape, SHAPES, type Shape, writeShopFile } from "./new-shapes.ts";
import { processorTime } from "./processor-time.ts";
import { writeReport } from "./report.ts";
import { residentMemory } from "./resident-memory.ts";
import { writeProject } from "./shop-project.ts";
import { median, times } from "./timing.ts";

const OWN = fileURLToPath(new URL("../..", import.meta.url));
const PAGE = fileURLToPath(new URL("../../docs/performance.md", import.meta.url));
const SHARED_MEMORY = "/dev/shm";

const { values: options } = parseArgs({
  options: {
    rounds: { type: "string", default: "40" },
    calls: { type: "string", default: "40" },
    against: { type: "string" },
    dry: { type: "boolean", default: false },
  },
});
const rounds = Number.parseInt(options.rounds, 10);
const calls = Number.parseInt(options.calls, 10);

interface Block {
  readonly milliseconds: number;
  /** Microseconds of a call. */
  readonly processor: number;
}

class Server {
  #place = 0;
  readonly #client: LineClient;

  private constructor(client: LineClient) {
    this.#client = client;
  }

  static async start(
    checkout: string,
    { folder, state, file }: { folder: string; state: string; file: string },
  ): Promise<Server> {
    await writeProject(folder, { state, file });
    const args = [join(checkout, "bin/gatehouse.js"), "serve", "--config", join(folder, "gatehouse.yaml")];
    return new Server(await openLineClient(args, { cwd: folder, database: "shop" }));
  }

  async measure(shape: Shape): Promise<Block> {
    const before = await this.#processor();
    const taken = await times(calls, () => {
      const { sql, expected } = newShape(shape, ++this.#place);
      return this.#client.query(sql, expected);
    });
    return { milliseconds: median(taken), processor: ((await this.#processor()) - before) / calls };
  }

  get memory(): Promise<number | null> {
    return residentMemory(this.#client.pid);
  }

  close(): Promise<void> {
    return this.#client.close();
  }

  /** Of the server and of the processes that it started. */
  async #processor(): Promise<number> {
    const { pid } = this.#client;
    const threads = await readdir(`/proc/${pid}/task`);
    const children = await Promise.all(
      threads.map((thread) => readFile(`/proc/${pid}/task/${thread}/children`, "utf8")),
    );
    const all = [pid, ...children.flatMap((text) => text.trim().split(" ").filter(Boolean).map(Number))];
    return (await Promise.all(all.map(processorTime))).reduce<number>((sum, time) => sum + (time ?? 0), 0);
  }
}

async function compare(
  name: string,
  states: string,
  { folder, file }: { folder: string; file: string },
): Promise<readonly string[]> {
  const against = options.against ?? OWN;
  const servers: Server[] = [];
  try {
    for (const [place, checkout] of [OWN, against].entries()) {
      const project = join(folder, `${name}-${place}`);
      const state = states === "" ? join(project, ".gatehouse") : join(states, String(place));
      servers.push(await Server.start(checkout, { folder: project, state, file }));
    }
    for (const server of servers)
      for (const shape of SHAPES) for (let warm = 0; warm < 5; warm++) await server.measure(shape);
    const blocks: Record<Shape, { own: Block; other: Block }[]> = { lookup: [], join: [] };
    for (let round = 0; round < rounds; round++) {
      for (const shape of SHAPES) {
        const measured: Block[] = [];
        for (const place of round % 2 === 0 ? [0, 1] : [1, 0]) {
          const server = servers[place];
          if (server !== undefined) measured[place] = await server.measure(shape);
        }
        const [own, other] = measured;
        if (own !== undefined && other !== undefined) blocks[shape].push({ own, other });
      }
    }
    const memory = await Promise.all(servers.map((server) => server.memory));
    return SHAPES.map((shape) => {
      const of = (pick: (block: Block) => number) => {
        const figures = blocks[shape].map(({ own, other }) => ({ own: pick(own), other: pick(other) }));
        const [mine, others] = [median(figures.map(({ own }) => own)), median(figures.map(({ other }) => other))];
        return { mine, others, ratio: median(figures.map(({ own, other }) => own / other)) };
      };
      const [time, processor] = [of(({ milliseconds }) => milliseconds), of((block) => block.processor / 1_000)];
      const cells = [time, processor].map(
        ({ mine, others, ratio }) => `${mine.toFixed(2)} | ${others.toFixed(2)} | ${ratio.toFixed(2)}`,
      );
      return `| ${shape}, ${name} | ${cells.join(" | ")} | ${memory.map((mib) => mib?.toFixed(0) ?? "").join(" and ")} |`;
    });
  } finally {
    await Promise.all(servers.map((server) => server.close()));
  }
}

const folder = await mkdtemp(join(tmpdir(), "gatehouse-shapes-"));
const memory = existsSync(SHARED_MEMORY) ? await mkdtemp(join(SHARED_MEMORY, "gatehouse-shapes-")) : null;
try {
  const file = join(folder, "shop.db");
  writeShopFile(file);
  const lines = await compare("state on disk", "", { folder, file });
  const further = memory === null ? [] : await compare("state in memory", memory, { folder, file });
  const text = [
    "| a statement of a new shape | p50, ms | the other build | ratio | processor time, ms | the other build | ratio | memory, MiB |",
    "|---|---:|---:|---:|---:|---:|---:|---:|",
    ...lines,
    ...further,
    "",
    `- Medians of ${rounds} alternating blocks of ${calls} calls, and of the blocks' ratios; the processor time is that of the server and its reader. The load of the machine was ${loadavg()[0]?.toFixed(1) ?? "unknown"} at the end.`,
  ].join("\n");
  console.log(text);
  if (!options.dry && options.against !== undefined) await writeReport(PAGE, { text, marker: "npm run bench:shapes" });
} finally {
  await rm(folder, { recursive: true, force: true });
  if (memory !== null) await rm(memory, { recursive: true, force: true });
}
