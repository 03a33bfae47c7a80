// Up to when access has been reviewed, by the sign-offs that the ledger holds. INVARIANT: there is no gap before that time: it begins with
// the ledger, and a review moves it on that is signed with a key and begins no later than where the ones before it ended.

import type { LedgerRecord } from "../ledger/entry/ledger-record.ts";
import { parseSignOff, type SignOff } from "./review-signature.ts";

export interface Coverage {
  /** Access was reviewed until then; RFC 3339. */
  readonly until: string;
  /** Of the sign-offs that are in the ledger, whether they counted or not. */
  readonly nonces: ReadonlySet<string>;
}

/** Before the first review: access is as good as reviewed when the ledger was begun, so that the first one is due in time. */
export function coverFrom(begun: string): Coverage {
  return { until: begun, nonces: new Set() };
}

/** With one more entry of kind `review.signed`. An unsigned one changes nothing, and neither does one that was given before. */
export function coverMore(coverage: Coverage, { time, detail }: LedgerRecord): Coverage {
  const signOff = parseSignOff(String(detail?.["signed"] ?? ""));
  if (signOff === null || coverage.nonces.has(signOff.nonce)) return coverage;
  const nonces = new Set([...coverage.nonces, signOff.nonce]);
  const counts = Number(detail?.["assurance"] ?? 0) > 0 && signOff.from <= coverage.until;
  // What came after the text was written, or after it was given, nobody looked at.
  const reached = earliest(signOff.to, signOff.at, time);
  return { nonces, until: counts && reached > coverage.until ? reached : coverage.until };
}

/** Why this sign-off would move nothing, as a sentence; null for one that counts once it is signed. */
export function refuseCoverage(
  signOff: Pick<SignOff, "from" | "to" | "nonce">,
  { until, nonces }: Coverage,
): string | null {
  if (nonces.has(signOff.nonce))
    return "This signature was given already, and counts once; make a review of the time since then, and sign that.";
  const shown = (time: string): string => `${time.slice(0, 16).replace("T", " ")} UTC`;
  if (signOff.from > until)
    return `Access is reviewed until ${shown(until)}, and this review begins at ${shown(signOff.from)}; make one without --since, which begins where the last one ended.`;
  if (signOff.to <= until)
    return `Access is reviewed until ${shown(until)} already, and this review ends before that; make one of the time since then.`;
  return null;
}

function earliest(...times: readonly string[]): string {
  return times.reduce((first, time) => (time < first ? time : first));
}
