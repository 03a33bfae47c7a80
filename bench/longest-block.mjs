// How long the server's event loop is held up at most by a statement with a list of 10,000 members, on SQLite over stdio.
// Usage: npm run build && node bench/longest-block.mjs [CHECKOUT …]; this one where none is named.

import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { writeShopFile } from "../.bench/built/new-shapes.js";
import { writeProject } from "../.bench/built/shop-project.js";
import { median } from "../.bench/built/timing.js";

const OWN = fileURLToPath(new URL("..", import.meta.url));
const HOOK = fileURLToPath(new URL("report-blocks.mjs", import.meta.url));
const MEMBERS = 10_000;
const WARM = 5;
const CALLS = 25;
const folder = mkdtempSync(join(tmpdir(), "gatehouse-blocks-"));
const wait = () => new Promise((resolve) => setTimeout(resolve, 250));

async function measure(checkout, project) {
  await writeProject(project, { state: "./.gatehouse", file: join(folder, "shop.db") });
  const args = [
    "--import",
    HOOK,
    join(checkout, "bin/gatehouse.js"),
    "serve",
    "--config",
    join(project, "gatehouse.yaml"),
  ];
  const server = spawn(process.execPath, args, { cwd: project, stdio: ["pipe", "pipe", "pipe"] });
  let longest = 0;
  createInterface({ input: server.stderr }).on("line", (line) => {
    longest = Math.max(longest, Number(/^longest block: (.*)$/.exec(line)?.[1] ?? 0));
  });
  const waiting = new Map();
  createInterface({ input: server.stdout }).on("line", (line) => waiting.get(JSON.parse(line).id)?.(line));
  const send = (message) => server.stdin.write(`${JSON.stringify({ jsonrpc: "2.0", ...message })}\n`);
  let count = 0;
  const call = (method, params) =>
    new Promise((resolve) => {
      waiting.set(++count, resolve);
      send({ id: count, method, params });
    });
  const clientInfo = { name: "gatehouse-benchmark", version: "1.0.0" };
  await call("initialize", { protocolVersion: "2025-11-25", capabilities: {}, clientInfo });
  send({ method: "notifications/initialized" });
  const blocks = [];
  for (let place = 0; place < CALLS; place++) {
    await wait();
    longest = 0;
    const members = Array.from({ length: MEMBERS }, (_, member) => member * 7 + place).join(", ");
    const sql = `SELECT id, city AS place_${place} FROM customers WHERE id IN (${members}) LIMIT 5`;
    const line = await call("tools/call", { name: "query", arguments: { database: "shop", sql } });
    if (!line.includes("City")) throw new Error(line.slice(0, 400));
    await wait();
    blocks.push(longest);
  }
  server.kill("SIGKILL");
  return blocks.slice(WARM);
}

try {
  writeShopFile(join(folder, "shop.db"));
  const named = process.argv.slice(2);
  for (const [place, checkout] of (named.length === 0 ? [OWN] : named).entries()) {
    const blocks = await measure(checkout, join(folder, String(place)));
    console.log(`${checkout}: least ${Math.min(...blocks).toFixed(1)} ms, median ${median(blocks).toFixed(1)} ms`);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
