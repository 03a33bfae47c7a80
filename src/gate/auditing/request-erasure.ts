// Asks people to let what the ledger keeps sealed aside be erased: a request like any other, decided on by signatures of others.
// INVARIANT: what the request and its entries say of a data subject is a keyed digest; the value stays with who gave it.

import { describeApproval } from "../../core/approvals/approval-entry.ts";
import { type DigestedRequest, digestRequest } from "../../core/approvals/approval-request.ts";
import { FILED } from "../../core/approvals/approval-state.ts";
import { hexDigest } from "../../core/approvals/hex-digest.ts";
import type { ErasureChoice } from "../../core/ledger/erasure.ts";
import type { Caller } from "../../core/model/caller.ts";
import { type Refusal, refuse } from "../../core/model/refusal.ts";
import { nameApprovers } from "../../core/policy/decide/name-approvers.ts";
import type { Policy } from "../../core/policy/policy.ts";
import { type ApprovalPorts, requesterOf, timeAt } from "../approvals.ts";
import { describeCaller } from "../calls.ts";

export interface ErasureInput {
  /** With `upTo`, or with `which`: what comes later is not meant. */
  readonly choice: ErasureChoice;
  /** How many entries it names now. */
  readonly entries: number;
  /** Keyed digest of the data subject that `which` was found by; null for none. */
  readonly subject: string | null;
  /** In the words of who asks; free of values. */
  readonly reason: string;
  /** Identity of the ledger. */
  readonly origin: string;
}

/** Where other requests have a database: no database can have this name. */
const LEDGER = "(ledger)";

export async function fileErasure(
  input: ErasureInput,
  { caller, ports }: { caller: Caller; ports: ApprovalPorts },
): Promise<DigestedRequest | Refusal> {
  const { choice, entries, origin, reason } = input;
  const policy = ports.policy();
  const { risk } = policy;
  const approvers = approversOf(choice, { caller, policy });
  if (approvers.length < risk.erasure.quorum) return refuseWithoutApprovers(risk.erasure.quorum);
  const text = describe(input);
  const filed = digestRequest(
    {
      v: 1,
      id: ports.ids.next(),
      nonce: ports.primitives.nonce(),
      kind: "erase",
      requester: requesterOf(caller),
      target: { database: LEDGER, engine: "sqlite", system: origin },
      statement: {
        text,
        parameters: JSON.stringify([choice]),
        normalised: text,
        fingerprint: hexDigest(text, ports.primitives),
        kind: "erase",
      },
      reason,
      effect: {
        relations: [
          { relation: "ledger.details", verb: "delete", rows: entries, columns: [], classes: [], cause: "statement" },
        ],
        rowsDigest: "",
        catalogueVersion: "",
        method: "select",
        disturbs: [],
        notPreviewed: [],
        samples: {},
      },
      risk: [{ rule: "erasure", reason: "What was sent word for word can no longer be shown to anybody." }],
      policyDigest: policy.bindingDigest,
      quorum: {
        count: risk.erasure.quorum,
        approvers,
        assurance: risk.unsigned ? 0 : risk.erasure.assurance,
        unsigned: risk.unsigned,
      },
      createdAt: timeAt(ports),
      approveBy: timeAt(ports, risk.approveWithinSeconds * 1_000),
      executeBy: timeAt(ports, (risk.approveWithinSeconds + risk.executeWithinSeconds) * 1_000),
      undo: "none",
    },
    ports.primitives,
  );
  await ports.approvals.file(
    filed,
    describeApproval("approval.requested", { filed, next: FILED, ...describeCaller(caller) }),
  );
  return filed;
}

function describe({ choice, entries, subject }: ErasureInput): string {
  const { before, caller, entry, upTo } = choice;
  return [
    `erase what is sealed aside for ${entries} ${entries === 1 ? "entry" : "entries"}`,
    ...(subject === null ? [] : [`that name the data subject ${subject}`]),
    ...(before === undefined ? [] : [`before ${before}`]),
    ...(caller === undefined ? [] : [`of ${caller}`]),
    ...(entry === undefined ? [] : [`which is entry ${entry}`]),
    ...(upTo === undefined ? [] : [`among the first ${upTo} entries`]),
  ].join(", ");
}

/** Nobody decides that the trace of their own calls, or of their agents', goes. */
function approversOf(
  { caller: about }: ErasureChoice,
  { caller, policy }: { caller: Caller; policy: Policy },
): readonly string[] {
  const requester = { principal: caller.principal, owner: caller.owner };
  const owner = policy.identities.get(about ?? "")?.owner;
  return nameApprovers(policy, { requester, what: "erasures", database: LEDGER, relations: [] }).filter(
    (name) => name !== about && name !== owner,
  );
}

function refuseWithoutApprovers(count: number): Refusal {
  return refuse("erasure-not-possible", `An erasure needs ${count} who approve it, and the policies name too few.`, {
    rule: "approvers",
    remedy:
      "Have the operator give a person, neither who asks nor whose calls it is about, a role with `approves: [erasures]`.",
  });
}
