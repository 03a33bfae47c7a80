// What an auditor signs to sign off a review: a short plain text that binds the review's digest, its place in the ledger and the auditor.
// The same for everybody who writes it, so that `ssh-keygen -Y sign` can be run on another machine.

import type { ApprovalCrypto } from "../approvals/approval-crypto.ts";
import type { EnrolledKey } from "../approvals/keyring.ts";
import { verifySignature } from "../approvals/ssh-signature.ts";

/** Another one than approvals have: a signature for one says nothing of the other. */
const REVIEW_NAMESPACE = "review@gatehouse";

export interface SignOff {
  /** Entry that records the review. */
  readonly entry: number;
  readonly digest: string;
  readonly reviewer: string;
}

export function formatSignOff({ entry, digest, reviewer }: SignOff): string {
  return `gatehouse-review/v1\nentry ${entry}\nreview sha256:${digest}\nreviewer ${reviewer}\n`;
}

export type CheckedSignOff =
  | { readonly kind: "signed"; readonly key: string; readonly assurance: number }
  /** Why it counts nothing, as a sentence. */
  | { readonly kind: "faulty"; readonly message: string };

/** `signature` is attacker-controlled; `keys` are the reviewer's, as the policies in force hold them. */
export function checkSignOff(
  signOff: SignOff,
  proof: { signature: string; keys: readonly EnrolledKey[]; primitives: ApprovalCrypto },
): CheckedSignOff {
  return checkReviewSignature(formatSignOff(signOff), { ...proof, reviewer: signOff.reviewer });
}

/** Any text that a reviewer signs; its first line says what it is. */
export function checkReviewSignature(
  text: string,
  proof: { signature: string; reviewer: string; keys: readonly EnrolledKey[]; primitives: ApprovalCrypto },
): CheckedSignOff {
  const { signature, reviewer, keys, primitives } = proof;
  const message = primitives.utf8(text);
  const verified = verifySignature(signature, { message, primitives, namespace: REVIEW_NAMESPACE });
  if (verified.kind === "faulty") {
    return {
      kind: "faulty",
      message: `The signature does not hold (${verified.fault}); sign exactly the text that --print shows.`,
    };
  }
  const enrolled = keys.find(({ key }) => key.fingerprint === verified.fingerprint);
  if (enrolled === undefined) {
    return {
      kind: "faulty",
      message: `The policies hold no key ${verified.fingerprint} of ${reviewer}; enrol it with gatehouse keys.`,
    };
  }
  return { kind: "signed", key: verified.fingerprint, assurance: verified.hardware === null ? enrolled.assurance : 3 };
}
