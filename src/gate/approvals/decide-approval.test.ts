import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { readEntries } from "../../../test/support/ledger-entries.ts";
import { type OpenPorts, openPorts } from "../../../test/support/open-approval-ports.ts";
import { decide, sampleText } from "../../../test/support/sample-approval.ts";
import { makeTestKey } from "../../../test/support/ssh-signer.ts";
import { cancelApproval } from "./cancel-approval.ts";
import { claimApproval } from "./claim-approval.ts";
import { decideApproval } from "./decide-approval.ts";
import { expireApprovals, moveApproval, readApproval } from "./move-approval.ts";

const [alice, bob, dora] = [makeTestKey("ssh-ed25519"), makeTestKey("ecdsa-sha2-nistp256"), makeTestKey("ssh-ed25519")];
const people = { alice: [alice], bob: [bob], dora: [dora] };
const LATER = "2026-11-21T09:30:00Z";
const claim = { owner: "i1", leaseMilliseconds: 30_000 };
let ports: OpenPorts;

beforeEach(() => {
  ports = openPorts(people);
});
afterEach(async () => {
  await ports.checkEverything();
  await ports.close();
});

const kinds = (id: string): readonly string[] => {
  return readEntries(ports.file)
    .filter(({ correlation }) => correlation === id)
    .map(({ kind }) => kind);
};
const stateOf = async (id: string) => (await readApproval(id, ports))?.progress.state;

describe("deciding", () => {
  test("an approval that makes the quorum approves; the ledger keeps text and signature as they came", async () => {
    const filed = await ports.fileSample();
    const decision = decide(filed, { key: alice });
    const decided = await decideApproval(filed.request.id, decision, ports);
    expect(decided).toMatchObject({
      kind: "decided",
      approval: { progress: { state: "approved" }, decisions: [decision] },
    });
    expect((await ports.approvals.read(filed.request.id))?.decisions).toEqual([decision]);
    expect(kinds(filed.request.id)).toEqual(["approval.requested", "approval.decided"]);
  });

  test("[G-APPROVAL-QUORUM] two people are two: the first leaves it pending, and cannot be the second", async () => {
    const filed = await ports.fileSample({
      quorum: { count: 2, approvers: ["alice", "bob"], assurance: 1, unsigned: false },
    });
    const { id } = filed.request;
    expect(await decideApproval(id, decide(filed, { key: alice }), ports)).toMatchObject({ tally: { missing: 1 } });
    expect(
      await decideApproval(id, decide(filed, { key: alice, at: "2026-11-21T08:40:00.000000Z" }), ports),
    ).toMatchObject({ code: "decision-repeated" });
    expect(await stateOf(id)).toBe("pending");
    expect(await claimApproval(id, claim, ports)).toMatchObject({ code: "approval-pending" });
    expect(await decideApproval(id, decide(filed, { key: bob, approver: "bob" }), ports)).toMatchObject({
      approval: { progress: { state: "approved" } },
    });
    expect(kinds(id)).toEqual(["approval.requested", "approval.decided", "approval.refused", "approval.decided"]);
  });

  test("a denial denies what is pending and revokes what was approved; then nothing can be decided", async () => {
    const [pending, approved] = [await ports.fileSample(), await ports.fileSample()];
    await decideApproval(approved.request.id, decide(approved, { key: alice }), ports);
    for (const [filed, state] of [
      [pending, "denied"],
      [approved, "revoked"],
    ] as const) {
      const { id } = filed.request;
      const denial = decide(filed, { key: bob, approver: "bob", decision: "deny", reason: "Not on a Friday." });
      expect(await decideApproval(id, denial, ports)).toMatchObject({ approval: { progress: { state } } });
      expect(await decideApproval(id, decide(filed, { key: alice }), ports)).toMatchObject({
        code: "approval-decided",
      });
      expect(await claimApproval(id, claim, ports)).toMatchObject({ code: "approval-decided" });
    }
    expect(kinds(approved.request.id)).toEqual([
      "approval.requested",
      "approval.decided",
      "approval.revoked",
      "approval.refused",
    ]);
  });

  test("a decision that does not count changes nothing and is recorded", async () => {
    const filed = await ports.fileSample();
    const { id } = filed.request;
    const before = await ports.approvals.read(id);
    const refused = [
      await decideApproval(id, decide(filed, { key: bob }), ports),
      await decideApproval(id, decide(filed, { key: dora, approver: "dora" }), ports),
      await decideApproval(id, { text: sampleText(filed), signature: null }, ports),
    ];
    expect(refused.map((each) => (each.kind === "refusal" ? each.code : null))).toEqual([
      "approver-key",
      "approver-excluded",
      "signature-missing",
    ]);
    expect(await ports.approvals.read(id)).toEqual(before);
    expect(kinds(id)).toEqual(["approval.requested", "approval.refused", "approval.refused", "approval.refused"]);
    const nowhere = "01980f00-0000-7000-8000-00000000dead";
    expect(await decideApproval(nowhere, decide(filed, { key: alice }), ports)).toMatchObject({
      code: "unknown-approval",
    });
  });

  test("[G-APPROVAL-UNSIGNED] an unsigned decision counts in a policy for development, and the entry says that it is none by a key", async () => {
    await ports.close();
    ports = openPorts(people, { unsigned: true });
    const filed = await ports.fileSample({ quorum: { count: 1, approvers: ["alice"], assurance: 1, unsigned: true } });
    const decided = await decideApproval(filed.request.id, { text: sampleText(filed), signature: null }, ports);
    expect(decided).toMatchObject({ kind: "decided", counted: { assurance: 0, signed: null } });
    const entries = readEntries(ports.file, "approval.decided");
    expect(entries.filter(({ correlation }) => correlation === filed.request.id)).toMatchObject([
      { caller: { principal: "alice", method: "none" }, detail: { assurance: 0 } },
    ]);
  });

  test("[G-APPROVAL-STATES] neither deadline can be passed, and passing it is written down once", async () => {
    const [pending, approved] = [
      await ports.fileSample(),
      await ports.fileSample({ executeBy: "2026-11-21T09:10:00.000000Z" }),
    ];
    await decideApproval(approved.request.id, decide(approved, { key: alice }), ports);
    ports.setTime(LATER);
    expect(await decideApproval(pending.request.id, decide(pending, { key: alice }), ports)).toMatchObject({
      code: "approval-expired",
    });
    expect(await claimApproval(approved.request.id, claim, ports)).toMatchObject({ code: "approval-expired" });
    expect(await expireApprovals(ports)).toBe(0);
    for (const { request } of [pending, approved])
      expect(kinds(request.id).filter((kind) => kind === "approval.expired")).toHaveLength(1);
  });
});

describe("claiming", () => {
  const approvedSample = async () => {
    const filed = await ports.fileSample();
    await decideApproval(filed.request.id, decide(filed, { key: alice }), ports);
    return filed.request.id;
  };

  test("[G-APPROVAL-ONE-CLAIM] an approved request is claimed once, and again only when it was given back", async () => {
    const id = await approvedSample();
    const claimed = await claimApproval(id, claim, ports);
    expect(claimed).toMatchObject({
      kind: "claimed",
      approval: { progress: { state: "executing", attempt: 1, claim: { owner: "i1" } } },
      tally: { verdict: "approved" },
    });
    expect(await claimApproval(id, { ...claim, owner: "i2" }, ports)).toMatchObject({ code: "approval-running" });
    if (claimed.kind !== "claimed") throw new Error("not claimed");
    expect(await moveApproval(claimed.approval, { kind: "release" }, { ports })).toMatchObject({ kind: "moved" });
    expect(await moveApproval(claimed.approval, { kind: "release" }, { ports })).toMatchObject({ kind: "lost" });
    expect(await claimApproval(id, { ...claim, owner: "i2" }, ports)).toMatchObject({
      approval: { progress: { attempt: 2 } },
    });
  });

  test("[G-APPROVAL-COUNTED-AT-EXECUTION] a key that was removed since approves nothing", async () => {
    const id = await approvedSample();
    ports.enrol({ bob: [bob], dora: [dora] });
    expect(await claimApproval(id, claim, ports)).toMatchObject({ code: "approval-stale" });
    expect(await stateOf(id)).toBe("stale");
  });

  test("a key that was added since changes nothing; any other change of the policies makes it stale", async () => {
    const id = await approvedSample();
    ports.enrol({ ...people, bob: [bob, makeTestKey("ssh-ed25519")] });
    expect(await claimApproval(id, claim, ports)).toMatchObject({ kind: "claimed" });
    const [other, approved] = [await ports.fileSample(), await approvedSample()];
    ports.enrol({ ...people, mallory: [] });
    expect(await claimApproval(approved, claim, ports)).toMatchObject({ code: "approval-stale" });
    expect(await stateOf(approved)).toBe("stale");
    expect(await decideApproval(other.request.id, decide(other, { key: alice }), ports)).toMatchObject({
      code: "approval-stale",
    });
    expect(await stateOf(other.request.id)).toBe("stale");
  });

  test("a claim can be put off by its holder alone, and what recovery asks about comes back as it was written", async () => {
    const id = await approvedSample();
    const claimed = await claimApproval(id, claim, ports);
    if (claimed.kind !== "claimed") throw new Error("not claimed");
    const until = "2026-11-21T09:59:00.000000Z";
    expect(await ports.approvals.renew(id, { owner: "i2", attempt: 1, until })).toBe(false);
    expect(await ports.approvals.renew(id, { owner: "i1", attempt: 2, until })).toBe(false);
    expect(await ports.approvals.renew(id, { owner: "i1", attempt: 1, until })).toBe(true);
    const pendingCommit = { xid: "18446744073709551615", system: "73", timeline: 1, pid: 42 };
    const moved = await moveApproval(
      claimed.approval,
      { kind: "commit", pendingCommit, beforeImage: "b1", rows: 3 },
      { ports },
    );
    expect(moved).toMatchObject({ kind: "moved" });
    expect((await ports.approvals.read(id))?.progress).toMatchObject({
      state: "committing",
      pendingCommit,
      beforeImage: "b1",
      rows: 3,
    });
  });
});

test("who asked, or answers for who asked, takes a request back; nobody else", async () => {
  const filed = await ports.fileSample();
  const { id } = filed.request;
  const by = (principal: string) => ({ caller: { principal, role: "", method: "os-user", owner: null }, agent: null });
  expect(await cancelApproval(id, by("alice"), ports)).toMatchObject({ code: "approval-not-yours" });
  expect(await cancelApproval(id, by("dora"), ports)).toMatchObject({ kind: "cancelled" });
  expect(await cancelApproval(id, by("claude"), ports)).toMatchObject({ code: "approval-decided" });
  expect(kinds(id)).toEqual(["approval.requested", "approval.cancelled"]);
});

test("who waits is told of a change, and of nothing when the wait is cancelled", async () => {
  const filed = await ports.fileSample();
  const seen = await ports.approvals.read(filed.request.id);
  if (seen === null) throw new Error("not filed");
  const stopped = new AbortController();
  const idle = ports.approvals.waitForChange(seen, stopped.signal);
  stopped.abort();
  expect(await idle).toEqual(seen);
  const waiting = ports.approvals.waitForChange(seen, new AbortController().signal);
  await decideApproval(filed.request.id, decide(filed, { key: alice }), ports);
  expect((await waiting)?.progress.state).toBe("approved");
});
