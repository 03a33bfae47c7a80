// Somebody decides on a request: the decision is checked against the policies in force, counted with those before it, and made durable.
// INVARIANT: a decision that does not count changes nothing, and leaves an entry that says why. No tool of MCP leads here.

import { accessUntil } from "../../core/approvals/access-grant.ts";
import type { Approval } from "../../core/approvals/approval.ts";
import { type ApprovalDecision, parseDecision } from "../../core/approvals/approval-decision.ts";
import { describeApproval } from "../../core/approvals/approval-entry.ts";
import { advanceApproval } from "../../core/approvals/approval-state.ts";
import { type ApproverKeys, type CountedDecision, checkDecision } from "../../core/approvals/check-decision.ts";
import { countQuorum, type Tally } from "../../core/approvals/count-quorum.ts";
import { STALE_REASONS } from "../../core/approvals/stale-reasons.ts";
import { administrativeEntry } from "../../core/ledger/entry/administrative-entry.ts";
import type { EntryDraft } from "../../core/ledger/entry/entry-draft.ts";
import type { LedgerReceipt } from "../../core/ledger/receipt.ts";
import { type Refusal, refuse } from "../../core/model/refusal.ts";
import { checkBreakGlass } from "../../core/policy/check/check-break-glass.ts";
import type { Policy } from "../../core/policy/policy.ts";
import type { Moved } from "../ports/approvals.ts";
import { type ApprovalPorts, approverKeysOf, timeAt } from "./approval-ports.ts";
import { moveApproval, readApproval, refuseUnknownApproval } from "./move-approval.ts";
import { refuseOpener } from "./refuse-opener.ts";

export interface Decided {
  readonly kind: "decided";
  readonly approval: Approval;
  readonly counted: CountedDecision;
  readonly tally: Tally;
  readonly receipt: LedgerReceipt;
}

export async function decideApproval(
  id: string,
  decision: ApprovalDecision,
  ports: ApprovalPorts,
): Promise<Decided | Refusal> {
  const outcome = await decide(id, decision, ports);
  if (outcome.kind === "refusal") await recordRefused(id, { decision, refusal: outcome, ports });
  return outcome;
}

async function decide(id: string, decision: ApprovalDecision, ports: ApprovalPorts): Promise<Decided | Refusal> {
  // a denial only ever stops something: policies that have problems do not keep it out
  await ports.renewPolicy(parseDecision(decision.text)?.decision === "deny" ? "glance" : "read");
  for (;;) {
    const policy = ports.policy();
    const approverKeys = approverKeysOf(ports, policy);
    const seen = await readApproval(id, ports);
    if (seen === null) return refuseUnknownApproval();
    const counted = checkDecision(decision, { filed: seen.filed, approverKeys });
    if (counted.kind === "refusal") return counted;
    const barred =
      checkState(seen, { counted, approverKeys, now: timeAt(ports) }) ??
      (await refuseOpening(seen, { counted, ports, policy }));
    if (barred !== null) return barred;
    if (counted.text.decision === "approve" && seen.filed.request.policyDigest !== policy.bindingDigest) {
      const moved = await moveApproval(seen, { kind: "stale", why: STALE_REASONS.policies }, { ports });
      if (moved.kind === "lost") continue;
      return refuseStale();
    }
    const tally = countQuorum([...seen.decisions, decision], { filed: seen.filed, approverKeys });
    const moved = await step(seen, { decision, counted, tally, ports, policy });
    if (moved.kind === "refusal") return moved;
    if (moved.kind === "moved") {
      return { kind: "decided", approval: moved.approval, counted, tally, receipt: moved.receipt };
    }
  }
}

/** Null when this decision can still change something. */
function checkState(
  seen: Approval,
  { counted, approverKeys, now }: { counted: CountedDecision; approverKeys: ApproverKeys; now: string },
): Refusal | null {
  const { filed, progress, decisions } = seen;
  const kind = counted.text.decision;
  const next = advanceApproval(progress, { kind }, { now, deadlines: filed.request });
  if ("code" in next) return next;
  const before = countQuorum(decisions, { filed, approverKeys });
  const again = kind === "approve" && before.approvals.some(({ text }) => text.approver === counted.text.approver);
  if (!again) return null;
  return refuse("decision-repeated", "This person has approved the request already.", {
    rule: "quorum",
    remedy: "The request waits for other people; who changed their mind can deny it.",
  });
}

interface Step {
  readonly decision: ApprovalDecision;
  readonly counted: CountedDecision;
  readonly tally: Tally;
  readonly ports: ApprovalPorts;
  readonly policy: Policy;
}

function step(seen: Approval, { decision, counted, tally, ports, policy }: Step): Promise<Moved | Refusal> {
  const { approver } = counted.text;
  const { requester } = seen.filed.request;
  const by: Pick<EntryDraft, "caller" | "agent"> = {
    caller: {
      principal: approver,
      role: approver === requester.principal ? requester.role : (policy.identities.get(approver)?.roles[0] ?? ""),
      method: counted.signed === null ? "none" : "ssh",
      owner: null,
    },
    agent: null,
  };
  const detail = {
    decision: counted.text.decision,
    assurance: counted.assurance,
    approvals: tally.approvals.length,
    wanted: seen.filed.request.quorum.count,
    ...(counted.signed !== null && { key: counted.signed.fingerprint, algorithm: counted.signed.algorithm }),
    ...(typeof counted.signed?.counter === "number" && { counter: counted.signed.counter }),
  };
  if (tally.verdict !== "pending") {
    const opens = tally.verdict === "approved" ? describeOpening(seen, counted.text.at) : null;
    return moveApproval(
      seen,
      { kind: tally.verdict === "denied" ? "deny" : "approve" },
      { ports, by, decision, detail: { ...detail, ...opens?.detail }, ...(opens !== null && { reason: opens.reason }) },
    );
  }
  const entry = describeApproval("approval.decided", {
    filed: seen.filed,
    next: seen.progress,
    decision,
    ...by,
    detail,
  });
  return ports.approvals.move(seen, { next: seen.progress, entry, decision });
}

/** What the loud entry of a break-glass says besides; null for every other request. */
function describeOpening({ filed }: Approval, at: string) {
  const { access, reason } = filed.request;
  if (access?.opened === undefined) return null;
  const { reader, role, reviewBy } = access.opened;
  return { reason, detail: { reader, readerRole: role, until: accessUntil(at, access.minutes), reviewBy } };
}

/** A break-glass is signed by who opens it: the policies and locks in force say whether they may. Ending one stays possible. */
async function refuseOpening(
  { filed }: Approval,
  { counted, ports, policy }: { counted: CountedDecision; ports: ApprovalPorts; policy: Policy },
): Promise<Refusal | null> {
  if (filed.request.kind !== "break-glass" || counted.text.decision !== "approve") return null;
  return checkBreakGlass(filed.request, policy) ?? refuseOpener(filed.request.requester, ports);
}

export function refuseStale(): Refusal {
  return refuse("approval-stale", "The policies changed since this was asked, so it would not be what was shown.", {
    rule: "approval-state",
    remedy: "Have it asked for again: the new request shows what would happen now.",
  });
}

/** What a forger wrote is not repeated in the ledger, but for the name and the verdict that it claims. */
export async function recordRefused(
  id: string,
  { decision, refusal, ports }: { decision: ApprovalDecision; refusal: Refusal; ports: ApprovalPorts },
): Promise<void> {
  const claimed = parseDecision(decision.text);
  const detail =
    claimed === null ? null : { claimed: claimed.approver, decision: claimed.decision, digest: claimed.digest };
  await ports.ledger.append({
    ...administrativeEntry("approval.refused", { correlation: id, policyDigest: ports.policy().digest, detail }),
    decision: { effect: "deny", rule: refusal.rule, code: refusal.code },
  });
}
