// How long a SQLite statement of a new shape is planned (parsed, analysed, decided on and rewritten) in a server that is warm, beside another
// build of Gatehouse: by turns, the medians of the ratios. Usage: npm run build && node bench/planning.mjs CHECKOUT [ROUNDS]; CHECKOUT is built.

import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { newShape, SHAPES, writeShopFile } from "../.bench/built/new-shapes.js";
import { writeProject } from "../.bench/built/shop-project.js";
import { median } from "../.bench/built/timing.js";

const OWN = fileURLToPath(new URL("..", import.meta.url));
const LOOP = fileURLToPath(new URL("planning-loop.mjs", import.meta.url));
const [other = OWN, rounds = "7"] = process.argv.slice(2);
const folder = mkdtempSync(join(tmpdir(), "gatehouse-planning-"));

/** Milliseconds of a planning, by shape. */
async function measure(checkout) {
  const project = join(folder, "project");
  await writeProject(project, { state: "./.gatehouse", file: join(folder, "shop.db") });
  const program = join(checkout, "dist/entry/cli/main.js");
  const args = ["--import", LOOP, program, "serve", "--config", join(project, "gatehouse.yaml")];
  const env = { ...process.env, GATEHOUSE_BENCH_DIST: join(checkout, "dist") };
  const server = spawn(process.execPath, args, { cwd: project, env, stdio: ["pipe", "pipe", "pipe"] });
  const send = (message) => server.stdin.write(`${JSON.stringify({ jsonrpc: "2.0", ...message })}\n`);
  const clientInfo = { name: "gatehouse-benchmark", version: "1.0.0" };
  const { sql } = newShape("lookup", 1);
  send({ id: 1, method: "initialize", params: { protocolVersion: "2025-11-25", capabilities: {}, clientInfo } });
  createInterface({ input: server.stdout }).once("line", () => {
    send({ method: "notifications/initialized" });
    send({ id: 2, method: "tools/call", params: { name: "query", arguments: { database: "shop", sql } } });
  });
  const taken = {};
  for await (const line of createInterface({ input: server.stderr })) {
    const [, shape, milliseconds] = /^planned (\w+): (.*)$/.exec(line) ?? [];
    if (shape !== undefined) taken[shape] = Number(milliseconds);
    if (SHAPES.every((each) => each in taken)) break;
  }
  server.kill("SIGKILL");
  rmSync(project, { recursive: true, force: true });
  return taken;
}

try {
  writeShopFile(join(folder, "shop.db"));
  const pairs = [];
  for (let round = 0; round < Number(rounds); round++) pairs.push([await measure(OWN), await measure(other)]);
  for (const shape of SHAPES) {
    const [own, others] = [0, 1].map((which) => median(pairs.map((pair) => pair[which][shape])));
    const ratio = median(pairs.map(([first, second]) => first[shape] / second[shape]));
    console.log(`${shape}: ${own.toFixed(3)} ms, the other build ${others.toFixed(3)} ms, ratio ${ratio.toFixed(3)}`);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
