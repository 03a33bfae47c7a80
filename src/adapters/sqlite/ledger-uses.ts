// What a ledger already holds that keys outside its file belong to: a key that is gone is not made anew in silence while there is any.
// Each throws a Failure `ledger-unreadable` or `ledger-newer`, or the driver's error, where there is a ledger that cannot be read.

import { existsSync } from "node:fs";
import { hasApprovals, requestPlace } from "./approval-rows.ts";
import { openForReading } from "./ledger-file.ts";
import { decrypt } from "./seal-payload.ts";
import type { StateConnection } from "./state-connection.ts";

/** Whether callers were answered: with pseudonyms, and digests of answers. */
export function holdsCalls(file: string): boolean {
  return ask(file, false, (connection) => {
    return connection.prepare("SELECT 1 FROM entries WHERE kind = 'call' LIMIT 1").get() !== undefined;
  });
}

/** Whether requests for approval were filed: they are sealed. */
export function holdsRequests(file: string): boolean {
  return ask(file, false, (connection) => latestRequests(connection).length > 0);
}

/** Whether the key opens the latest requests; true where there is none. */
export function opensRequests(file: string, key: Uint8Array): boolean {
  return ask(file, true, (connection) => {
    const latest = latestRequests(connection);
    const opens = ({ id, iv, sealed }: SealedRequest) =>
      decrypt({ iv, sealed }, { key, place: requestPlace(id) }) !== null;
    return latest.length === 0 || latest.some(opens);
  });
}

interface SealedRequest {
  readonly id: string;
  readonly iv: Uint8Array;
  readonly sealed: Uint8Array;
}

/** More than one: one of them may have been altered. */
function latestRequests(connection: StateConnection): readonly SealedRequest[] {
  if (!hasApprovals(connection)) return [];
  return connection
    .prepare<[], SealedRequest>("SELECT id, iv, sealed FROM approval_requests ORDER BY rowid DESC LIMIT 3")
    .all();
}

/** `none` is the answer where there is no ledger. */
function ask<T>(file: string, none: T, question: (connection: StateConnection) => T): T {
  if (!existsSync(file)) return none;
  const connection = openForReading(file);
  try {
    return question(connection);
  } finally {
    connection.close();
  }
}
