// What the caller is told when the world fails. The cause stays with us.

import type { Failure, FailureCode } from "../../core/model/failure.ts";
import { type Refusal, type RefusalCode, refuse } from "../../core/model/refusal.ts";

const CODES: Readonly<Record<FailureCode, { readonly code: RefusalCode; readonly remedy: string }>> = {
  "database-unavailable": {
    code: "database-unavailable",
    remedy: "Try again in a moment; if it stays so, ask the operator to run gatehouse check.",
  },
  "session-not-pinned": { code: "database-unavailable", remedy: "Ask the operator to run gatehouse check." },
  "database-busy": { code: "database-busy", remedy: "Try again in a moment." },
  "marker-missing": { code: "write-not-possible", remedy: "Ask the operator to run gatehouse check." },
  cancelled: { code: "cancelled", remedy: "Send the call again if it is still wanted." },
  "ledger-unavailable": {
    code: "ledger-unavailable",
    remedy: "Ask the operator to look at the ledger; nothing is answered without a record.",
  },
  "ledger-unreadable": { code: "ledger-unavailable", remedy: "Ask the operator to run gatehouse ledger verify." },
  "ledger-newer": { code: "ledger-unavailable", remedy: "Ask the operator to update Gatehouse." },
  "ledger-altered": { code: "ledger-unavailable", remedy: "Ask the operator to run gatehouse ledger verify." },
  "approval-altered": { code: "ledger-unavailable", remedy: "Ask the operator to run gatehouse ledger verify." },
  "clock-behind": { code: "ledger-unavailable", remedy: "Ask the operator to set the machine's clock." },
  "signing-failed": { code: "signature-missing", remedy: "Sign with an enrolled SSH key." },
  "witness-unavailable": { code: "internal-error", remedy: "Ask the operator to look at the witnesses of the ledger." },
  "collector-unavailable": { code: "internal-error", remedy: "Ask the operator to look at the ledger's collectors." },
  "policy-invalid": { code: "policy-invalid", remedy: "Ask the operator to run gatehouse check." },
  "config-invalid": { code: "policy-invalid", remedy: "Ask the operator to run gatehouse check." },
  "client-file": { code: "internal-error", remedy: "Ask the operator to run gatehouse connect." },
  "key-missing": { code: "ledger-unavailable", remedy: "Ask the operator to restore the key from a copy." },
  "not-permitted": { code: "internal-error", remedy: "Ask the operator to run gatehouse check." },
  usage: { code: "internal-error", remedy: "Ask the operator to run gatehouse check." },
};

export function refusalOfFailure(failure: Failure): Refusal {
  const { code, remedy } = CODES[failure.code];
  return refuse(code, failure.message, { rule: "environment", remedy });
}

/** A bug: the caller gets an id, the details go where bugs go. */
export function refusalOfBug(id: string): Refusal {
  return refuse("internal-error", `Gatehouse failed on its own callRecord (${id}).`, {
    rule: "internal",
    remedy: "Give this id to the operator, who finds the details in the server's log.",
  });
}
