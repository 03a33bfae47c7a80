// Up to when access was reviewed. It is read from the entries, so that there is nothing beside them to alter.

import { recordSchema } from "../../../core/ledger/entry/ledger-record.ts";
import { type Coverage, coverFrom, coverMore } from "../../../core/review/review-coverage.ts";
import type { StateConnection } from "../state-connection.ts";
import { ENTRIES_OF_PROOF } from "./ledger-file.ts";

/** Null for a ledger without entries. Sign-offs without a signature count nothing, and however many there are, they hide no other. */
export function readCoverage(connection: StateConnection): Coverage | null {
  const begun = connection.prepare<[], string>("SELECT time FROM entries WHERE idx = 0").pluck().get();
  if (begun === undefined) return null;
  const signed = connection
    .prepare<[], string>(
      `SELECT body FROM entries WHERE ${ENTRIES_OF_PROOF} AND kind = 'review.signed' AND body ->> '$.detail.assurance' > 0 ORDER BY idx`,
    )
    .pluck()
    .all();
  return signed.reduce((coverage, body) => coverMore(coverage, recordSchema.parse(JSON.parse(body))), coverFrom(begun));
}
