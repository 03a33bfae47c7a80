// What a durable entry costs, part by part: alone, and as one of sixteen that share a commit. It happens in the server's own process; no other
// takes part. Figures are the machine's; what counts is how they compare in one run.
// npm run bench:ledger-parts [-- --rounds N] [-- --write]

import { randomBytes } from "node:crypto";
import {
  closeSync,
  existsSync,
  fdatasyncSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { cpus, loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import { fileURLToPath } from "node:url";
import { openLedger } from "../dist/adapters/sqlite-state/ledger/ledger-store.js";
import { randomPool } from "../dist/adapters/sqlite-state/random-pool.js";
import { sealPayload } from "../dist/adapters/sqlite-state/seal-payload.js";
import { sha256 } from "../dist/adapters/sqlite-state/sha256.js";
import { chainNext } from "../dist/core/ledger/tree/chain.js";
import { appendSubtree, EMPTY_FRONTIER, frontierRoot, leafHash } from "../dist/core/ledger/tree/merkle.js";
import { SERVER, sampleCall, sampleText } from "./sample-call.mjs";

const PAGE = fileURLToPath(new URL("../docs/performance.md", import.meta.url));
const COMMITS = 300;
const FLIGHTS = [1, 16];
const MEMORY = "/dev/shm";

const option = (name, fallback) => {
  const place = process.argv.indexOf(`--${name}`);
  return place < 0 ? fallback : Number(process.argv[place + 1]);
};
const rounds = option("rounds", 5);

/** As calls of one caller and of one plan are: what they share are the same objects. */
const SHARED = sampleCall(0);
const draftOf = (place) => ({ ...SHARED, correlation: sampleCall(place).correlation });

const random = randomPool();
const key = randomBytes(32);
const SEALED = key.toString("base64");

const textOf = (place) => sampleText(draftOf(place), place, SEALED);
const BODY = textOf(30_000);
const RECORD = Buffer.alloc(1_700, "x");

/** Parts that are the same whoever commits: each gives what is done for one commit of so many entries. */
const COMPUTED = {
  "the text: canonical JSON of what calls do not share": () => {
    let place = 0;
    return (entries) => {
      for (let at = 0; at < entries; at++) textOf(place++);
    };
  },
  "hashes: leaf, chain, tree and its root": () => {
    let chain = sha256();
    let frontier = EMPTY_FRONTIER;
    for (let leaf = 0; leaf < 34_000; leaf++)
      frontier = appendSubtree(frontier, { leaves: 1, root: chain, sha256, completed: () => undefined });
    return (entries) => {
      for (let at = 0; at < entries; at++) {
        const leaf = leafHash(Buffer.from(BODY, "utf8"), sha256);
        chain = chainNext(chain, { leaf, sha256 });
        frontier = appendSubtree(frontier, { leaves: 1, root: leaf, sha256, completed: () => undefined });
      }
      frontierRoot(frontier, sha256);
    };
  },
  "sealing of the statement as it was sent": () => (entries) => {
    for (let at = 0; at < entries; at++)
      sealPayload(JSON.stringify(SHARED.sealed), { key, place: "gatehouse/0|30000", random });
  },
};

const median = (values) => values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)];
const processor = () => {
  const { user, system } = process.cpuUsage();
  return user + system;
};

/** Median microseconds, and the processor's, of `COMMITS` commits. */
async function timed(act) {
  const taken = [];
  const before = processor();
  for (let commit = 0; commit < COMMITS; commit++) {
    const started = performance.now();
    await act();
    taken.push((performance.now() - started) * 1_000);
  }
  return { microseconds: median(taken), processor: (processor() - before) / COMMITS };
}

function timedAtOnce(act) {
  const taken = [];
  for (let commit = 0; commit < COMMITS; commit++) {
    const started = performance.now();
    act();
    taken.push((performance.now() - started) * 1_000);
  }
  return median(taken);
}

async function ledgerIn(folder, entries) {
  const ledger = openLedger({
    file: join(folder, "ledger.db"),
    server: SERVER,
    now: () => Date.now() * 1_000,
    sealingKey: key,
  });
  let place = 0;
  const commit = () => Promise.all(Array.from({ length: entries }, () => ledger.append(draftOf(place++))));
  for (let commits = 0; commits < COMMITS; commits++) await commit(); // a log that has been written before is overwritten in place
  const figures = await timed(commit);
  await ledger.close();
  return figures;
}

function bareFlush(folder) {
  const path = join(folder, "flush");
  const file = openSync(path, "w");
  writeSync(file, Buffer.alloc(RECORD.length * COMMITS));
  fdatasyncSync(file);
  let record = 0;
  const taken = timedAtOnce(() => {
    writeSync(file, RECORD, 0, RECORD.length, RECORD.length * record++);
    fdatasyncSync(file);
  });
  closeSync(file);
  rmSync(path);
  return taken;
}

const found = new Map();
const note = (part, entries, figure) => {
  const name = `${part}|${entries}`;
  found.set(name, [...(found.get(name) ?? []), figure]);
};
for (let round = 0; round <= rounds; round++) {
  for (const entries of FLIGHTS) {
    const figures = {};
    for (const [part, prepare] of Object.entries(COMPUTED)) {
      const act = prepare();
      figures[part] = timedAtOnce(() => act(entries));
    }
    const place = (root) => mkdtempSync(join(root, "gatehouse-parts-"));
    const [onDisk, inMemory] = [place(tmpdir()), existsSync(MEMORY) ? place(MEMORY) : null];
    const disk = await ledgerIn(onDisk, entries);
    figures.disk = disk.microseconds;
    figures.processor = disk.processor;
    figures.memory = inMemory === null ? Number.NaN : (await ledgerIn(inMemory, entries)).microseconds;
    figures.flush = bareFlush(onDisk);
    for (const folder of [onDisk, inMemory]) if (folder !== null) rmSync(folder, { recursive: true });
    if (round > 0) for (const [part, figure] of Object.entries(figures)) note(part, entries, figure);
  }
}

const figure = (part, entries) => median(found.get(`${part}|${entries}`));
const computed = (entries) => Object.keys(COMPUTED).reduce((sum, part) => sum + figure(part, entries), 0);
const row = (name, of) => `| ${name} | ${FLIGHTS.map((entries) => Math.round(of(entries))).join(" | ")} |`;
const text = [
  "| microseconds of a commit | of one entry | of sixteen |",
  "|---|---:|---:|",
  ...Object.keys(COMPUTED).map((part) => row(part, (entries) => figure(part, entries))),
  row(
    "SQLite: tables, index, the commit into a file in memory, the turn of the event loop before it",
    (entries) => figure("memory", entries) - computed(entries),
  ),
  row("the disk: SQLite's pages written and flushed", (entries) => figure("disk", entries) - figure("memory", entries)),
  row("**all of it, until the receipt**", (entries) => figure("disk", entries)),
  row("of it the processor's time", (entries) => figure("processor", entries)),
  row("a record of 1.7 kB overwritten and flushed alone", () => figure("flush", 1)),
  "",
  `- Medians of ${rounds} rounds of ${COMMITS} commits on ${cpus().length} cores (${cpus()[0]?.model ?? "unknown"}), Node ${process.version}; the load of the machine was ${loadavg()[0]?.toFixed(1)} at the end.`,
].join("\n");
console.log(text);
if (process.argv.includes("--write")) {
  const mark = (end) => `<!-- generated by npm run bench:ledger-parts: ${end} -->`;
  const page = readFileSync(PAGE, "utf8");
  const [before, rest] = page.split(mark("begin"));
  const after = rest?.split(mark("end"))[1];
  if (after === undefined) throw new Error("docs/performance.md has no place for the figures");
  writeFileSync(PAGE, `${before}${mark("begin")}\n${text}\n${mark("end")}${after}`);
}
