// Appends to a ledger beside a bare durable insert of the same text into SQLite, in one run, rounds interleaved: in sequence, sixteen in
// flight, and eight processes. Figures are the machine's; what counts are the ratios of one run.
// node bench/ledger-append.mjs [--rounds N] [--appends N]      (build first: npm run build)

import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import { fileURLToPath } from "node:url";
import Database from "better-sqlite3";
import { openLedger } from "../dist/adapters/sqlite-state/ledger/ledger-store.js";
import { SERVER, sampleCall, sampleText } from "./sample-call.mjs";

const bodyOf = (place) => sampleText(sampleCall(place), place);

const ledgerAt = (file) =>
  openLedger({
    file,
    server: SERVER,
    now: () => Date.now() * 1_000,
    sealingKey: Buffer.alloc(32, 7),
    patience: 60_000,
  });

function bareAt(file) {
  const connection = new Database(file, { timeout: 60_000 });
  connection.pragma("page_size = 8192");
  connection.pragma("journal_mode = WAL");
  connection.pragma("synchronous = FULL");
  connection.exec("CREATE TABLE IF NOT EXISTS lines (idx INTEGER PRIMARY KEY, body TEXT NOT NULL) STRICT");
  const insert = connection.prepare("INSERT INTO lines (body) VALUES (?)");
  return { insert: (body) => insert.run(body), close: () => connection.close() };
}

/** Each gives the seconds that `appends` took, and the single times where they are of one at a time. */
const WAYS = {
  bare: (file, appends) => {
    const bare = bareAt(file);
    const bodies = Array.from({ length: appends }, (_, place) => bodyOf(place));
    const times = timed(appends, (place) => bare.insert(bodies[place]));
    bare.close();
    return times;
  },
  sequence: async (file, appends) => {
    const ledger = ledgerAt(file);
    await ledger.append(sampleCall(0));
    const times = [];
    for (let place = 1; place <= appends; place++) {
      const before = performance.now();
      await ledger.append(sampleCall(place));
      times.push(performance.now() - before);
    }
    await ledger.close();
    return times;
  },
  sixteen: async (file, appends) => {
    const ledger = ledgerAt(file);
    await ledger.append(sampleCall(0));
    let next = 1;
    const times = [];
    const before = performance.now();
    await Promise.all(
      Array.from({ length: 16 }, async () => {
        for (let place = next++; place <= appends; place = next++) {
          const asked = performance.now();
          await ledger.append(sampleCall(place));
          times.push(performance.now() - asked);
        }
      }),
    );
    const seconds = (performance.now() - before) / 1_000;
    await ledger.close();
    return Object.assign(times, { seconds });
  },
};

function timed(appends, act) {
  const times = [];
  for (let place = 0; place < appends; place++) {
    const before = performance.now();
    act(place);
    times.push(performance.now() - before);
  }
  return times;
}

const program = fileURLToPath(import.meta.url);

/** Eight processes of one way on one file, all at once; the seconds from the first that is ready to the last that is done. */
async function eight(way, file, appends) {
  const children = Array.from({ length: 8 }, () =>
    spawn(process.execPath, [program, "--child", way, file, String(Math.ceil(appends / 8))], {
      stdio: ["pipe", "pipe", "inherit"],
    }),
  );
  await Promise.all(children.map((child) => new Promise((resolve) => child.stdout.once("data", resolve))));
  const before = performance.now();
  await Promise.all(
    children.map((child) => {
      child.stdin.end("go\n");
      return new Promise((resolve, reject) =>
        child.once("close", (code) => (code === 0 ? resolve() : reject(new Error(`${way} failed`)))),
      );
    }),
  );
  return (performance.now() - before) / 1_000;
}

async function runChild(way, file, appends) {
  process.stdout.write("ready\n");
  await new Promise((resolve) => process.stdin.once("data", resolve));
  if (way === "bare") {
    const bare = bareAt(file);
    for (let place = 0; place < appends; place++) bare.insert(bodyOf(place));
    bare.close();
  } else {
    const ledger = ledgerAt(file);
    let next = 0;
    await Promise.all(
      Array.from({ length: 8 }, async () => {
        for (let place = next++; place < appends; place = next++) await ledger.append(sampleCall(place));
      }),
    );
    await ledger.close();
  }
  process.exit(0);
}

const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];

async function measure({ rounds, appends }) {
  const rates = { bare: [], sequence: [], sixteen: [], bareEight: [], eight: [] };
  const latencies = { bare: [], sequence: [], sixteen: [] };
  const folder = mkdtempSync(join(tmpdir(), "gatehouse-append-"));
  try {
    for (let round = 0; round <= rounds; round++) {
      for (const [name, way] of Object.entries(WAYS)) {
        const times = await way(join(folder, `${name}-${round}.db`), appends);
        if (round === 0) continue; // warms up
        const seconds = times.seconds ?? times.reduce((sum, time) => sum + time, 0) / 1_000;
        rates[name].push(appends / seconds);
        latencies[name].push(...times);
      }
      const [bare, ledger] = [
        await eight("bare", join(folder, `bare8-${round}.db`), appends),
        await eight("ledger", join(folder, `ledger8-${round}.db`), appends),
      ];
      if (round === 0) continue;
      rates.bareEight.push(appends / bare);
      rates.eight.push(appends / ledger);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  const row = (name, way, bare) => {
    const rate = median(rates[way]);
    const times = latencies[way] ?? [];
    const at = (part) =>
      times.length === 0 ? "" : times.toSorted((a, b) => a - b)[Math.floor(times.length * part)].toFixed(2);
    return `| ${name} | ${Math.round(rate)} | ${at(0.5)} | ${at(0.99)} | ${(rate / median(rates[bare])).toFixed(2)} |`;
  };
  process.stdout.write(
    [
      "| | appends/s | p50 ms | p99 ms | of the bare insert |",
      "|---|---:|---:|---:|---:|",
      row("bare insert, one after the other", "bare", "bare"),
      row("ledger, one after the other", "sequence", "bare"),
      row("ledger, 16 in flight", "sixteen", "bare"),
      row("bare insert, eight processes", "bareEight", "bareEight"),
      row("ledger, eight processes, 8 in flight each", "eight", "bareEight"),
      "",
    ].join("\n"),
  );
}

const option = (name, fallback) => {
  const place = process.argv.indexOf(`--${name}`);
  return place < 0 ? fallback : Number(process.argv[place + 1]);
};

if (process.argv[2] === "--child") await runChild(process.argv[3], process.argv[4], Number(process.argv[5]));
else await measure({ rounds: option("rounds", 5), appends: option("appends", 2_000) });
