import { describe, expect, it } from "vitest";
import { nodeApprovalCrypto } from "../../adapters/system/approval-crypto.ts";
import type { EntryDraft } from "../../core/ledger/entry/entry-draft.ts";
import { LedgerReceipt } from "../../core/ledger/receipt.ts";
import { Caller } from "../../core/model/caller.ts";
import { Failure } from "../../core/model/failure.ts";
import type { Lock } from "../../core/model/lock.ts";
import { refuse } from "../../core/model/refusal.ts";
import type { Policy } from "../../core/policy/policy.ts";
import { Underway } from "../approvals/underway.ts";
import { GovernanceCache } from "../planning/governance-cache.ts";
import { PlanCache } from "../planning/plan-statement.ts";
import type { Approvals } from "../ports/approvals.ts";
import type { CallContext } from "./call-context.ts";
import { FoldedPolls } from "./folded-polls.ts";
import { LostAnswers } from "./lost-answers.ts";
import { OpenCalls } from "./open-calls.ts";
import { type CallRecord, type DeferredAppend, recordCall } from "./record-call.ts";

const notAsked = (): never => {
  throw new Error("not asked for");
};

const NO_POLICY: Policy = {
  digest: "",
  bindingDigest: "",
  identities: new Map(),
  roles: new Map(),
  data: new Map(),
  risk: {
    rules: [],
    approveWithinSeconds: 1,
    executeWithinSeconds: 1,
    unsigned: false,
    mostPending: 20,
    erasure: { quorum: 1, assurance: 1 },
    undo: { keepSeconds: 1, rows: 0 },
  },
};

const NO_APPROVALS: Approvals = {
  file: notAsked,
  successorOf: notAsked,
  read: notAsked,
  list: notAsked,
  move: notAsked,
  renew: notAsked,
  waitForChange: notAsked,
  readImages: notAsked,
  purgeImages: notAsked,
  head: notAsked,
};

function contextWith(
  append: (draft: EntryDraft) => Promise<LedgerReceipt>,
  locks: readonly Lock[] = [],
): { context: CallContext; bugs: unknown[] } {
  const bugs: unknown[] = [];
  const caller = Caller.authenticated({
    principal: "p",
    kind: "agent",
    owner: "o",
    role: "r",
    method: "configured",
    attributes: {},
    session: "s",
    client: null,
  });
  const context: CallContext = {
    caller,
    cancellation: new AbortController().signal,
    gatehouse: {
      databases: new Map(),
      budgets: { unaskedWrites: notAsked },
      dialect: notAsked,
      policy: () => NO_POLICY,
      renewPolicy: async () => undefined,
      governance: new GovernanceCache(),
      plans: new PlanCache(),
      polls: new FoldedPolls(),
      lostAnswers: new LostAnswers({ monotonic: () => 0 }),
      openCalls: new OpenCalls(),
      underway: new Underway(),
      ledger: {
        append,
        appendUnderLocks: (make) => append(make(locks)),
        head: notAsked,
        locks: async () => [],
        reviewedAt: async () => null,
        breakGlass: async () => [],
        close: async () => undefined,
      },
      approvals: NO_APPROVALS,
      primitives: nodeApprovalCrypto,
      instance: "test",
      hasEnded: () => false,
      audit: { search: notAsked, verify: notAsked },
      keys: {
        pseudonymPads: () => ({ innerPad: new Uint8Array(64), outerPad: new Uint8Array(64) }),
        commit: () => ({ digest: "d", bytes: 2 }),
      },
      clock: { now: () => 0, monotonic: () => 0 },
      turn: async () => undefined,
      ids: { next: () => "id" },
      reportBug: (_, error) => bugs.push(error),
    },
  };
  return { context, bugs };
}

const RECEIPT = LedgerReceipt.durable({ index: 0, size: 1, root: "" });
const result = async () => ({ kind: "result", result: { a: 1 }, rows: 1, truncated: false }) as const;

describe("recordCall()", () => {
  it("releases a result with the receipt of its entry alone [G-LEDGER-BEFORE-RELEASE]", async () => {
    const order: string[] = [];
    const { context } = contextWith(async () => {
      order.push("append");
      return RECEIPT;
    });
    const answer = await recordCall("query", context, result);
    order.push("released");
    expect(answer).toMatchObject({ kind: "released", json: '{"a":1}', receipt: { index: 0 } });
    expect(order).toEqual(["append", "released"]);
  });

  it("releases nothing when the entry cannot be written [G-LEDGER-BEFORE-RELEASE]", async () => {
    const { context } = contextWith(() => Promise.reject(new Failure("ledger-unavailable", "The disk is full.")));
    const answer = await recordCall("query", context, result);
    expect(answer).toMatchObject({ kind: "refused", receipt: null, refusal: { code: "ledger-unavailable" } });
    expect(JSON.stringify(answer)).not.toContain('"a"');
  });

  it("appends through what a write leaves beside it, and refuses a call whose write can no longer be recorded [G-LEDGER-BEFORE-RELEASE]", async () => {
    const codes: (string | null | undefined)[] = [];
    const { context } = contextWith(async (draft) => {
      codes.push(draft.decision?.code);
      return RECEIPT;
    });
    let ended = 0;
    const deferred = (append: DeferredAppend["append"]) => (callRecord: CallRecord) => {
      callRecord.deferred = {
        append,
        end: () => {
          ended += 1;
        },
      };
      return result();
    };
    const other = LedgerReceipt.durable({ index: 7, size: 8, root: "" });
    const together = await recordCall(
      "query",
      context,
      deferred(async (make) => {
        codes.push(make([]).decision?.effect);
        return other;
      }),
    );
    expect(together).toMatchObject({ kind: "released", receipt: { index: 7 } });
    const lost = refuse("ledger-unavailable", "Taken over.", { rule: "r", remedy: "x." });
    expect(
      await recordCall(
        "query",
        context,
        deferred(async () => lost),
      ),
    ).toMatchObject({
      kind: "refused",
      refusal: lost,
      receipt: { index: 0 },
    });
    const failing = () => Promise.reject(new Failure("ledger-unavailable", "The disk is full."));
    expect(await recordCall("query", context, deferred(failing))).toMatchObject({ kind: "refused", receipt: null });
    expect([codes, ended]).toEqual([["allow", "ledger-unavailable"], 3]);
  });

  it("records refusals, failures and bugs like answers, and tells a bug by its id alone [G-LEDGER-EVERY-CALL]", async () => {
    const codes: (string | null | undefined)[] = [];
    const { context, bugs } = contextWith(async (draft) => {
      codes.push(draft.decision?.code);
      return RECEIPT;
    });
    await recordCall("query", context, async () => refuse("unknown-table", "No.", { rule: "r", remedy: "x." }));
    await recordCall("query", context, () => Promise.reject(new Failure("database-unavailable", "Gone.")));
    const bug = await recordCall("query", context, () => Promise.reject(new Error("secret detail")));
    expect(codes).toEqual(["unknown-table", "database-unavailable", "internal-error"]);
    expect(JSON.stringify(bug)).not.toContain("secret detail");
    expect(bugs).toHaveLength(1);
  });

  it("keeps back what a lock finds under way, and records that refusal instead [G-LOCK-IN-FLIGHT]", async () => {
    const drafts: EntryDraft[] = [];
    const { context } = contextWith(
      async (draft) => {
        drafts.push(draft);
        return RECEIPT;
      },
      [{ kind: "caller", name: "o", entry: 3 }],
    );
    const answer = await recordCall("query", context, result);
    expect(answer).toMatchObject({ kind: "refused", refusal: { code: "locked", rule: "lock caller o" } });
    expect(JSON.stringify(answer)).not.toContain('"a"');
    expect(drafts).toMatchObject([{ decision: { effect: "deny", code: "locked" }, result: { rows: 0, digest: null } }]);
  });
});
