// Whether one decision counts: it is about this request, by somebody who may decide on it, and signed with a key that is theirs today.
// Used when a decision is given and again when the request is executed. Text and signature are attacker-controlled.

import { type Refusal, refuse } from "../model/refusal.ts";
import type { ApprovalCrypto } from "./approval-crypto.ts";
import { type ApprovalDecision, type DecisionText, parseDecision } from "./approval-decision.ts";
import type { ApprovalRequest, Assurance, DigestedRequest } from "./approval-request.ts";
import { findKey, holdersOf, type Keyring } from "./ssh/keyring.ts";
import { type SignatureFault, verifySignature } from "./ssh/ssh-signature.ts";

export interface CountedDecision {
  readonly kind: "counted";
  readonly text: DecisionText;
  readonly assurance: Assurance;
  /** Null when it is unsigned. */
  readonly signed: { readonly fingerprint: string; readonly algorithm: string; readonly counter: number | null } | null;
}

/** What decisions are held against. Of the policy in force, now. */
export interface ApproverKeys {
  readonly keyring: Keyring;
  /** The policies are marked for development and let decisions go unsigned. */
  readonly unsigned: boolean;
  readonly primitives: ApprovalCrypto;
}

export function checkDecision(
  decision: ApprovalDecision,
  { filed, approverKeys }: { filed: DigestedRequest; approverKeys: ApproverKeys },
): CountedDecision | Refusal {
  const text = parseDecision(decision.text);
  if (text === null) {
    return refuse("decision-invalid", "The text is not a decision as gatehouse approvals --print writes it.", {
      rule: "decision-text",
      remedy: "Print the text again and sign it unchanged.",
    });
  }
  const { request } = filed;
  if (text.request !== request.id || text.digest !== filed.digest) {
    return refuse("decision-invalid", "The decision was signed for another request.", {
      rule: "decision-text",
      remedy: "Look at this request, print its text and sign that.",
    });
  }
  if (text.at > request.approveBy) {
    return refuse("approval-expired", "The decision was made after the time for it had passed.", {
      rule: "approve-by",
      remedy: "Have it asked for again: a new request gets a new preview.",
    });
  }
  const barred = checkApprover(text.approver, request);
  if (barred !== null) return barred;
  return decision.signature === null
    ? countUnsigned(text, { request, approverKeys })
    : countSigned({ text, signed: decision.text, signature: decision.signature }, { request, approverKeys });
}

/**
 * Null for a principal who may decide on the request, as far as names tell. A break-glass is the one request that who asks signs alone;
 * whether the policies let them is asked beside it, whenever it is counted (check-break-glass.ts).
 */
export function checkApprover(principal: string, request: ApprovalRequest): Refusal | null {
  if (request.kind === "break-glass") return principal === request.requester.principal ? null : refuseNotAsked();
  if (principal === request.requester.principal || principal === request.requester.owner) return refuseOwnRequest();
  return request.quorum.approvers.includes(principal) ? null : refuseNotAsked();
}

function refuseNotAsked(): Refusal {
  return refuse("approver-not-asked", "This request is not theirs to decide.", {
    rule: "approvers",
    remedy: "Leave it to one of its approvers; gatehouse approvals show names them.",
  });
}

function countUnsigned(
  text: DecisionText,
  { request, approverKeys }: { request: ApprovalRequest; approverKeys: ApproverKeys },
): CountedDecision | Refusal {
  if (approverKeys.unsigned && request.quorum.unsigned && request.quorum.assurance <= 1) {
    return { kind: "counted", text, assurance: 0, signed: null };
  }
  return refuse("signature-missing", "The decision is not signed.", {
    rule: "assurance",
    remedy: "Sign it with an SSH key that the policies hold: gatehouse keys enrol.",
  });
}

interface Signed {
  readonly text: DecisionText;
  readonly signed: string;
  readonly signature: string;
}

function countSigned(
  { text, signed, signature }: Signed,
  { request, approverKeys }: { request: ApprovalRequest; approverKeys: ApproverKeys },
): CountedDecision | Refusal {
  const { keyring, primitives } = approverKeys;
  const verified = verifySignature(signature, { message: primitives.utf8(signed), primitives });
  if (verified.kind === "faulty") return refuseSignature(verified.fault);
  const { fingerprint, algorithm, hardware } = verified;
  const { owner, principal } = request.requester;
  const own = holdersOf(keyring, fingerprint).some((holder) => holder === principal || holder === owner);
  if (own && request.kind !== "break-glass") return refuseOwnRequest();
  const enrolled = findKey(keyring, { principal: text.approver, fingerprint });
  if (enrolled === null) {
    return refuse("approver-key", "The policies do not hold this key for this approver.", {
      rule: "keys",
      remedy: "Sign with an enrolled key (gatehouse keys list), or have this one enrolled.",
    });
  }
  const assurance = hardware === null ? enrolled.assurance : 3;
  if (hardware !== null && enrolled.userVerified && !hardware.verified) {
    return refuse("assurance-too-low", "The hardware key did not ask for its PIN or a finger.", {
      rule: "assurance",
      remedy: "Use a key made with ssh-keygen -O verify-required.",
    });
  }
  if (text.decision === "approve" && assurance < request.quorum.assurance) {
    return refuse(
      "assurance-too-low",
      `This request needs assurance ${request.quorum.assurance}, and the key gives ${assurance}.`,
      {
        rule: "assurance",
        remedy:
          request.quorum.assurance === 3
            ? "Sign with a hardware key (sk-ssh-ed25519) and touch it."
            : "Sign with a key that the policies give more assurance.",
      },
    );
  }
  return { kind: "counted", text, assurance, signed: { fingerprint, algorithm, counter: hardware?.counter ?? null } };
}

function refuseOwnRequest(): Refusal {
  return refuse(
    "approver-excluded",
    "Nobody decides on a request of their own, of their agent's, or with a key that is theirs.",
    { rule: "four-viewers", remedy: "Ask one of its approvers; who asked can cancel it." },
  );
}

const FAULTS: Readonly<Record<SignatureFault, string>> = {
  armor: "The signature is not a whole SSH signature in its armor.",
  format: "The signature is malformed.",
  namespace: "The signature was made for another purpose.",
  algorithm: "The signature is of a kind that is not accepted.",
  "not-touched": "The hardware key was not touched.",
  "not-of-this-text": "The signature is not of this text.",
};

function refuseSignature(fault: SignatureFault): Refusal {
  return refuse("signature-invalid", FAULTS[fault], {
    rule: `signature ${fault}`,
    remedy: "Print the text again and sign it with ssh-keygen -Y sign -n approve@gatehouse.",
  });
}
