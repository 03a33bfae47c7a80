// The tool `ledger-verify`: what the ledger is, recomputed, against heads that the auditor kept. Recorded like any call.

import { describeVerdict } from "../../core/ledger/verify/describe-verdict.ts";
import type { Verdict } from "../../core/ledger/verify/verdict.ts";
import { type Answer, type CallContext, identifyRole, type Outcome, recordCall } from "../calls.ts";
import { refuseLedger } from "./search-ledger.ts";

export interface VerifyRequest {
  /** Heads that left the house: from a tool result's receipt, or a checkpoint. */
  readonly against: readonly { readonly size: number; readonly root: string }[];
}

export interface VerifyResult {
  readonly verdict: Verdict["kind"];
  /** In words, for people. */
  readonly message: string;
  readonly size?: number;
  readonly root?: string;
  /** How many entries, from the first, the heads that were given speak for. */
  readonly covered?: number;
  /** The entry that is wrong. */
  readonly index?: number;
}

export function verifyForAuditor(request: VerifyRequest, context: CallContext): Promise<Answer<VerifyResult>> {
  const { gatehouse, caller } = context;
  return recordCall("ledger-verify", context, async (callRecord): Promise<Outcome<VerifyResult>> => {
    const policy = gatehouse.policy();
    callRecord.policyDigest = policy.digest;
    const role = identifyRole(caller, policy);
    if ("code" in role) return role;
    if (!role.auditsLedger) return refuseLedger(role, "verify");
    callRecord.rule = `role ${role.name}`;
    const verdict = await gatehouse.audit.verify(request.against);
    callRecord.detail = { verdict: verdict.kind, anchors: request.against.length };
    return { kind: "result", rows: 1, truncated: false, result: describe(verdict) };
  });
}

function describe(verdict: Verdict): VerifyResult {
  const message = describeVerdict(verdict);
  switch (verdict.kind) {
    case "whole":
    case "whole-to-anchor":
    case "self-consistent": {
      const { kind, size, root, covered } = verdict;
      return { verdict: kind, message, size, root, covered };
    }
    case "altered":
      return { verdict: "altered", message, ...(verdict.index !== null && { index: verdict.index }) };
    case "forked":
      return { verdict: "forked", message, size: verdict.size };
  }
}
