// The static tokens that were not revoked, as the entries say.

import type { KeptToken } from "../../identity/static-token.ts";
import type { LedgerRecord } from "../entry/ledger-record.ts";

/** `records` are the entries of the kinds `token.created` and `token.revoked`, in order. */
export function replayTokens(records: Iterable<LedgerRecord>): readonly KeptToken[] {
  const tokens = new Map<string, KeptToken>();
  for (const { kind, index, detail } of records) {
    const { token: id, digest, identity, role = null, expires } = detail ?? {};
    if (typeof id !== "string") continue;
    if (kind === "token.revoked") tokens.delete(id);
    if (kind !== "token.created" || typeof digest !== "string" || typeof identity !== "string") continue;
    if (typeof expires !== "string" || (role !== null && typeof role !== "string")) continue;
    tokens.set(id, { id, digest, identity, role, expires, entry: index });
  }
  return [...tokens.values()];
}
