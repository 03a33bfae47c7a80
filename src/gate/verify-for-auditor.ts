// The tool `ledger-verify`: what the ledger is, recomputed, against heads that the auditor kept. Recorded like any call.

import type { Verdict } from "../core/ledger/verdict.ts";
import type { Answer } from "./answer.ts";
import type { CallContext } from "./call-context.ts";
import { identifyRole } from "./identify-role.ts";
import { type Outcome, recordCall } from "./record-call.ts";
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
  return recordCall("ledger-verify", context, async (account): Promise<Outcome<VerifyResult>> => {
    const policy = gatehouse.policy();
    account.policyDigest = policy.digest;
    const role = identifyRole(caller, policy);
    if ("code" in role) return role;
    if (!role.auditsLedger) return refuseLedger(role, "verify");
    account.rule = `role ${role.name}`;
    const verdict = await gatehouse.audit.verify(request.against);
    account.detail = { verdict: verdict.kind, anchors: request.against.length };
    return { kind: "result", rows: 1, truncated: false, result: describe(verdict) };
  });
}

function describe(verdict: Verdict): VerifyResult {
  switch (verdict.kind) {
    case "whole":
      return { ...sizes(verdict), message: "Every entry is what the heads that you gave say." };
    case "whole-to-anchor":
      return {
        ...sizes(verdict),
        message: `The first ${verdict.covered} entries are what the heads that you gave say; the others are consistent only with themselves.`,
      };
    case "self-consistent":
      return {
        ...sizes(verdict),
        message: "The ledger is consistent only with itself; give a head that somebody kept elsewhere to know more.",
      };
    case "altered":
      return {
        verdict: "altered",
        message: verdict.message,
        ...(verdict.index !== null && { index: verdict.index }),
      };
    case "forked":
      return { verdict: "forked", message: verdict.message, size: verdict.size };
  }
}

function sizes({ kind, size, root, covered }: Extract<Verdict, { root: string }>) {
  return { verdict: kind, size, root, covered };
}
