// One built program on a project of its own, in this process: its writes, with what each costs in trips to PostgreSQL and in commits of the ledger.

import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import pg from "pg";

const ROLES = fileURLToPath(new URL("../policies/roles/", import.meta.url));
/** The rules that ship, without the one that counts what an hour has changed: a benchmark writes more than that. */
const RISK = readFileSync(new URL("../policies/risk.yaml", import.meta.url), "utf8").replace(
  / {2}- id: many-small-writes\n {4}when: .*\n {4}reason: .*\n/,
  "",
);
if (RISK.includes("recent."))
  throw new Error("a rule of policies/risk.yaml still counts what an hour has changed: leave it out here");
const SHOP = (schema) =>
  `relations:\n  ${["orders", "filtered"]
    .map(
      (table) =>
        `${schema}.${table}: { owners: [dora], columns: { id: internal, customer: email, status: public, total: internal, region: public } }`,
    )
    .join("\n  ")}\n`;
const ROWS = (schema) => `{ ${schema}.filtered: "region = caller_attribute('region')" }`;
const WRITES = (schema) =>
  `{ ${schema}.orders: { update: [status, total] }, ${schema}.filtered: { update: [status, total] } }`;

const counted = { trips: 0, commits: 0 };
/** Clients of the benchmark's own. */
export const uncounted = new WeakSet();
const ask = pg.Client.prototype.query;
pg.Client.prototype.query = function query(...args) {
  if (!uncounted.has(this)) counted.trips += 1;
  return ask.apply(this, args);
};

/** `dist` is the folder of a built program; `folder` is where its project is made. PostgreSQL is at `$BENCH_URL`. */
export async function openWriter(dist, { folder, file }) {
  const from = (path) => import(pathToFileURL(join(dist, path)).href);
  const { authenticateConfigured } = await from("entry/wiring/authenticate.js");
  const { openGatehouse } = await from("entry/wiring/open-gatehouse.js");
  const { readProject } = await from("entry/wiring/project.js");
  const { runQuery } = await from("gate/reading/run-query.js");
  const { LedgerAppender } = await from("adapters/sqlite-state/ledger/ledger-append.js");
  for (const name of ["commit", "transact"]) {
    const append = LedgerAppender.prototype[name];
    LedgerAppender.prototype[name] = function counting(...args) {
      counted.commits += 1;
      return append.apply(this, args);
    };
  }
  mkdirSync(join(folder, "policies", "roles"), { recursive: true });
  mkdirSync(join(folder, "policies", "data"), { recursive: true });
  for (const name of readdirSync(ROLES))
    writeFileSync(join(folder, "policies", "roles", name), readFileSync(join(ROLES, name)));
  const files = {
    "policies/risk.yaml": RISK,
    "gatehouse.yaml": `databases:\n  shop: { engine: postgres, url: "\${BENCH_URL}", writes: governed }\n  file: { engine: sqlite, file: ${JSON.stringify(file)}, writes: governed }\ntransport: { stdio: { caller: claude } }\n`,
    "policies/identities.yaml":
      "identities:\n  dora: { kind: human, roles: [data-owner] }\n  olga: { kind: human, roles: [analyst] }\n  claude: { kind: agent, owner: olga, roles: [maintainer], attributes: { region: EU } }\n",
    "policies/data/shop.yaml": `database: shop\n${SHOP("public")}`,
    "policies/data/file.yaml": `database: file\n${SHOP("main")}`,
    "policies/roles/maintainer.yaml": `role: maintainer\ndescription: Changes orders.\nreads: masked\nclasses: { email: token }\nlevels: { public: clear, internal: clear, confidential: redact, restricted: hide }\nrows: { shop: ${ROWS("public")}, file: ${ROWS("main")} }\nwrites: { shop: ${WRITES("public")}, file: ${WRITES("main")} }\n`,
  };
  for (const [path, text] of Object.entries(files)) writeFileSync(join(folder, path), text);
  const { gatehouse, close } = await openGatehouse(await readProject(join(folder, "gatehouse.yaml")), () => undefined);
  const caller = authenticateConfigured({ principal: "claude", role: null, session: "bench" }, gatehouse.policy());
  const context = { caller, gatehouse, cancellation: new AbortController().signal };
  const write = async (database, sql, { parameters, wanted }) => {
    const answer = await runQuery({ database, sql, parameters, reason: null, waitSeconds: 0 }, context);
    if (answer.kind === "refused" || answer.result.status !== wanted) {
      throw new Error(JSON.stringify(answer.kind === "refused" ? answer.refusal : answer.result.status));
    }
  };
  return { write, close };
}

/** Trips and commits since it was asked last. */
export function takeCounts() {
  const taken = { ...counted };
  counted.trips = 0;
  counted.commits = 0;
  return taken;
}
