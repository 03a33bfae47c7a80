import { describe, expect, test } from "vitest";
import {
  APPROVAL_STATES,
  type ApprovalEvent,
  type ApprovalState,
  advanceApproval,
  FILED,
  isSettled,
  stateAt,
} from "./approval-state.ts";

const deadlines = { approveBy: "2026-11-21T09:00:00.000000Z", executeBy: "2026-11-21T10:00:00.000000Z" };
const EARLY = "2026-11-21T08:00:00.000000Z";
const BETWEEN = "2026-11-21T09:30:00.000000Z";
const LATE = "2026-11-21T11:00:00.000000Z";
const pendingCommit = { xid: "7", system: "s", timeline: 1, pid: 4 };
const EVENTS: Readonly<Record<ApprovalEvent["kind"], ApprovalEvent>> = {
  approve: { kind: "approve" },
  deny: { kind: "deny" },
  expire: { kind: "expire" },
  cancel: { kind: "cancel" },
  stale: { kind: "stale", why: "rows changed" },
  claim: { kind: "claim", owner: "i1", until: LATE },
  release: { kind: "release" },
  commit: { kind: "commit", pendingCommit, beforeImage: "b1", rows: 3 },
  executed: { kind: "executed" },
  "rolled-back": { kind: "rolled-back", why: "57014" },
  uncertain: { kind: "uncertain", why: "another cluster" },
  retry: { kind: "retry" },
  reconcile: { kind: "reconcile", happened: true },
};

/** The arrows that there are, written out apart from the table. */
const ARROWS: readonly string[] = [
  "pending approve approved",
  "pending deny denied",
  "pending expire expired",
  "pending cancel cancelled",
  "pending stale stale",
  "approved claim executing",
  "approved expire expired",
  "approved cancel cancelled",
  "approved deny revoked",
  "approved stale stale",
  "executing commit committing",
  "executing release approved",
  "executing stale stale",
  "executing rolled-back rolled-back",
  "committing executed executed",
  "committing rolled-back rolled-back",
  "committing uncertain uncertain",
  "rolled-back retry approved",
  "uncertain reconcile reconciled",
];

const step = (state: ApprovalState, event: ApprovalEvent, now: string) =>
  advanceApproval({ ...FILED, state, attempt: 1 }, event, { now, deadlines });

describe("the states of an approval", () => {
  test("[G-APPROVAL-STATES] there is no arrow but these", () => {
    const found = APPROVAL_STATES.flatMap((state) =>
      Object.values(EVENTS).flatMap((event) => {
        const next = step(state, event, event.kind === "expire" ? LATE : EARLY);
        return "state" in next ? [`${state} ${event.kind} ${next.state}`] : [];
      }),
    );
    expect(found.toSorted()).toEqual(ARROWS.toSorted());
  });

  test("[G-APPROVAL-STATES] approve-by and execute-by are enforced", () => {
    expect(step("pending", EVENTS.approve, BETWEEN)).toMatchObject({ code: "approval-expired" });
    expect(step("approved", EVENTS.claim, BETWEEN)).toMatchObject({ state: "executing" });
    expect(step("approved", EVENTS.claim, LATE)).toMatchObject({ code: "approval-expired" });
    expect(step("rolled-back", EVENTS.retry, LATE)).toMatchObject({ code: "approval-expired" });
    expect(step("approved", EVENTS.expire, BETWEEN)).toMatchObject({ code: "approval-pending" });
    expect(stateAt("pending", { now: BETWEEN, deadlines })).toBe("expired");
    expect(stateAt("approved", { now: BETWEEN, deadlines })).toBe("approved");
    expect(stateAt("executed", { now: LATE, deadlines })).toBe("executed");
  });

  test("a claim counts the attempt and forgets the one before; a commit keeps what recovery will ask about", () => {
    const claimed = step("approved", EVENTS.claim, EARLY);
    expect(claimed).toMatchObject({ attempt: 2, claim: { owner: "i1", until: LATE }, pendingCommit: null });
    if (!("state" in claimed)) throw new Error("no claim");
    const committing = advanceApproval(claimed, EVENTS.commit, { now: EARLY, deadlines });
    expect(committing).toMatchObject({
      pendingCommit,
      beforeImage: "b1",
      rows: 3,
      claim: { owner: "i1", until: LATE },
    });
  });

  test("each state that is refused has a code of its own kind", () => {
    const codes = Object.fromEntries(
      APPROVAL_STATES.map((state) => {
        const next = step(state, { kind: "reconcile", happened: true }, EARLY);
        return [state, "code" in next ? next.code : null];
      }),
    );
    expect(codes).toEqual({
      pending: "approval-pending",
      approved: "approval-decided",
      denied: "approval-decided",
      expired: "approval-expired",
      cancelled: "approval-decided",
      revoked: "approval-decided",
      stale: "approval-stale",
      executing: "approval-running",
      committing: "approval-running",
      executed: "approval-decided",
      "rolled-back": "approval-decided",
      uncertain: null,
      reconciled: "approval-decided",
    });
    expect(APPROVAL_STATES.filter(isSettled).length).toBe(7);
  });
});
