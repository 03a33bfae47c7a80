// Changes every row of a table by the built adapter, and kills itself or its writer process with SIGKILL at a given point.
// Arguments: file, point, milliseconds to wait there. Prints the pending commit, before COMMIT is sent, and how the write ended.

import { execFileSync } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";
import { openSqliteDatabase } from "../../dist/adapters/sqlite/sqlite-database.js";
import { Clearance } from "../../dist/core/approvals/clearance.js";
import { Allow } from "../../dist/core/model/decision.js";
import { sqliteDialect } from "../../dist/core/sql/sqlite/dialect.js";

const [file, request, point, milliseconds] = process.argv.slice(2);
const tell = (fact) => process.stdout.write(`${JSON.stringify(fact)}\n`);

function writers() {
  const listed = execFileSync("ps", ["-o", "pid=,args=", "--ppid", String(process.pid)], { encoding: "utf8" });
  return listed
    .split("\n")
    .filter((line) => line.includes("sqlite-writer-process"))
    .map((line) => Number.parseInt(line, 10));
}

async function dieAt(here) {
  const [whose, where] = point.split(" ");
  if (where !== here) return;
  const strike = () => {
    for (const pid of whose === "server" ? [process.pid] : writers()) process.kill(pid, "SIGKILL");
  };
  if (here === "commit") setTimeout(strike, Number(milliseconds));
  else strike();
  if (here !== "commit") await sleep(50);
}

const database = await openSqliteDatabase({ name: "shop", file, writable: true });
await database.system();
const catalogue = await database.catalogue("now");
const columns = ["id", "v"].map((name) => ({
  column: { name, type: { family: "integer", sql: "integer", label: "integer" } },
  class: null,
  level: "internal",
  treatment: { kind: "clear" },
}));
const relation = { schema: "main", name: "counters" };
const governance = new Map(
  [...catalogue.relations.keys()].map((key) => [key, { relation, columns, rowFilter: null, placement: "base" }]),
);
const allow = Allow.decided("test", { governance, limits: { rows: 10, bytes: 10_000, milliseconds: 20_000 } });
const parsed = sqliteDialect.parse("UPDATE counters SET v = v + 1");
const plan = parsed.analyse(catalogue, { functions: new Set() }).rewriteWrite(allow);
const binding = {
  parameters: [],
  constants: [],
  innerPad: new Uint8Array(64),
  outerPad: new Uint8Array(64),
  attributes: {},
};
async function write() {
  const transaction = await database.begin({ plan, binding, signal: new AbortController().signal });
  if (transaction.kind !== "open") return transaction;
  await dieAt("judge");
  const changed = await transaction.change(Clearance.for(request), { imageRows: 0, observes: false });
  if (changed.kind !== "changed") return changed;
  tell({ pendingCommit: changed.pendingCommit });
  await dieAt("committing");
  void dieAt("commit");
  const ended = await transaction.commit();
  return ended.kind === "committed" ? { kind: "written" } : ended;
}

try {
  const outcome = await write();
  tell({ outcome: outcome.kind, sqlstate: outcome.sqlstate });
} catch (error) {
  tell({ outcome: "failed", code: error.code ?? String(error) });
}
await database.close();
process.exit(0);
