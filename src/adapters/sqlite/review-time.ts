// When access was last reviewed: the newest sign-off by a key. It is read from the entries, so that there is nothing beside them to alter.

import { recordSchema } from "../../core/ledger/derived-columns.ts";
import { type Connection, ENTRIES_OF_PROOF } from "./ledger-file.ts";

/** Until the first review, when the ledger was begun; null for a ledger without entries. */
export function readReviewTime(connection: Connection): string | null {
  const signed = connection
    .prepare<[], string>(
      `SELECT body FROM entries WHERE ${ENTRIES_OF_PROOF} AND kind = 'review.signed' ORDER BY idx DESC LIMIT 100`,
    )
    .pluck();
  for (const body of signed.iterate()) {
    const { data } = recordSchema.safeParse(JSON.parse(body));
    if (Number(data?.detail?.["assurance"] ?? 0) > 0) return data?.time ?? null;
  }
  return connection.prepare<[], string>("SELECT time FROM entries WHERE idx = 0").pluck().get() ?? null;
}
