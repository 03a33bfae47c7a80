// The locks in force, as the file has them, held against the entries that set and lifted them.

import { type LedgerRecord, recordSchema } from "../../../core/ledger/entry/ledger-record.ts";
import { replayLocks } from "../../../core/ledger/verify/replay-locks.ts";
import type { Wrong } from "../../../core/ledger/verify/verdict.ts";
import { formatLock, type Lock } from "../../../core/model/lock.ts";
import { readProofEntries } from "../ledger/proof-entries.ts";
import { type LockRow, readLockRows } from "../locks/lock-table.ts";
import type { StateConnection } from "../state-connection.ts";

/** The locks in force are those that the entries say. */
export function findWrongLock(connection: StateConnection): Wrong | null {
  const told = replayLocks(readLockEntries(connection));
  const stored = readLockRows(connection);
  const isOf = (lock: Lock) => (row: LockRow) => row.kind === lock.kind && row.name === lock.name;
  const lost = told.find((lock) => !stored.some((row) => isOf(lock)(row) && row.idx === lock.entry));
  if (lost !== undefined) {
    const message = `The lock on ${formatLock(lost)}, which entry ${lost.entry} set, is not in force.`;
    return { damage: "derived", index: lost.entry, message };
  }
  const added = stored.find((row) => !told.some((lock) => isOf(lock)(row)));
  if (added === undefined) return null;
  const message = `The lock on ${added.kind} ${added.name} is in force, and no entry set it.`;
  return { damage: "derived", index: null, message };
}

function readLockEntries(connection: StateConnection): readonly LedgerRecord[] {
  return ["lock.set", "lock.lifted"]
    .flatMap((kind) => readProofEntries(connection, kind))
    .flatMap((record) => recordSchema.safeParse(record).data ?? [])
    .toSorted((one, other) => one.index - other.index);
}
