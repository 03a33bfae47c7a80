// Fifty who decide and fifty who claim, in five processes on one state file, all at once.

import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { afterEach, expect, test } from "vitest";
import { z } from "zod";
import { readEntries } from "../support/ledger-entries.ts";
import { type OpenPorts, openPorts, policyFiles } from "../support/open-approval-ports.ts";
import { decide, SAMPLE_REQUEST } from "../support/sample-approval.ts";
import { makeTestKey } from "../support/ssh-signer.ts";

const PROCESSES = 5;
const EACH = 10;
const voters = Array.from({ length: PROCESSES * EACH }, (_, place) => ({
  name: `voter${place}`,
  key: makeTestKey("ssh-ed25519"),
}));
const people = Object.fromEntries(voters.map(({ name, key }) => [name, [key]]));

let ports: OpenPorts;
afterEach(async () => {
  await ports.close();
});

const outcomesSchema = z.array(z.string());

/** Each process is given its jobs, and all of them start when every one of them is ready. */
async function race(id: string, jobs: readonly (readonly object[])[]): Promise<readonly string[]> {
  const racers = jobs.map((mine) => {
    const racer = spawn(process.execPath, ["test/support/race-approvals.mjs"], { stdio: ["pipe", "pipe", "pipe"] });
    const task = {
      file: ports.file,
      sealing: Buffer.from(ports.keys.sealing).toString("hex"),
      approvals: Buffer.from(ports.keys.approvals).toString("hex"),
      now: Date.parse("2026-11-21T08:20:00Z") * 1_000,
      policies: policyFiles(people, {}),
      id,
      jobs: mine,
    };
    racer.stdin.write(`${JSON.stringify(task)}\n`);
    return { racer, lines: createInterface({ input: racer.stdout })[Symbol.asyncIterator](), errors: collect(racer) };
  });
  for (const { lines, errors } of racers) expect((await lines.next()).value, errors()).toBe("ready");
  for (const { racer } of racers) racer.stdin.write("go\n");
  const outcomes: string[] = [];
  for (const { lines, errors } of racers) {
    const line = await lines.next();
    expect(line.done, errors()).toBe(false);
    outcomes.push(...outcomesSchema.parse(JSON.parse(String(line.value))));
  }
  return outcomes;
}

function collect(racer: ChildProcessWithoutNullStreams): () => string {
  let text = "";
  racer.stderr.on("data", (chunk: Buffer) => {
    text += chunk.toString("utf8");
  });
  return () => text;
}

const spread = <T>(all: readonly T[]): readonly (readonly T[])[] =>
  Array.from({ length: PROCESSES }, (_, place) => all.filter((__, index) => index % PROCESSES === place));

const count = (outcomes: readonly string[]): Readonly<Record<string, number>> =>
  outcomes.reduce<Record<string, number>>((all, each) => ({ ...all, [each]: (all[each] ?? 0) + 1 }), {});

test("[G-APPROVAL-ONE-CLAIM] fifty people decide and fifty processes claim at once: one quorum, one claim", async () => {
  ports = openPorts(people);
  const wanted = 20;
  const quorum = { count: wanted, approvers: voters.map(({ name }) => name), assurance: 1, unsigned: false } as const;
  const filed = await ports.fileSample({ quorum });
  const { id } = filed.request;

  const decisions = voters.map(({ name, key }) => ({ decision: decide(filed, { key, approver: name }) }));
  expect(count(await race(id, spread(decisions)))).toEqual({
    decided: wanted,
    "approval-decided": voters.length - wanted,
  });
  const approved = await ports.approvals.read(id);
  expect(approved?.progress.state).toBe("approved");
  expect(approved?.decisions).toHaveLength(wanted);

  const claims = voters.map(({ name }) => ({ claim: name }));
  expect(count(await race(id, spread(claims)))).toEqual({ claimed: 1, "approval-running": voters.length - 1 });
  const claimed = readEntries(ports.file, "write.executing");
  expect(claimed.filter(({ correlation }) => correlation === id)).toHaveLength(1);
  await ports.checkEverything();
});

test("approvals and denials at once come to one end, and what was claimed is never denied", async () => {
  ports = openPorts(people);
  const quorum = { ...SAMPLE_REQUEST.quorum, approvers: voters.map(({ name }) => name) };
  const filed = await ports.fileSample({ quorum });
  const { id } = filed.request;
  const jobs = voters.map(({ name, key }, place) =>
    place % 3 === 0
      ? { claim: name }
      : { decision: decide(filed, { key, approver: name, decision: place % 3 === 1 ? "approve" : "deny" }) },
  );
  const outcomes = count(await race(id, spread(jobs)));
  const state = (await ports.approvals.read(id))?.progress.state;
  expect(["executing", "denied", "revoked"]).toContain(state);
  expect(outcomes["claimed"] ?? 0).toBe(state === "executing" ? 1 : 0);
  expect(outcomes["decided"]).toBe(state === "revoked" ? 2 : 1);
  await ports.checkEverything();
});
