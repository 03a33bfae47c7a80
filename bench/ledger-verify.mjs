// How long a ledger of many entries takes to verify: all of it by one thread and by as many as there are cores, and from an anchor on.
// node bench/ledger-verify.mjs [--entries 1000000]      (build first: npm run build)

import { mkdtempSync, rmSync, statSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { openLedger } from "../dist/adapters/sqlite-state/ledger/ledger-store.js";
import { verifyFile } from "../dist/adapters/sqlite-state/verify/verify-file.js";
import { nodeNoteCrypto as primitives } from "../dist/adapters/system/note-crypto.js";
import { sampleCall } from "./sample-call.mjs";

const place = process.argv.indexOf("--entries");
const entries = place < 0 ? 1_000_000 : Number(process.argv[place + 1]);
const key = Buffer.alloc(32, 7);
const draftOf = (n) =>
  sampleCall(n, {
    caller: `agent-${n % 7}`,
    session: `0198c0de-0000-7000-8000-${n % 40}`,
    sql: "SELECT id, full_name, email, country FROM customers WHERE id = 4711",
  });

const folder = mkdtempSync(join(tmpdir(), "gatehouse-verify-"));
try {
  const file = join(folder, "ledger.db");
  const ledger = openLedger({
    file,
    server: { instance: "i", version: "0", pid: 1 },
    now: () => Date.now() * 1_000,
    sealingKey: key,
  });
  const began = performance.now();
  let early = null;
  let last = null;
  for (let n = 0; n < entries; n += 256) {
    const receipts = await Promise.all(
      Array.from({ length: Math.min(256, entries - n) }, (_, each) => ledger.append(draftOf(n + each))),
    );
    last = receipts.at(-1);
    if (early === null && n >= entries * 0.99) early = last;
  }
  await ledger.close();
  const filled = (performance.now() - began) / 1_000;
  const lines = [
    `${entries} entries, ${Math.round(statSync(file).size / entries)} bytes each in the file, appended 256 at a time in ${filled.toFixed(0)} s.`,
    "",
    "| | seconds | entries/s |",
    "|---|---:|---:|",
  ];
  const measure = async (name, options) => {
    const claims = [options.anchor ?? last].map(({ size, root }) => ({
      size,
      root: Buffer.from(root, "base64"),
      by: "the anchor",
      weight: "outside",
    }));
    const from = options.anchor?.size ?? 0;
    const start = performance.now();
    const verdict = await verifyFile(file, {
      claims,
      from,
      trust: { logKeys: [], witnessKeys: [] },
      primitives,
      threads: options.threads,
      sealingKey: options.sealed ? key : null,
    });
    if (verdict.kind !== "whole" && verdict.kind !== "whole-to-anchor") throw new Error(JSON.stringify(verdict));
    const seconds = (performance.now() - start) / 1_000;
    lines.push(`| ${name} | ${seconds.toFixed(1)} | ${Math.round((entries - from) / seconds)} |`);
  };
  const cores = availableParallelism();
  await measure("all of it, one thread", { threads: 1 });
  await measure(`all of it, ${cores} threads`, { threads: cores });
  await measure(`all of it and every sealed detail opened, ${cores} threads`, { threads: cores, sealed: true });
  await measure(`the last ${entries - early.size}, from an anchor`, { threads: cores, anchor: early });
  process.stdout.write(`${lines.join("\n")}\n`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
