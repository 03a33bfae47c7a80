// Every way of forging an approval that we know, on two surfaces: given as a decision, and written into the state file, ledger entries
// included, by somebody who has Gatehouse's own code and keys. Neither may lead to a claim, and each leaves a record.

import Database from "better-sqlite3";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { requestPlace } from "../../src/adapters/sqlite-state/approvals/approval-rows.ts";
import { encrypt } from "../../src/adapters/sqlite-state/seal-payload.ts";
import type { ApprovalDecision } from "../../src/core/approvals/approval-decision.ts";
import { describeApproval } from "../../src/core/approvals/approval-entry.ts";
import type { ApprovalRequest, DigestedRequest } from "../../src/core/approvals/approval-request.ts";
import { Failure } from "../../src/core/model/failure.ts";
import { claimApproval } from "../../src/gate/approvals/claim-approval.ts";
import { decideApproval } from "../../src/gate/approvals/decide-approval.ts";
import { readApproval } from "../../src/gate/approvals/move-approval.ts";
import { type OpenPorts, openPorts } from "../support/open-approval-ports.ts";
import { decide, sampleFiled } from "../support/sample-approval.ts";
import { makeTestKey } from "../support/ssh-signer.ts";

const [alice, bob, dora, removed, stranger] = [
  makeTestKey("ssh-ed25519"),
  makeTestKey("ssh-rsa"),
  makeTestKey("ssh-ed25519"),
  makeTestKey("ssh-ed25519"),
  makeTestKey("ssh-ed25519"),
];
const touch = makeTestKey("sk-ssh-ed25519@openssh.com");
const people = { alice: [alice], bob: [bob], carol: [touch], dora: [dora] };
const claim = { owner: "i1", leaseMilliseconds: 30_000 };

let ports: OpenPorts;
beforeEach(() => {
  ports = openPorts(people);
});
afterEach(async () => {
  await ports.close();
});

/** The request as it would have been filed, so that its decisions can be made before it is. */
const honest = (): DigestedRequest => sampleFiled({ policyDigest: ports.policy().bindingDigest });
const edited = (changes: (request: ApprovalRequest) => Partial<ApprovalRequest>): DigestedRequest => {
  const { request } = honest();
  return sampleFiled({ policyDigest: request.policyDigest, ...changes(request) });
};
const sound = (): ApprovalDecision => decide(honest(), { key: alice });

interface Forgery {
  readonly filed: DigestedRequest;
  readonly decision: ApprovalDecision;
}

const FORGERIES: readonly (readonly [string, () => Forgery])[] = [
  [
    "an edited statement",
    () => ({
      filed: edited(({ statement }) => ({ statement: { ...statement, text: "DELETE FROM orders" } })),
      decision: sound(),
    }),
  ],
  [
    "edited parameters",
    () => ({
      filed: edited(({ statement }) => ({ statement: { ...statement, parameters: '["paid"]' } })),
      decision: sound(),
    }),
  ],
  [
    "an edited caller",
    () => ({
      filed: edited(({ requester }) => ({ requester: { ...requester, role: "data-owner" } })),
      decision: sound(),
    }),
  ],
  [
    "an edited preview",
    () => ({ filed: edited(({ effect }) => ({ effect: { ...effect, rowsDigest: "sha256:01" } })), decision: sound() }),
  ],
  [
    "an edited deadline",
    () => ({ filed: edited(() => ({ executeBy: "2027-11-21T10:00:00.000000Z" })), decision: sound() }),
  ],
  [
    "edited approvers",
    () => ({
      filed: edited(({ quorum }) => ({ quorum: { ...quorum, approvers: ["alice", "eve"] } })),
      decision: sound(),
    }),
  ],
  [
    "another request's decision, replayed",
    () => ({ filed: edited(() => ({ nonce: "f".repeat(32) })), decision: sound() }),
  ],
  [
    "an edited decision",
    () => {
      const denial = decide(honest(), { key: alice, decision: "deny" });
      return { filed: honest(), decision: { ...denial, text: denial.text.replace("deny", "approve") } };
    },
  ],
  [
    "an edited approver",
    () => ({ filed: honest(), decision: { ...sound(), text: sound().text.replace("approver alice", "approver bob") } }),
  ],
  [
    "another decision's signature",
    () => ({
      filed: honest(),
      decision: { ...sound(), signature: decide(honest(), { key: bob, approver: "bob" }).signature },
    }),
  ],
  [
    "altered base64",
    () => ({
      filed: honest(),
      decision: { ...sound(), signature: sound().signature?.replace("U1NIU0lH", "U1NI U0lH") ?? null },
    }),
  ],
  ["a key that was removed", () => ({ filed: honest(), decision: decide(honest(), { key: removed }) })],
  ["a key that nobody knows", () => ({ filed: honest(), decision: decide(honest(), { key: stranger }) })],
  ["the requester's owner", () => ({ filed: honest(), decision: decide(honest(), { key: dora, approver: "dora" }) })],
  ["the requester's owner under another name", () => ({ filed: honest(), decision: decide(honest(), { key: dora }) })],
  [
    "a wrong namespace",
    () => ({ filed: honest(), decision: decide(honest(), { key: alice, signing: { namespace: "file" } }) }),
  ],
  [
    "a hardware key that was not touched",
    () => ({ filed: honest(), decision: decide(honest(), { key: touch, approver: "carol", signing: { flags: 4 } }) }),
  ],
  ["no signature", () => ({ filed: honest(), decision: { ...sound(), signature: null } })],
];

async function file(filed: DigestedRequest): Promise<void> {
  await ports.fileSample(filed.request);
}

describe.each(FORGERIES)("%s", (_, forge) => {
  test("[G-APPROVAL-SIGNED] is refused when it is given, and recorded", async () => {
    const { filed, decision } = forge();
    await file(filed);
    const { id } = filed.request;
    expect((await decideApproval(id, decision, ports)).kind).toBe("refusal");
    expect((await readApproval(id, ports))?.progress.state).toBe("pending");
    expect(await claimApproval(id, claim, ports)).toMatchObject({ code: "approval-pending" });
    expect(recorded(id, "approval.refused")).toBe(1);
    await ports.checkEverything();
  });

  test("[G-APPROVAL-COUNTED-AT-EXECUTION] approves nothing when it was written into the state file with entries to match", async () => {
    const { filed, decision } = forge();
    await file(filed);
    const { id } = filed.request;
    const seen = await ports.approvals.read(id);
    if (seen === null) throw new Error("not filed");
    const next = { ...seen.progress, state: "approved" } as const;
    await ports.approvals.move(seen, {
      next,
      entry: describeApproval("approval.decided", { filed, next, decision }),
      decision,
    });
    expect((await readApproval(id, ports))?.progress.state).toBe("approved");
    expect(await claimApproval(id, claim, ports)).toMatchObject({ code: "approval-stale" });
    expect(recorded(id, "approval.stale")).toBe(1);
    await ports.checkEverything();
  });
});

test("and the same without a forgery is claimed", async () => {
  await file(honest());
  const { id } = honest().request;
  expect(await decideApproval(id, sound(), ports)).toMatchObject({ kind: "decided" });
  expect(await claimApproval(id, claim, ports)).toMatchObject({ kind: "claimed" });
});

describe("[G-APPROVAL-ROWS-PROVE-NOTHING] a row that was edited in the state file", () => {
  const approved = `UPDATE approvals SET state = 'approved', progress = json_set(progress, '$.state', 'approved')`;
  test.each([
    ["its state", approved],
    ["its state alone", "UPDATE approvals SET state = 'approved'"],
    ["its version", "UPDATE approvals SET version = version + 1"],
    ["its attempt", "UPDATE approvals SET progress = json_set(progress, '$.attempt', 3)"],
    ["its sealed request", "UPDATE approval_requests SET sealed = zeroblob(64)"],
    ["its request, which is gone", "DELETE FROM approval_requests"],
    ["its id", "UPDATE approvals SET id = '01980f00-0000-7000-8000-000000000002'"],
    ["its progress, which is none", "UPDATE approvals SET progress = '{}'"],
    [
      "its last entry",
      "UPDATE entries SET body = replace(body, '\"pending\"', '\"approved\"') WHERE kind = 'approval.requested'",
    ],
    ["its last entry and its state", `UPDATE entries SET body = replace(body, '"pending"', '"approved"'); ${approved}`],
    ["its entries, which are gone", "DELETE FROM entries WHERE kind = 'approval.requested'"],
  ])("approves nothing: %s", async (what, sql) => {
    await file(honest());
    const database = new Database(ports.file);
    database.exec(sql);
    database.close();
    const id = what === "its id" ? "01980f00-0000-7000-8000-000000000002" : honest().request.id;
    const error = await claimApproval(id, claim, ports).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(Failure);
    expect(error).toMatchObject({ code: "approval-altered" });
  });

  test("approves nothing: its request, sealed anew with the key of the state folder", async () => {
    await file(honest());
    const { id } = honest().request;
    await decideApproval(id, sound(), ports);
    const other = edited(({ statement }) => ({ statement: { ...statement, text: "DELETE FROM orders" } }));
    const { iv, sealed } = encrypt(Buffer.from(other.text, "utf8"), {
      key: ports.keys.approvals,
      place: requestPlace(id),
    });
    const database = new Database(ports.file);
    database.prepare("UPDATE approval_requests SET iv = ?, sealed = ?").run(iv, sealed);
    database.close();
    await expect(claimApproval(id, claim, ports)).rejects.toMatchObject({ code: "approval-altered" });
  });

  test("a denial that was deleted is missed", async () => {
    await file(honest());
    const { id } = honest().request;
    await decideApproval(id, sound(), ports);
    await decideApproval(id, decide(honest(), { key: bob, approver: "bob", decision: "deny" }), ports);
    const database = new Database(ports.file);
    database.exec("DELETE FROM entries WHERE kind = 'approval.revoked'");
    database.exec(`${approved}, version = 2`);
    database.close();
    // The row agrees with what is left; the ledger says that an entry is gone.
    await expect(ports.checkEverything()).rejects.toThrow("altered");
  });
});

function recorded(id: string, kind: string): number {
  const database = new Database(ports.file, { readonly: true });
  const count = database
    .prepare("SELECT count(*) FROM entries WHERE correlation = ? AND kind = ?")
    .pluck()
    .get(id, kind);
  database.close();
  return Number(count);
}
