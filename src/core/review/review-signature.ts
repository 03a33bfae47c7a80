// What an auditor signs to sign off a review: a short plain text, one field a line, that binds the review's digest and place in the ledger,
// the period that it is about, the auditor, the time, their words, and the ledger as they saw it. The same for everybody who writes it, so
// that `ssh-keygen -Y sign` can be run on another machine. INVARIANT: it counts once, and for the time at which it was written at most.

import type { ApprovalCrypto } from "../approvals/approval-crypto.ts";
import type { EnrolledKey } from "../approvals/ssh/keyring.ts";
import { verifySignature } from "../approvals/ssh/ssh-signature.ts";

/** Another one than approvals have: a signature for one says nothing of the other. */
export const REVIEW_NAMESPACE = "review@gatehouse";

export interface SignOff {
  /** Entry that records the review. */
  readonly entry: number;
  readonly digest: string;
  /** The period that the review is about; RFC 3339, UTC, microseconds. */
  readonly from: string;
  readonly to: string;
  readonly reviewer: string;
  /** When the text was written. */
  readonly at: string;
  /** Entries in the ledger and the Merkle root over them then. */
  readonly ledger: { readonly size: number; readonly root: string };
  /** 128 random bits, hexadecimal. */
  readonly nonce: string;
  /** One line in the auditor's words; null when there is none. */
  readonly reason: string | null;
}

const FIRST_LINE = "gatehouse-review/v2";

export function formatSignOff({ entry, digest, from, to, reviewer, at, ledger, nonce, reason }: SignOff): string {
  const lines = [
    FIRST_LINE,
    `entry ${entry}`,
    `review sha256:${digest}`,
    `from ${from}`,
    `to ${to}`,
    `reviewer ${reviewer}`,
    `at ${at}`,
    `ledger ${ledger.size}:${ledger.root}`,
    `nonce ${nonce}`,
    ...(reason === null ? [] : [`reason ${reason}`]),
  ];
  return `${lines.join("\n")}\n`;
}

/** Null for anything but the text that `formatSignOff` writes, byte for byte. */
export function parseSignOff(text: string): SignOff | null {
  const fields = new Map(
    text.split("\n").map((line) => [/^\S*/.exec(line)?.[0] ?? "", line.slice(line.indexOf(" ") + 1)] as const),
  );
  const [, size, root] = /^(0|[1-9]\d{0,15}):([A-Za-z0-9+/]{43}=)$/.exec(fields.get("ledger") ?? "") ?? [];
  if (size === undefined || root === undefined) return null;
  const field = (name: string, form: RegExp): string => form.exec(fields.get(name) ?? "")?.[0] ?? "";
  const signOff: SignOff = {
    entry: Number(field("entry", /^(0|[1-9]\d{0,15})$/)),
    digest: field("review", /^sha256:[0-9a-f]{64}$/).slice("sha256:".length),
    from: field("from", TIME),
    to: field("to", TIME),
    reviewer: field("reviewer", /^[^\s\p{Cc}\p{Cf}]{1,200}$/u),
    at: field("at", TIME),
    ledger: { size: Number(size), root },
    nonce: field("nonce", /^[0-9a-f]{32}$/),
    reason: fields.has("reason") ? field("reason", /^[^\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+$/u) : null,
  };
  return formatSignOff(signOff) === text ? signOff : null;
}

const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/;

export type CheckedSignOff =
  | { readonly kind: "signed"; readonly key: string; readonly assurance: number }
  /** Why it counts nothing, as a sentence. */
  | { readonly kind: "faulty"; readonly message: string };

/** Any text that a reviewer signs; its first line says what it is. `signature` is attacker-controlled; `keys` are the reviewer's. */
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
