// Somebody else signs off what was opened in an emergency, once it is over. It is read from the ledger's entries, so that it can be done
// whatever became of the request; what does not count is recorded too.

import { isNamedBy } from "../../core/approvals/named-by.ts";
import type { EntryDraft } from "../../core/ledger/entry/entry-draft.ts";
import type { LedgerReceipt } from "../../core/ledger/receipt.ts";
import type { Caller } from "../../core/model/caller.ts";
import { type Refusal, refuse } from "../../core/model/refusal.ts";
import { type BreakGlass, type Finding, isOpen } from "../../core/review/break-glass.ts";
import { checkBreakGlassReview, checkReviewer, formatBreakGlassReview } from "../../core/review/break-glass-review.ts";
import { type ApprovalPorts, refuseUnknownApproval, timeAt } from "../approvals.ts";
import { describeCaller } from "../calls.ts";

export interface ReviewInput {
  /** Id of the request, or its beginning or end. */
  readonly id: string;
  readonly finding: Finding;
  readonly reason: string | null;
}

interface Scope {
  readonly by: Caller;
  readonly ports: ApprovalPorts;
}

/** What there is to sign; a Refusal for who may not, or where it is too early or done already. */
export async function composeBreakGlassReview(
  { id, finding }: Pick<ReviewInput, "id" | "finding">,
  { by, ports }: Scope,
): Promise<{ readonly kind: "composed"; readonly text: string; readonly opening: BreakGlass } | Refusal> {
  const found = (await ports.ledger.breakGlass()).filter(({ request }) => isNamedBy(request, id));
  const [opening, ...others] = found;
  if (opening === undefined || others.length > 0) return refuseUnknownApproval();
  const barred =
    checkReviewer(opening, { reviewer: by.principal, role: by.role, policy: ports.policy() }) ??
    refuseTime(opening, timeAt(ports));
  if (barred !== null) return barred;
  return { kind: "composed", text: formatBreakGlassReview({ opening, finding, reviewer: by.principal }), opening };
}

/** `signature` null: unsigned, which counts where the policies are marked for development alone. */
export async function recordBreakGlassReview(
  input: ReviewInput,
  signature: string | null,
  { by, ports }: Scope,
): Promise<{ readonly kind: "reviewed"; readonly opening: BreakGlass; readonly receipt: LedgerReceipt } | Refusal> {
  const composed = await composeBreakGlassReview(input, { by, ports });
  if (composed.kind === "refusal") return composed;
  const { opening, text } = composed;
  const policy = ports.policy();
  const review = { opening, finding: input.finding, reviewer: by.principal };
  const proof =
    signature === null ? null : checkBreakGlassReview(review, { signature, policy, primitives: ports.primitives });
  if (proof === null && !policy.risk.unsigned) return refuseUnsigned();
  if (proof?.kind === "faulty") {
    const refusal = refuse("signature-invalid", proof.message, {
      rule: "signature",
      remedy: "Print the text again with --print and sign it with ssh-keygen -Y sign -n review@gatehouse.",
    });
    await ports.ledger.append(draftOf(input, { by, ports, opening, refusal }));
    return refusal;
  }
  const signed = proof === null || signature === null ? {} : { signed: text, signature, key: proof.key };
  const detail = { ...signed, assurance: proof?.assurance ?? 0 };
  const receipt = await ports.ledger.append(draftOf(input, { by, ports, opening, detail }));
  return { kind: "reviewed", opening, receipt };
}

interface Draft extends Scope {
  readonly opening: BreakGlass;
  readonly detail?: NonNullable<EntryDraft["detail"]>;
  readonly refusal?: Refusal;
}

function draftOf({ finding, reason }: ReviewInput, { by, ports, opening, detail, refusal }: Draft): EntryDraft {
  const { request, digest } = opening;
  return {
    kind: refusal === undefined ? "break-glass.reviewed" : "approval.refused",
    correlation: refusal === undefined ? ports.ids.next() : request,
    ...describeCaller(by),
    tool: null,
    target: null,
    statement: null,
    touched: [],
    decision:
      refusal === undefined
        ? { effect: "allow", rule: `role ${by.role}`, code: null }
        : { effect: "deny", rule: refusal.rule, code: refusal.code },
    result: null,
    reason,
    policyDigest: ports.policy().digest,
    detail: { request, digest, finding, ...detail },
    sealed: null,
  };
}

function refuseTime(opening: BreakGlass, now: string): Refusal | null {
  if (opening.review !== null) {
    return refuse("decision-repeated", `It was signed off already, by ${opening.review.reviewer}.`, {
      rule: "break-glass",
      remedy: "Nothing needs doing; gatehouse break-glass list --all shows it.",
    });
  }
  if (!isOpen(opening, now)) return null;
  return refuse("approval-running", "It is still open, and is reviewed once it is over.", {
    rule: "break-glass",
    remedy: "Wait for its end, or have it ended: gatehouse break-glass end.",
  });
}

function refuseUnsigned(): Refusal {
  return refuse("signature-missing", "The review is not signed.", {
    rule: "assurance",
    remedy: "Sign the text that --print shows with an enrolled key: ssh-keygen -Y sign -n review@gatehouse.",
  });
}
