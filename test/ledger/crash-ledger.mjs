// The long crash test: processes append to one ledger and are killed (SIGKILL) at any moment, round after round. After each round every
// entry that was acknowledged is there, the chain is whole, and the ledger continues what it was a round before.
// Plain Node on the built program: node test/ledger/crash-ledger.mjs [--rounds 1000] [--processes 8]

import { spawn } from "node:child_process";
import { randomInt } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import Database from "better-sqlite3";
import { verifyFile } from "../../dist/adapters/sqlite-state/verify/verify-file.js";
import { nodeNoteCrypto as primitives } from "../../dist/adapters/system/note-crypto.js";

const option = (name, fallback) => {
  const place = process.argv.indexOf(`--${name}`);
  return place < 0 ? fallback : Number(process.argv[place + 1]);
};
const rounds = option("rounds", 1_000);
const processes = option("processes", 8);
const program = fileURLToPath(new URL("../support/append-entries.mjs", import.meta.url));
const key = Buffer.alloc(32, 7);
const folder = mkdtempSync(join(tmpdir(), "gatehouse-crash-"));
const file = join(folder, "ledger.db");
const trust = { logKeys: [], witnessKeys: [] };

let anchor = null;
let acknowledged = 0;
let unacknowledged = 0;
let refused = 0;
try {
  for (let round = 0; round < rounds; round++) {
    const children = Array.from({ length: processes }, (_, place) => startChild(`r${round}p${place}`));
    await Promise.all(children.map(({ started }) => started));
    await sleep(randomInt(1, 60));
    await Promise.all(children.map(({ kill }) => kill()));
    const claims = anchor === null ? [] : [{ ...anchor, by: "the last round", weight: "outside" }];
    const verdict = await verifyFile(file, { claims, from: anchor?.size ?? 0, trust, primitives, sealingKey: key });
    if (verdict.kind === "altered" || verdict.kind === "forked")
      throw new Error(`round ${round}: ${JSON.stringify(verdict)}`);
    acknowledged += checkAcknowledged(children, round);
    refused += children.reduce((sum, child) => sum + child.refused(), 0);
    unacknowledged = verdict.size - acknowledged;
    anchor = { size: verdict.size, root: Buffer.from(verdict.root, "base64") };
    if (process.stderr.isTTY) process.stderr.write(`\rround ${round + 1} of ${rounds}: ${verdict.size} entries`);
  }
  const whole = await verifyFile(file, {
    claims: [{ ...anchor, by: "the last round", weight: "outside" }],
    trust,
    primitives,
    sealingKey: key,
  });
  if (whole.kind !== "whole") throw new Error(JSON.stringify(whole));
  process.stdout.write(
    `${JSON.stringify({ rounds, kills: rounds * processes, entries: whole.size, acknowledged, lost: 0, unacknowledged, refused })}\n`,
  );
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** A child that appends; `started` when it has acknowledged something. */
function startChild(name) {
  const child = spawn(process.execPath, [program, file, key.toString("hex"), name], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  let text = "";
  let errors = "";
  let ended = false;
  let seen = () => undefined;
  const started = new Promise((resolve) => {
    seen = resolve;
    child.once("close", resolve);
  });
  child.once("close", () => {
    ended = true;
  });
  child.stderr.on("data", (chunk) => {
    errors += chunk.toString("utf8");
  });
  child.stdout.on("data", (chunk) => {
    text += chunk.toString("utf8");
    seen();
  });
  return {
    started,
    lines: () => text.split("\n").slice(0, -1),
    /** Appends that were refused, because the file stayed locked. */
    refused: () => {
      const lines = errors.split("\n").filter((line) => line !== "");
      if (lines.some((line) => line !== "refused")) throw new Error(errors);
      return lines.length;
    },
    kill: () =>
      new Promise((resolve, reject) => {
        if (ended) reject(new Error(`a process ended by itself: ${errors}`));
        child.once("close", resolve);
        child.kill("SIGKILL");
      }),
  };
}

/** How many the children were told of; each stands where they were told. */
function checkAcknowledged(children, round) {
  const connection = new Database(file, { readonly: true });
  const find = connection.prepare("SELECT correlation FROM entries WHERE idx = ?").pluck();
  let count = 0;
  for (const line of children.flatMap(({ lines }) => lines())) {
    const [index, name] = line.split(" ");
    if (find.get(Number(index)) !== name)
      throw new Error(`round ${round}: entry ${index} was acknowledged and is lost`);
    count += 1;
  }
  connection.close();
  return count;
}
