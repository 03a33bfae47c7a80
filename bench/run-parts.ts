// Where the processor time of a governed lookup goes, part by part: one after the other and 16 in flight, beside the whole of a minimal
// server. The state is in memory: a profile counts what a thread waits for a disk as if it worked. What is measured is the compiled program
// that the bundle is made of, whose files name the parts. Usage: npm run bench:parts [-- --dry]

import { readFile, rm } from "node:fs/promises";
import { loadavg } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { type Profile, partsOf, readProfile } from "./call-parts.ts";
import { type Contender, overStdio, type Session } from "./contender.ts";
import { prepareCompiled } from "./governed.ts";
import { lookUp, lookUpInFlight } from "./measures.ts";
import { processorTime } from "./processor-time.ts";
import { writeReport } from "./report.ts";
import { startShopDatabase } from "./shop-database.ts";
import { median, times } from "./timing.ts";

const SCRATCH = fileURLToPath(new URL("..", import.meta.url));
const PAGE = fileURLToPath(new URL("../../docs/performance.md", import.meta.url));
const MARKER = "npm run bench:parts";
const PROFILE_FILE = join(SCRATCH, "call.cpuprofile");

const LOOKUPS = 300;
const PROFILED = 3_000;
const ROUNDS = 9;
const OTHER_THREADS = "V8: other threads (garbage, compilation)";

const { values: options } = parseArgs({ options: { dry: { type: "boolean", default: false } } });

interface Way {
  readonly name: string;
  ask(session: Session, lookups: number): Promise<unknown>;
}

const WAYS: readonly Way[] = [
  { name: "one after the other", ask: (session, lookups) => times(lookups, () => lookUp(session)) },
  { name: "16 in flight", ask: lookUpInFlight },
];

/** Microseconds of processor time of one lookup: of all threads, and by parts where the server can be profiled. */
interface Measured {
  readonly whole: number;
  readonly parts: ReadonlyMap<string, number>;
}

const database = await startShopDatabase();
let cleanUp = async (): Promise<void> => undefined;
try {
  const { contender: gatehouse, remove } = await prepareCompiled(SCRATCH, { url: database.url, profile: PROFILE_FILE });
  cleanUp = remove;
  const minimal = overStdio("minimal SDK server", {
    command: process.execPath,
    args: [join(SCRATCH, "built/minimal-server.js"), database.url],
    cwd: SCRATCH,
    tool: "query",
  });
  const columns: { readonly name: string; readonly measured: Measured }[] = [];
  for (const contender of [gatehouse, minimal]) {
    for (const way of WAYS) {
      const measured = await measure(contender, { way, profiled: contender !== minimal });
      columns.push({ name: `${contender.name}, ${way.name}`, measured });
    }
  }
  const text = format(columns);
  console.log(text);
  if (!options.dry) await writeReport(PAGE, { text, marker: MARKER });
} finally {
  await database.stop();
  await cleanUp();
}
process.exit(0);

async function measure(contender: Contender, { way, profiled }: { way: Way; profiled: boolean }): Promise<Measured> {
  const session = await contender.start();
  try {
    const { pid } = session;
    if (pid === null) throw new Error("only a server of its own has processor time of its own");
    await way.ask(session, 5 * LOOKUPS);
    const taken: number[] = [];
    const main: number[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      const before = { all: await processorTime(pid), main: await mainThread(pid) };
      await way.ask(session, LOOKUPS);
      taken.push(((await processorTime(pid)) ?? 0) - (before.all ?? 0));
      main.push((await mainThread(pid)) - before.main);
    }
    const whole = median(taken) / LOOKUPS;
    if (!profiled) return { whole, parts: new Map() };
    const ofMain = Math.min(whole, median(main) / LOOKUPS);
    const shares = partsOf(await profile(pid, () => way.ask(session, PROFILED)));
    const parts = new Map([...shares].map(([part, share]) => [part, share * ofMain]));
    return { whole, parts: parts.set(OTHER_THREADS, whole - ofMain) };
  } finally {
    await session.close();
  }
}

async function profile(pid: number, work: () => Promise<unknown>): Promise<Profile> {
  await rm(PROFILE_FILE, { force: true });
  process.kill(pid, "SIGUSR2");
  await work();
  process.kill(pid, "SIGUSR2");
  for (;;) {
    await sleep(50);
    const text = await readFile(PROFILE_FILE, "utf8").catch(() => null);
    if (text !== null) return readProfile(JSON.parse(text));
  }
}

/** Microseconds. */
async function mainThread(pid: number): Promise<number> {
  return Number.parseInt(await readFile(`/proc/${pid}/task/${pid}/schedstat`, "utf8"), 10) / 1_000;
}

function format(columns: readonly { readonly name: string; readonly measured: Measured }[]): string {
  const governed = columns.filter(({ measured }) => measured.parts.size > 0);
  const names = [...new Set(governed.flatMap(({ measured }) => [...measured.parts.keys()]))];
  const [first] = governed;
  names.sort((a, b) => (first?.measured.parts.get(b) ?? 0) - (first?.measured.parts.get(a) ?? 0));
  const row = (name: string, of: (measured: Measured) => number | undefined) =>
    `| ${name} | ${columns.map(({ measured }) => of(measured)?.toFixed(1) ?? "").join(" | ")} |`;
  return [
    `| microseconds of a lookup | ${columns.map(({ name }) => name).join(" | ")} |`,
    `|---|${columns.map(() => "---:").join("|")}|`,
    ...names.map((name) => row(name, ({ parts }) => (parts.size > 0 ? (parts.get(name) ?? 0) : undefined))),
    row("**all of it**", ({ whole }) => whole),
    "",
    `- Processor time of the server's process: medians of ${ROUNDS} rounds of ${LOOKUPS} lookups, shared out by a profile of ${PROFILED} more; load of the machine ${loadavg()[0]?.toFixed(1) ?? "unknown"} at the end.`,
  ].join("\n");
}
