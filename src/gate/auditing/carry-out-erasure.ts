// Carries out an erasure that people approved: once, of what was asked for and no more. The signatures are counted anew.
// A crash after the erasure and before the request says so leaves an erasure that is done and recorded: carried out again, it finds nothing.

import { NOTHING_TO_COMMIT } from "../../core/approvals/approval-state.ts";
import { administrativeEntry } from "../../core/ledger/entry/administrative-entry.ts";
import { readErasureChoice } from "../../core/ledger/erasure.ts";
import { type Refusal, refuse } from "../../core/model/refusal.ts";
import { type ApprovalPorts, claimApproval, moveApproval, readApproval, refuseUnknownApproval } from "../approvals.ts";
import type { Erasures } from "../ports/erasures.ts";

export interface ErasureDone {
  readonly kind: "executed";
  /** Entries that lost what was sealed aside. */
  readonly rows: number;
}

interface Around {
  readonly ports: ApprovalPorts;
  readonly erasures: Erasures;
  /** This process: who holds its claims. */
  readonly instance: string;
  /** The account of the operating system that runs it. */
  readonly account: string;
}

const LEASE_MILLISECONDS = 600_000;

export async function carryOutErasure(id: string, around: Around): Promise<ErasureDone | Refusal> {
  const { ports, erasures, instance, account } = around;
  const seen = await readApproval(id, ports);
  if (seen?.filed.request.kind !== "erase") return refuseUnknownApproval();
  const choice = readErasureChoice(seen.filed.request.statement.parameters);
  const claimed = await claimApproval(id, { owner: instance, leaseMilliseconds: LEASE_MILLISECONDS }, ports);
  if (claimed.kind === "refusal") return claimed;
  const { requester, reason, policyDigest } = seen.filed.request;
  const approvers = claimed.tally.approvals.map(({ text }) => text.approver).join(" ");
  const erased = await erasures.erase(choice, ({ entries, keys, requests }, { ...part }) =>
    administrativeEntry("erasure", {
      correlation: ports.ids.next(),
      policyDigest,
      detail: { ...part, reason, entries, keys, requests, request: id, asked: requester.principal, approvers, account },
    }),
  );
  const rows = erased?.entries ?? 0;
  const committing = await moveApproval(
    claimed.approval,
    { kind: "commit", pendingCommit: NOTHING_TO_COMMIT, beforeImage: null, rows },
    { ports },
  );
  if (committing.kind === "moved") await moveApproval(committing.approval, { kind: "executed" }, { ports });
  if (erased !== null) return { kind: "executed", rows };
  return refuse("approval-decided", "There is nothing left of what was to be erased.", {
    rule: "erasure",
    remedy: "Nothing needs doing; gatehouse ledger list --kind erasure shows what was erased.",
  });
}
