// The locks in force as the entries say: what was set and not lifted since. Attempts that were denied change nothing.

import { LOCK_KINDS, type Lock, type LockKind } from "../../model/lock.ts";
import type { LedgerRecord } from "../entry/ledger-record.ts";

/** `records` are the entries of the kinds `lock.set` and `lock.lifted`, in order. */
export function replayLocks(records: Iterable<LedgerRecord>): readonly Lock[] {
  const locks = new Map<string, Lock>();
  for (const { kind, index, detail, decision } of records) {
    const { lock, name } = detail ?? {};
    if (decision?.effect !== "allow" || !isLockKind(lock) || typeof name !== "string") continue;
    const key = JSON.stringify([lock, name]);
    if (kind === "lock.set") locks.set(key, { kind: lock, name, entry: index });
    else if (kind === "lock.lifted") locks.delete(key);
  }
  return [...locks.values()];
}

function isLockKind(value: unknown): value is LockKind {
  return LOCK_KINDS.some((kind) => kind === value);
}
