import { describe, expect, test } from "vitest";
import { approverKeys, decide, enrolled, sampleFiled, sampleText } from "../../../test/support/sample-approval.ts";
import { makeTestKey } from "../../../test/support/ssh-signer.ts";
import { checkDecision } from "./check-decision.ts";
import { countQuorum } from "./count-quorum.ts";

const [alice, bob, dora, spare] = [1, 2, 3, 4].map(() => makeTestKey("ssh-ed25519"));
const touched = makeTestKey("sk-ssh-ed25519@openssh.com");
if (alice === undefined || bob === undefined || dora === undefined || spare === undefined) throw new Error("no keys");
const voters = approverKeys({
  alice: [enrolled(alice), enrolled(spare)],
  bob: [enrolled(bob)],
  dora: [enrolled(dora)],
  carol: [enrolled(touched)],
});
const filed = sampleFiled();
const byBob = sampleFiled({ requester: { ...filed.request.requester, principal: "bob", kind: "human", owner: null } });
const codeOf = (decision: Parameters<typeof checkDecision>[0], of = filed, by = voters) => {
  const checked = checkDecision(decision, { filed: of, approverKeys: by });
  return checked.kind === "refusal" ? checked.code : null;
};

describe("[G-APPROVAL-FOUR-EYES] a decision counts nothing", () => {
  const own = { ...filed.request, quorum: { ...filed.request.quorum, approvers: ["alice", "claude", "dora"] } };
  test.each([
    [
      "by the requester",
      () => codeOf(decide(sampleFiled(own), { key: alice, approver: "claude" }), sampleFiled(own)),
      "approver-excluded",
    ],
    [
      "by the requester's owner",
      () => codeOf(decide(sampleFiled(own), { key: dora, approver: "dora" }), sampleFiled(own)),
      "approver-excluded",
    ],
    [
      "by another name with the owner's key",
      () =>
        codeOf(decide(filed, { key: dora }), filed, approverKeys({ alice: [enrolled(dora)], dora: [enrolled(dora)] })),
      "approver-excluded",
    ],
    [
      "by another name with the requester's key",
      () => codeOf(decide(byBob, { key: bob }), byBob, approverKeys({ alice: [enrolled(bob)], bob: [enrolled(bob)] })),
      "approver-excluded",
    ],
    [
      "under another request's id",
      () => codeOf(decide(filed, { key: alice, request: "01980f00-0000-7000-8000-000000000009" })),
      "decision-invalid",
    ],
    [
      "by somebody who was not asked",
      () => codeOf(decide(filed, { key: alice, approver: "mallory" })),
      "approver-not-asked",
    ],
    ["with somebody else's key", () => codeOf(decide(filed, { key: bob })), "approver-key"],
    [
      "with a key that was removed",
      () => codeOf(decide(filed, { key: alice }), filed, approverKeys({ alice: [enrolled(spare)] })),
      "approver-key",
    ],
    [
      "of another request",
      () => codeOf(decide(sampleFiled({ nonce: "f".repeat(32) }), { key: alice })),
      "decision-invalid",
    ],
    [
      "of another text",
      () => codeOf({ ...decide(filed, { key: alice, decision: "deny" }), text: sampleText(filed) }),
      "signature-invalid",
    ],
    [
      "for another purpose",
      () => codeOf(decide(filed, { key: alice, signing: { namespace: "git" } })),
      "signature-invalid",
    ],
    [
      "after its time",
      () => codeOf(decide(filed, { key: alice, at: "2026-11-21T09:00:00.000001Z" })),
      "approval-expired",
    ],
    [
      "without a signature",
      () => codeOf({ text: sampleText(filed), signature: null }, filed, approverKeys({}, true)),
      "signature-missing",
    ],
    [
      "when the hardware key was not touched",
      () => codeOf(decide(filed, { key: touched, approver: "carol", signing: { flags: 0 } })),
      "signature-invalid",
    ],
  ])("%s", (_, code, expected) => {
    expect(code()).toBe(expected);
  });
});

describe("assurance", () => {
  const sure = sampleFiled({ quorum: { ...filed.request.quorum, assurance: 3 } });

  test("[G-APPROVAL-TOUCHED] a rule that wants a hardware key takes no other, whatever the policy says of it", () => {
    const generous = approverKeys({ alice: [enrolled(alice, { assurance: 2 })], carol: [enrolled(touched)] });
    expect(codeOf(decide(sure, { key: alice }), sure, generous)).toBe("assurance-too-low");
    expect(codeOf(decide(sure, { key: touched, approver: "carol" }), sure, generous)).toBeNull();
  });

  test("a key that has to verify its user does", () => {
    const strict = approverKeys({ carol: [enrolled(touched, { userVerified: true })] });
    expect(codeOf(decide(sure, { key: touched, approver: "carol", signing: { flags: 1 } }), sure, strict)).toBe(
      "assurance-too-low",
    );
    expect(codeOf(decide(sure, { key: touched, approver: "carol", signing: { flags: 5 } }), sure, strict)).toBeNull();
  });

  test("a denial needs a key, not an expensive one", () => {
    expect(codeOf(decide(sure, { key: alice, decision: "deny" }), sure)).toBeNull();
  });

  test("[G-APPROVAL-UNSIGNED] unsigned decisions count where request and policy in force both say so, and nowhere else", () => {
    const lax = sampleFiled({ quorum: { ...filed.request.quorum, assurance: 0, unsigned: true } });
    const decision = { text: sampleText(lax), signature: null };
    expect(codeOf(decision, lax, approverKeys({}, true))).toBeNull();
    expect(codeOf(decision, lax, approverKeys({}, false))).toBe("signature-missing");
    expect(codeOf({ ...decision, text: sampleText(lax, { approver: "dora" }) }, lax, approverKeys({}, true))).toBe(
      "approver-excluded",
    );
    const strict = sampleFiled({ quorum: { ...filed.request.quorum, assurance: 0, unsigned: false } });
    expect(codeOf({ text: sampleText(strict), signature: null }, strict, approverKeys({}, true))).toBe(
      "signature-missing",
    );
  });
});

describe("a quorum", () => {
  const two = sampleFiled({ quorum: { ...filed.request.quorum, count: 2 } });
  const count = (decisions: Parameters<typeof countQuorum>[0], by = voters) =>
    countQuorum(decisions, { filed: two, approverKeys: by });

  test("[G-APPROVAL-QUORUM] counts people, not keys and not signatures", () => {
    const tally = count([
      decide(two, { key: alice }),
      decide(two, { key: spare }),
      decide(two, { key: alice, at: "2026-11-21T08:31:00.000000Z" }),
    ]);
    expect(tally).toMatchObject({ verdict: "pending", missing: 1 });
    expect(count([decide(two, { key: alice }), decide(two, { key: bob, approver: "bob" })])).toMatchObject({
      verdict: "approved",
      missing: 0,
    });
  });

  test("[G-APPROVAL-QUORUM] counts one key once, under however many names", () => {
    const shared = approverKeys({ alice: [enrolled(alice)], bob: [enrolled(alice)] });
    expect(count([decide(two, { key: alice }), decide(two, { key: alice, approver: "bob" })], shared).verdict).toBe(
      "pending",
    );
  });

  test("any valid denial denies, an invalid one does not", () => {
    const approvals = [decide(two, { key: alice }), decide(two, { key: bob, approver: "bob" })];
    expect(count([...approvals, decide(two, { key: touched, approver: "carol", decision: "deny" })]).verdict).toBe(
      "denied",
    );
    const forged = count([...approvals, decide(two, { key: alice, approver: "carol", decision: "deny" })]);
    expect(forged.verdict).toBe("approved");
    expect(forged.discounted.map(({ refusal }) => refusal.code)).toEqual(["approver-key"]);
  });
});
