// What `gatehouse bridge` adds to a call: the same governed lookup over stdio, and over a bridge and a Unix socket, in alternating blocks of
// one run, each server on a project of its own. Prints the median of each, in milliseconds, and what lies between them.
// Usage: npm run bench:bridge [-- --rounds 40]

import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import Database from "better-sqlite3";

const PROGRAM = fileURLToPath(new URL("../bin/gatehouse.js", import.meta.url));
const ROLES = fileURLToPath(new URL("../policies/roles", import.meta.url));
/** Calls of one kind in a row. */
const BLOCK = 25;
const { values: options } = parseArgs({ options: { rounds: { type: "string", default: "40" } } });
const rounds = Number.parseInt(options.rounds, 10);
const folder = mkdtempSync(join(tmpdir(), "gatehouse-bridge-"));

function makeProject(name) {
  const project = join(folder, name);
  mkdirSync(join(project, "policies", "data"), { recursive: true });
  cpSync(ROLES, join(project, "policies", "roles"), { recursive: true });
  const write = (path, text) => writeFileSync(join(project, path), text);
  write(
    "gatehouse.yaml",
    "databases: { shop: { engine: sqlite, file: shop.db } }\ntransport: { stdio: { caller: claude }, http: {} }\n",
  );
  write(
    "policies/identities.yaml",
    "identities:\n  alice: { kind: human, roles: [data-owner] }\n  claude: { kind: agent, owner: alice, roles: [analyst] }\n",
  );
  write(
    "policies/data/shop.yaml",
    "database: shop\nrelations:\n  main.customers: { owners: [alice], columns: { id: internal, email: email } }\n",
  );
  const shop = new Database(join(project, "shop.db"));
  shop.exec("CREATE TABLE customers (id INTEGER PRIMARY KEY, email TEXT)");
  shop.exec(
    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 10000) INSERT INTO customers SELECT i, 'c' || i || '@x.example' FROM n",
  );
  shop.close();
  return project;
}

const started = [];
function start(words, { env = {} } = {}) {
  const child = spawn(process.execPath, [PROGRAM, ...words], {
    env: { PATH: process.env.PATH, ...env },
    stdio: ["pipe", "pipe", "pipe"],
  });
  started.push(child);
  return child;
}

async function connect(child) {
  const waiting = new Map();
  createInterface({ input: child.stdout }).on("line", (line) => {
    const message = JSON.parse(line);
    waiting.get(message.id)?.(message);
  });
  child.stderr.on("data", (data) => process.stderr.write(data));
  let last = 0;
  const ask = (method, params) =>
    new Promise((resolve) => {
      const id = ++last;
      waiting.set(id, resolve);
      child.stdin.write(`${JSON.stringify({ jsonrpc: "2.0", id, method, params })}\n`);
    });
  const client = { protocolVersion: "2025-11-25", capabilities: {}, clientInfo: { name: "bench", version: "1" } };
  await ask("initialize", client);
  child.stdin.write(`${JSON.stringify({ jsonrpc: "2.0", method: "notifications/initialized" })}\n`);
  return async (key) => {
    const name = "query";
    const from = performance.now();
    const { result } = await ask("tools/call", {
      name,
      arguments: { sql: `SELECT id, email FROM customers WHERE id = ${key}` },
    });
    const took = performance.now() - from;
    if (result === undefined || result.isError === true) throw new Error(JSON.stringify(result));
    return took;
  };
}

/** Seconds of processor time so far, in Linux's ticks of a hundredth. */
function processorTime({ pid }) {
  const fields = readFileSync(`/proc/${pid}/stat`, "latin1")
    .replace(/^.*\) /, "")
    .split(" ");
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

const median = (values) => values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)];

try {
  const [one, other] = [makeProject("stdio"), makeProject("bridged")];
  const config = (project) => ["--config", join(project, "gatehouse.yaml")];
  const { stdout: token } = spawnSync(
    process.execPath,
    [PROGRAM, "token", "create", "--as", "claude", ...config(other)],
    {
      encoding: "utf8",
    },
  );
  const socket = join(folder, "gatehouse.sock");
  const server = start(["serve", "--socket", socket, ...config(other)]);
  for await (const data of server.stderr) if (String(data).includes("serving MCP")) break;
  const alone = start(["serve", ...config(one)]);
  const bridge = start(["bridge", "--socket", socket], { env: { GATEHOUSE_TOKEN: token.trim() } });
  const ways = { stdio: await connect(alone), bridge: await connect(bridge) };
  const used = [];
  const took = { stdio: [], bridge: [] };
  for (let round = -2; round < rounds; round++) {
    if (round === 0) used.push(...[alone, server, bridge].map(processorTime));
    for (const [name, ask] of round % 2 === 0 ? Object.entries(ways) : Object.entries(ways).toReversed()) {
      for (let call = 0; call < BLOCK; call++) {
        const milliseconds = await ask(((round + 2) * BLOCK + call) % 10_000);
        if (round >= 0) took[name].push(milliseconds);
      }
    }
  }
  const spent = [alone, server, bridge].map((child, place) => {
    const seconds = processorTime(child) - used[place];
    return ((1_000 * seconds) / (rounds * BLOCK)).toFixed(2);
  });
  const [over, through] = [median(took.stdio), median(took.bridge)];
  console.log(`median of ${took.stdio.length} lookups: stdio ${over.toFixed(3)} ms, bridge ${through.toFixed(3)} ms`);
  console.log(`the bridge adds ${(through - over).toFixed(3)} ms`);
  const [ofStdio, ofServer, ofBridge] = spent;
  console.log(`processor time of a call: stdio ${ofStdio} ms; server ${ofServer} ms and bridge ${ofBridge} ms`);
} finally {
  for (const child of started) {
    child.kill("SIGTERM");
    if (child.exitCode === null) await once(child, "exit");
  }
  rmSync(folder, { recursive: true, force: true });
}
