// A queue of many requests: the store's list and the whole command, and what one decision and one claim cost.
// Usage: npm run bench:approvals [-- --requests 10000] [-- --write]

import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { describeApproval } from "../dist/core/approvals/approval-entry.js";
import { digestRequest } from "../dist/core/approvals/approval-request.js";
import { FILED } from "../dist/core/approvals/approval-state.js";
import { openApprovalPorts } from "../dist/entry/wiring/terminal/open-approval-ports.js";

const PAGE = fileURLToPath(new URL("../docs/performance.md", import.meta.url));
const MAIN = fileURLToPath(new URL("../bin/gatehouse.js", import.meta.url));
const ROLES = fileURLToPath(new URL("../policies/roles/", import.meta.url));
const ROUNDS = 9;

const { values: options } = parseArgs({
  options: { requests: { type: "string", default: "10000" }, write: { type: "boolean", default: false } },
});
const requests = Number.parseInt(options.requests, 10);
const folder = mkdtempSync(join(tmpdir(), "gatehouse-queue-"));
const config = join(folder, "gatehouse.yaml");
mkdirSync(join(folder, "policies", "roles"), { recursive: true });
writeFileSync(
  config,
  "databases: { shop: { engine: sqlite, file: ./shop.db } }\ntransport: { stdio: { caller: claude } }\n",
);
writeFileSync(
  join(folder, "policies", "identities.yaml"),
  "identities:\n  alice: { kind: human, roles: [data-owner] }\n  dora: { kind: human, roles: [data-owner] }\n  claude: { kind: agent, owner: dora, roles: [model-maintainer] }\n",
);
for (const name of ["data-owner", "model-maintainer", "access-controller", "analyst", "compliance-auditor"]) {
  writeFileSync(join(folder, "policies", "roles", `${name}.yaml`), readFileSync(join(ROLES, `${name}.yaml`)));
}
writeFileSync(
  join(folder, "policies", "roles", "incident-responder.yaml"),
  readFileSync(join(ROLES, "incident-responder.yaml")),
);

/** A request with a sample of ten rows, as a write of a hundred would have it. */
function request(ports, place) {
  const row = { before: ["1", "open", "a note of some length"], after: ["1", "void", "a note of some length"] };
  const sample = { columns: ["id", "status", "note"], rows: Array.from({ length: 10 }, () => row) };
  const at = (minutes) => new Date(Date.now() + minutes * 60_000).toISOString().replace("Z", "000Z");
  return {
    v: 1,
    id: ports.ids.next(),
    nonce: ports.primitives.nonce(),
    kind: "write",
    requester: {
      principal: "claude",
      kind: "agent",
      owner: "dora",
      role: "model-maintainer",
      session: `session-${place % 50}`,
      client: null,
    },
    target: { database: "shop", engine: "sqlite", system: "1" },
    statement: {
      text: `UPDATE orders SET status = 'void' WHERE batch = ${place}`,
      parameters: "[]",
      normalised: "UPDATE orders SET status = $1 WHERE batch = $2",
      fingerprint: "0".repeat(16),
      kind: "update",
    },
    reason: "The batch was entered twice.",
    effect: {
      relations: [
        { relation: "main.orders", verb: "update", rows: 100, columns: ["status"], classes: [], cause: "statement" },
      ],
      rowsDigest: "0".repeat(64),
      catalogueVersion: "1",
      method: "select",
      disturbs: [],
      notPreviewed: [],
      samples: { "data-owner": sample, requester: sample },
    },
    risk: [{ rule: "many-rows", reason: "It changes more than 100 rows." }],
    policyDigest: ports.policy().bindingDigest,
    quorum: { count: 1, approvers: ["alice"], assurance: 1, unsigned: false },
    createdAt: at(0),
    approveBy: at(600),
    executeBy: at(1200),
    undo: "kept",
  };
}

const median = (times) => times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)];
async function time(work) {
  const times = [];
  for (let round = 0; round < ROUNDS; round++) {
    const started = performance.now();
    await work();
    times.push(performance.now() - started);
  }
  return median(times);
}
const command = (...args) => {
  const { status, stderr } = spawnSync(process.execPath, [MAIN, "approvals", ...args, "--config", config], {
    encoding: "utf8",
    maxBuffer: 1 << 28,
  });
  if (status !== 0) throw new Error(stderr);
};

try {
  const { ports, close } = await openApprovalPorts(config);
  const started = performance.now();
  const ids = [];
  for (let place = 0; place < requests; place++) {
    const filed = digestRequest(request(ports, place), ports.primitives);
    await ports.approvals.file(filed, describeApproval("approval.requested", { filed, next: FILED }));
    ids.push(filed.request.id);
  }
  const each = (performance.now() - started) / requests;
  const figures = [
    ["file a request", each],
    ["all of them listed, by the store", await time(() => ports.approvals.list({ states: ["pending"] }, requests))],
    ["a page of 50, by the store", await time(() => ports.approvals.list({ states: ["pending"] }, 50))],
    [
      "a page of 50 for one approver, by the store",
      await time(() => ports.approvals.list({ approver: "alice", states: ["pending"] }, 50)),
    ],
    ["one request read and verified", await time(() => ports.approvals.read(ids[Math.floor(requests / 2)]))],
    ["`gatehouse approvals list --help`: the start of the program", await time(() => command("list", "--help"))],
    ["`gatehouse approvals list`, the whole command", await time(() => command("list"))],
    [
      "`gatehouse approvals list --limit` all of them, the whole command",
      await time(() => command("list", "--limit", String(requests))),
    ],
  ];
  await close();
  const text = [
    `| a queue of ${requests.toLocaleString("en")} requests | ms |`,
    "|---|---:|",
    ...figures.map(([what, figure]) => `| ${what} | ${figure < 10 ? figure.toFixed(2) : figure.toFixed(0)} |`),
    "",
    `- Medians of ${ROUNDS} on ${cpus().length} cores (${cpus()[0]?.model ?? "unknown"}), Node ${process.version}; other work ran beside it.`,
  ].join("\n");
  console.log(text);
  if (options.write) {
    const [begin, end] = ["begin", "end"].map((word) => `<!-- generated by npm run bench:approvals: ${word} -->`);
    const page = readFileSync(PAGE, "utf8");
    const from = page.indexOf(begin);
    if (from < 0) throw new Error(`${PAGE} has no place for it`);
    writeFileSync(PAGE, `${page.slice(0, from)}${begin}\n${text}\n${page.slice(page.indexOf(end))}`);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
