// Reading a large ledger: how long the index takes to make, and pages by every kind of filter, beside what a full scan would cost.
// Usage: npm run bench:ledger [-- --entries 100000,1000000] [-- --folder FOLDER] [-- --write]; a ledger in FOLDER is kept and used again.

import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { openLedgerIndex, removeIndex } from "../dist/adapters/sqlite-state/ledger/ledger-index-file.js";
import { openLedgerReader } from "../dist/adapters/sqlite-state/ledger/ledger-reader.js";
import { searchLedger } from "../dist/adapters/sqlite-state/ledger/ledger-search.js";
import { openLedger } from "../dist/adapters/sqlite-state/ledger/ledger-store.js";
import { fitsFilter, readFilter } from "../dist/core/ledger/search/ledger-filter.js";

const PAGE = fileURLToPath(new URL("../docs/performance.md", import.meta.url));
const START = Date.UTC(2026, 0, 1) * 1_000;
const STEP = 300_000; // 0.3 s between entries: ten million are five weeks

const { values: options } = parseArgs({
  options: {
    entries: { type: "string", default: "100000,1000000" },
    folder: { type: "string" },
    write: { type: "boolean", default: false },
  },
});

/** Skewed, and the same in every run. */
function draft(n) {
  const mix = Math.imul(n ^ (n >>> 15), 0x2c1b3c6d) >>> 0;
  const caller = mix % 10 < 6 ? mix % 4 : (mix >>> 8) % 60;
  const table = (mix >>> 4) % 3 === 0 ? (mix >>> 6) % 200 : (mix >>> 6) % 12;
  const denied = mix % 33 === 0;
  const columns = ["id", `email_${table}`, "country", `value_${table}`];
  return {
    kind: "call",
    correlation: `00000000-0000-7000-8000-${String(n).padStart(12, "0")}`,
    caller: {
      principal: n % 100_003 === 77 ? "rare" : `agent-${caller}`,
      role: caller < 30 ? "analyst" : "model-maintainer",
      method: "configured",
      owner: "alice",
    },
    agent: {
      client: caller % 2 === 0 ? "claude-code" : "cursor",
      version: "1.0",
      session: `session-${Math.floor(n / 400)}`,
      model: null,
    },
    tool: mix % 7 === 0 ? "describe-schema" : "query",
    target: { database: caller < 30 ? "shop" : "lab", engine: "postgres" },
    statement: {
      kind: "read",
      fingerprint: String(table).padStart(16, "0"),
      normalised: `SELECT country, count(*) FROM table_${table} WHERE email_${table} = $1 GROUP BY country ORDER BY 2 DESC LIMIT $2`,
      parameters: 2,
    },
    touched: [
      {
        relation: `public.table_${table}`,
        access: "read",
        columns,
        classes: table % 5 === 0 ? ["email", "salary"] : ["email"],
        treatments: { [`email_${table}`]: "token" },
        rowFilter: false,
      },
    ],
    decision: { effect: denied ? "deny" : "allow", rule: "role analyst", code: denied ? "unknown-table" : null },
    result: {
      status: denied ? "refused" : "ok",
      rows: mix % 50,
      bytes: mix % 5000,
      truncated: false,
      sqlstate: null,
      digest: "d".repeat(64),
      microseconds: mix % 9000,
    },
    reason: null,
    policyDigest: "p".repeat(64),
    detail: null,
    sealed: null,
  };
}

const FILTERS = {
  "newest page, no filter": {},
  "one caller (15 %)": { caller: "agent-1" },
  "a rare caller (1 in 100,000)": { caller: "rare" },
  "refusals of one caller": { caller: "agent-1", decision: "deny" },
  "column and class": { column: "public.table_5.value_5", class: "salary" },
  "two words of statements": { text: "table_150 where" },
  "one session in the middle": { session: (n) => `session-${Math.floor(n / 800)}` },
  "one hour in the middle, one tool": {
    tool: "describe-schema",
    since: (n) => at(n / 2),
    until: (n) => at(n / 2 + 12_000),
  },
  "two common terms that never meet": { database: "lab", role: "analyst" },
  "a rare caller on a table it never read": { caller: "rare", table: "public.table_199" },
};

const at = (n) => new Date((START + Math.floor(n) * STEP) / 1_000).toISOString();
const filterOf = (written, size) =>
  readFilter(
    Object.fromEntries(
      Object.entries(written).map(([name, value]) => [name, typeof value === "function" ? value(size) : value]),
    ),
  );

async function fill(file, size) {
  const first = knownSize(file);
  let ticks = first;
  const server = { instance: "bench", version: "0", pid: 1 };
  const ledger = openLedger({ file, server, now: () => START + ticks++ * STEP, sealingKey: new Uint8Array(32) });
  for (let from = first; from < size; from += 256) {
    const count = Math.min(256, size - from);
    await Promise.all(Array.from({ length: count }, (_, place) => ledger.append(draft(from + place))));
    if (from % 100_096 < 256) process.stderr.write(`\rfilled ${from}`);
  }
  await ledger.close();
  if (first < size) process.stderr.write("\r\u001b[K");
}

function knownSize(file) {
  try {
    const reader = openLedgerReader(file);
    try {
      return reader.entries.size();
    } finally {
      reader.close();
    }
  } catch {
    return 0; // there is none yet
  }
}

const median = (values) => values.toSorted((a, b) => a - b)[values.length >> 1];
const time = (work) => {
  const started = performance.now();
  const result = work();
  return { milliseconds: performance.now() - started, result };
};

/** Pages until one is full or there is no more, as the commands do; the milliseconds of all of them. */
function firstPage(filter, at) {
  return time(() => {
    const found = [];
    for (let cursor = null; ; ) {
      const page = searchLedger(filter, { limit: 50 - found.length, descending: true, cursor }, at);
      found.push(...page.entries);
      if (page.next === null || found.length >= 50) return found.length;
      cursor = page.next;
    }
  });
}

function measure(file, size) {
  const indexFile = `${file}.search`;
  removeIndex(indexFile);
  const reader = openLedgerReader(file);
  const { entries } = reader;
  const built = time(() => {
    const index = openLedgerIndex(indexFile, entries);
    while (!index.advance(entries, 16));
    return index;
  });
  const index = built.result;
  const pages = Object.fromEntries(
    Object.entries(FILTERS).map(([name, written]) => {
      const filter = filterOf(written, size);
      const runs = Array.from({ length: 7 }, () => firstPage(filter, { entries, index }));
      return [name, { milliseconds: median(runs.map(({ milliseconds }) => milliseconds)), found: runs[0].result }];
    }),
  );
  const most = Math.min(size, 200_000);
  const nothing = readFilter({ caller: "nobody" });
  const scan = time(() => {
    for (const { record } of entries.range({ from: 0, to: most })) fitsFilter(record, nothing);
  });
  index.close();
  const megabytes = (name) => statSync(name).size / 1_048_576;
  const result = {
    size,
    build: built.milliseconds,
    scan: (scan.milliseconds * size) / most,
    pages,
    ledger: megabytes(file),
    index: megabytes(indexFile),
  };
  reader.close();
  return result;
}

const folder = options.folder ?? mkdtempSync(join(tmpdir(), "gatehouse-bench-"));
mkdirSync(folder, { recursive: true });
const results = [];
try {
  for (const size of options.entries.split(",").map(Number)) {
    const file = join(folder, `ledger-${size}.db`);
    await fill(file, size);
    results.push(measure(file, size));
  }
} finally {
  if (options.folder === undefined) rmSync(folder, { recursive: true, force: true });
}

const show = (value) => (value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2));
const rows = [
  `| | ${results.map(({ size }) => `${size.toLocaleString("en")} entries`).join(" | ")} |`,
  `|---|${results.map(() => "---:|").join("")}`,
  ...Object.keys(FILTERS).map(
    (name) => `| ${name}, ms | ${results.map(({ pages }) => show(pages[name].milliseconds)).join(" | ")} |`,
  ),
  `| reading every entry instead, ms | ${results.map(({ scan }) => show(scan)).join(" | ")} |`,
  `| making the index once, s | ${results.map(({ build }) => show(build / 1_000)).join(" | ")} |`,
  `| ledger / index, MiB | ${results.map(({ ledger, index }) => `${show(ledger)} / ${show(index)}`).join(" | ")} |`,
];
const text = `${rows.join("\n")}\n\n- Medians of 7 on ${cpus().length} cores (${cpus()[0]?.model ?? "unknown"}), Node ${process.version}; a page is the newest 50 that fit.`;
console.log(text);
if (options.write) {
  const mark = (end) => `<!-- generated by npm run bench:ledger: ${end} -->`;
  const page = readFileSync(PAGE, "utf8");
  const [before, rest] = page.split(mark("begin"));
  const after = rest?.split(mark("end"))[1];
  if (after === undefined) throw new Error("docs/performance.md has no place for the figures");
  writeFileSync(PAGE, `${before}${mark("begin")}\n${text}\n${mark("end")}${after}`);
}
