// How the ledger names a data subject without saying who it is.

import { createHmac } from "node:crypto";
import { normaliseSubject } from "../../core/ledger/search/subject-finder.ts";

/** HMAC-SHA-256, hexadecimal: the same for the same value in one ledger, and guessed by nobody without the key. */
export function subjectDigest(value: string, { key, origin }: { key: Uint8Array; origin: string }): string {
  return createHmac("sha256", key)
    .update(`gatehouse-subject-v1\n${origin}\n${normaliseSubject(value)}`, "utf8")
    .digest("hex");
}
