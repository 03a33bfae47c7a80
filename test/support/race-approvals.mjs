// A process that decides on a request or claims it, many times at once, and says what came of each. Plain Node on the built program.
// Reads {file, sealing, approvals, now, policies, id, jobs: ({decision} | {claim})[]} as JSON from stdin; starts when a second line comes.

import { createInterface } from "node:readline";
import { z } from "zod";
import { openApprovals } from "../../dist/adapters/sqlite-state/approvals/approval-store.js";
import { openLedger } from "../../dist/adapters/sqlite-state/ledger/ledger-store.js";
import { nodeApprovalCrypto } from "../../dist/adapters/system/approval-crypto.js";
import { uuidIds } from "../../dist/adapters/system/system-clock.js";
import { loadPolicy } from "../../dist/core/policy/load/load-policy.js";
import { claimApproval } from "../../dist/gate/approvals/claim-approval.js";
import { decideApproval } from "../../dist/gate/approvals/decide-approval.js";

const taskSchema = z.object({
  file: z.string(),
  sealing: z.string(),
  approvals: z.string(),
  now: z.number(),
  policies: z.array(z.object({ path: z.string(), text: z.string() })),
  id: z.string(),
  jobs: z.array(
    z.union([
      z.object({ decision: z.object({ text: z.string(), signature: z.string().nullable() }) }),
      z.object({ claim: z.string() }),
    ]),
  ),
});

const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
const task = taskSchema.parse(JSON.parse(String((await lines.next()).value)));
const clock = { now: () => task.now, monotonic: () => task.now };
const ledger = openLedger({
  file: task.file,
  server: { instance: String(process.pid), version: "0", pid: process.pid },
  now: clock.now,
  sealingKey: Buffer.from(task.sealing, "hex"),
  patience: 60_000,
});
const approvals = openApprovals(ledger, { key: Buffer.from(task.approvals, "hex"), primitives: nodeApprovalCrypto });
const loaded = loadPolicy(task.policies, { databases: ["shop"], primitives: nodeApprovalCrypto });
if (loaded.kind !== "loaded") throw new Error("the policies do not load");
const { policy } = loaded;
const ports = {
  approvals,
  ledger,
  primitives: nodeApprovalCrypto,
  clock,
  ids: uuidIds,
  policy: () => policy,
  renewPolicy: async () => undefined,
};
await approvals.read(task.id);
process.stdout.write("ready\n");
await lines.next();
const outcomes = await Promise.all(
  task.jobs.map(async (job) => {
    const outcome =
      "decision" in job
        ? await decideApproval(task.id, job.decision, ports)
        : await claimApproval(task.id, { owner: job.claim, leaseMilliseconds: 60_000 }, ports);
    return outcome.kind === "refusal" ? outcome.code : outcome.kind;
  }),
);
process.stdout.write(`${JSON.stringify(outcomes)}\n`);
await ledger.close();
process.exit(0);
