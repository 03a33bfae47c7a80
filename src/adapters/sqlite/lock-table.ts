// The locks in force, in the ledger's own file: a lock and the entry that records it are one transaction.
// What stands here is a copy of what the entries say; `ledger verify` derives it anew.

import { z } from "zod";
import { LOCK_KINDS, type Lock, type LockTarget } from "../../core/model/lock.ts";
import type { StateConnection } from "./state-connection.ts";

/** Made when a ledger is opened for appending; one that was written before there were locks gets it then. */
export const LOCK_TABLE =
  "CREATE TABLE IF NOT EXISTS locks (kind TEXT NOT NULL, name TEXT NOT NULL, idx INTEGER NOT NULL, PRIMARY KEY (kind, name)) STRICT, WITHOUT ROWID;";

const rowsSchema = z.array(z.strictObject({ kind: z.enum(LOCK_KINDS), name: z.string(), idx: z.int() }));

export interface LockTable {
  list(): readonly Lock[];
  set(target: LockTarget, entry: number): void;
  lift(target: LockTarget): void;
}

export function lockTable(connection: StateConnection): LockTable {
  const list = connection.prepare("SELECT kind, name, idx FROM locks");
  const set = connection.prepare("INSERT INTO locks VALUES (?, ?, ?)");
  const lift = connection.prepare("DELETE FROM locks WHERE kind = ? AND name = ?");
  return {
    list: () => {
      const rows = list.all();
      return rows.length === 0 ? [] : rowsSchema.parse(rows).map(({ idx, ...target }) => ({ ...target, entry: idx }));
    },
    set: ({ kind, name }, entry) => void set.run(kind, name, entry),
    lift: ({ kind, name }) => void lift.run(kind, name),
  };
}

export interface LockRow {
  readonly kind: string;
  readonly name: string;
  readonly idx: number;
}

/** The locks as they stand in a file that is only read; one from before there were locks has none. */
export function readLocks(connection: StateConnection): readonly Lock[] {
  return hasLocks(connection) ? lockTable(connection).list() : [];
}

/** Whatever they say. */
export function readLockRows(connection: StateConnection): readonly LockRow[] {
  return hasLocks(connection) ? connection.prepare<[], LockRow>("SELECT kind, name, idx FROM locks").all() : [];
}

function hasLocks(connection: StateConnection): boolean {
  return connection.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'locks'").get() !== undefined;
}
