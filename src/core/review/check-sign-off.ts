// Whether a text that an auditor signed elsewhere is about this review, by this auditor, of this ledger, and of a time that can be.

import type { SignOff } from "./review-signature.ts";

/** As the entry `review.made` has it. */
export interface RecordedReview extends Pick<SignOff, "entry" | "digest" | "from" | "to"> {
  readonly made: string;
}

/** Why it does not count, as a sentence; null when it may. */
export function refuseSignOff(
  signOff: SignOff,
  {
    review,
    reviewer,
    reason,
    now,
    root,
  }: {
    review: RecordedReview;
    reviewer: string;
    /** As it is given beside the signature; null when it is not. */
    reason: string | null;
    now: string;
    /** Of the ledger when it had the entries that the text names; null when it never had so many. */
    root: string | null;
  },
): string | null {
  const { entry, digest, from, to } = review;
  if (signOff.entry !== entry || signOff.digest !== digest || signOff.from !== from || signOff.to !== to)
    return `The text that was signed is not of the review of entry ${entry}; print it anew with --print.`;
  if (signOff.reviewer !== reviewer)
    return `The text that was signed is ${signOff.reviewer}'s, and not ${reviewer}'s; say who you are with --as.`;
  if (signOff.at < review.made || signOff.at > now)
    return `The text that was signed says that it was written ${signOff.at}, which is before its review or still to come; print it anew with --print.`;
  if (signOff.ledger.size <= entry || signOff.ledger.root !== root)
    return "The text that was signed is of another ledger than this one; verify this one with gatehouse ledger verify before anything is signed.";
  if (reason !== null && reason !== signOff.reason)
    return "The reason that is given is not the one that was signed; leave --reason out, or give it with --print.";
  return null;
}
