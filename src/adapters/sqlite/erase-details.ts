// Erasure of what is sealed aside: rows and keys go, and the entry that says so comes, in one transaction. No hash changes.
// Freed bytes are overwritten (secure_delete), and the write-ahead log, which still holds the old pages, is emptied.
// A crash before COMMIT erased nothing; after it, an opening of the file finishes what the log held.

import type { EntryDraft } from "../../core/ledger/entry.ts";
import type { LedgerReceipt } from "../../core/ledger/receipt.ts";
import type { Connection } from "./ledger-file.ts";
import type { LedgerStore } from "./ledger-store.ts";

/** All that are given have to hold. */
export interface ErasureChoice {
  /** As entries write times. */
  readonly before?: string;
  readonly caller?: string;
  readonly entry?: number;
}

export interface Erased {
  readonly entries: number;
  readonly keys: number;
}

/** How many sealed details the choice names. */
export function countDetails(store: LedgerStore, choice: ErasureChoice): Promise<number> {
  return store.read((connection) => chosen(connection, choice).length);
}

/** Null when there is nothing to erase: then nothing is recorded either. */
export async function eraseDetails(
  store: LedgerStore,
  choice: ErasureChoice,
  entryOf: (erased: Erased) => EntryDraft,
): Promise<(Erased & { readonly receipt: LedgerReceipt }) | null> {
  const { result, receipts } = await store.transact((connection, append) => {
    const indexes = chosen(connection, choice);
    if (indexes.length === 0) return { erased: null };
    const erase = connection.prepare("DELETE FROM payloads WHERE idx = ?");
    for (const index of indexes) erase.run(index);
    const keys = connection.prepare("DELETE FROM data_keys WHERE id NOT IN (SELECT key FROM payloads)").run().changes;
    const erased = { entries: indexes.length, keys };
    append(entryOf(erased));
    return { erased };
  });
  const [receipt] = receipts;
  if (result.erased === null || receipt === undefined) return null;
  await emptyLog(store);
  return { ...result.erased, receipt };
}

function chosen(connection: Connection, { before, caller, entry }: ErasureChoice): readonly number[] {
  const conditions = [
    ...(before === undefined ? [] : ["entries.time < $before"]),
    ...(caller === undefined ? [] : ["entries.principal = $caller"]),
    ...(entry === undefined ? [] : ["entries.idx = $entry"]),
  ];
  if (conditions.length === 0) return [];
  return connection
    .prepare<[Record<string, string | number>], { idx: number }>(
      `SELECT entries.idx FROM entries JOIN payloads ON payloads.idx = entries.idx WHERE ${conditions.join(" AND ")}`,
    )
    .all({
      ...(before !== undefined && { before }),
      ...(caller !== undefined && { caller }),
      ...(entry !== undefined && { entry }),
    })
    .map(({ idx }) => idx);
}

/** A reader of the old pages keeps them there; the next checkpoint of SQLite's own takes them. */
async function emptyLog(store: LedgerStore): Promise<void> {
  await store.outside((connection) => connection.pragma("wal_checkpoint(TRUNCATE)"));
}
