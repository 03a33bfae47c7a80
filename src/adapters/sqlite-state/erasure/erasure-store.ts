// Erasure of what is sealed aside: rows and keys go, and the entry that says so comes, in one transaction. No hash changes.
// With the first entry of a request goes the request itself, and the images of its rows, once it is finished: they hold the same values.
// Freed bytes are overwritten (secure_delete), and the write-ahead log, which still holds the old pages, is emptied.
// A crash before COMMIT erased nothing; after it, an opening of the file finishes what the log held.

import { APPROVAL_STATES, isSettled } from "../../../core/approvals/approval-state.ts";
import type { ErasureChoice } from "../../../core/ledger/erasure.ts";
import type { LedgerReceipt } from "../../../core/ledger/receipt.ts";
import {
  formatRanges,
  type IndexRanges,
  isWithin,
  parseRanges,
  splitRanges,
} from "../../../core/ledger/search/index-ranges.ts";
import type { Erased, ErasurePart, Erasures } from "../../../gate/ports/erasures.ts";
import { FIRST_STEP, hasApprovals } from "../approvals/approval-rows.ts";
import type { StateConnection } from "../state-connection.ts";
import type { StateTransactions } from "../state-transactions.ts";

export function openErasures(store: StateTransactions): Erasures {
  return {
    count: (choice) =>
      store.read((connection) => {
        const { indexes, waiting } = choose(connection, choice);
        const kept = waiting.length === 0 ? {} : { kept: formatRanges(waiting) };
        return { entries: indexes.length, waiting: waiting.length, ...kept };
      }),
    erase: (choice, entryOf) => eraseDetails(store, choice, entryOf),
  };
}

async function eraseDetails(
  store: StateTransactions,
  choice: ErasureChoice,
  entryOf: ErasurePart,
): Promise<(Erased & { readonly receipt: LedgerReceipt }) | null> {
  const { result, receipts } = await store.transact((connection, append) => {
    const { indexes, requests, waiting } = choose(connection, choice);
    if (indexes.length === 0) return { erased: null };
    const erase = connection.prepare("DELETE FROM payloads WHERE idx = ?");
    for (const index of indexes) erase.run(index);
    const keys = connection.prepare("DELETE FROM data_keys WHERE id NOT IN (SELECT key FROM payloads)").run().changes;
    for (const table of requests.length === 0 ? [] : ["approval_requests", "approval_images"]) {
      const forget = connection.prepare(`DELETE FROM ${table} WHERE id = ?`);
      for (const id of requests) forget.run(id);
    }
    const erased = { entries: indexes.length, keys, requests: requests.length };
    const kept = waiting.length === 0 ? {} : { kept: formatRanges(waiting) }; // what was to be kept and is finished now included
    for (const part of partsOf({ ...choice, ...kept })) append(entryOf(erased, part));
    return { erased };
  });
  const receipt = receipts.at(-1);
  if (result.erased === null || receipt === undefined) return null;
  await emptyLog(store);
  return { ...result.erased, receipt };
}

const LONGEST_RANGES = 40_000;

/** Indexes that do not fit an entry are named by several. */
function partsOf(choice: ErasureChoice): readonly ErasureChoice[] {
  const { which } = choice;
  return which === undefined
    ? [choice]
    : splitRanges(which, LONGEST_RANGES).map((part) => ({ ...choice, which: part }));
}

interface Chosen {
  readonly indexes: readonly number[];
  /** Ids of the requests that go with them. */
  readonly requests: readonly string[];
  /** Of requests that are not finished. */
  readonly waiting: readonly number[];
}

interface Candidate {
  readonly idx: number;
  /** The request that begins with this entry and is still sealed; null where none does. */
  readonly request: string | null;
  /** 1 where that request is finished. */
  readonly finished: number | null;
}

const FINISHED = [...APPROVAL_STATES.filter(isSettled), "rolled-back"].map((state) => `'${state}'`).join(", ");

function choose(connection: StateConnection, choice: ErasureChoice): Chosen {
  const { before, caller, entry, upTo, which } = choice;
  const conditions = [
    ...(before === undefined ? [] : ["entries.time < $before"]),
    ...(caller === undefined ? [] : ["entries.principal = $caller"]),
    ...(entry === undefined ? [] : ["entries.idx = $entry"]),
    ...(upTo === undefined ? [] : ["entries.idx < $upTo"]),
  ];
  const ranges = which === undefined ? null : (parseRanges(which) ?? []);
  if (ranges !== null) conditions.push("entries.idx BETWEEN $from AND $to");
  if (conditions.length === 0 || (conditions.length === 1 && upTo !== undefined))
    return { indexes: [], requests: [], waiting: [] };
  const bound = {
    ...(before !== undefined && { before }),
    ...(caller !== undefined && { caller }),
    ...(entry !== undefined && { entry }),
    ...(upTo !== undefined && { upTo }),
    ...(ranges !== null && { from: ranges[0]?.[0] ?? 0, to: ranges.at(-1)?.[1] ?? -1 }),
  };
  const spared = choice.kept === undefined ? [] : (parseRanges(choice.kept) ?? []);
  return sift(candidates(connection, conditions.join(" AND "), bound), { ranges, spared });
}

function candidates(
  connection: StateConnection,
  condition: string,
  bound: Record<string, string | number>,
): IterableIterator<Candidate> {
  const [columns, joined] = hasApprovals(connection)
    ? [
        `approvals.id AS request, approvals.state IN (${FINISHED}) AS finished`,
        `LEFT JOIN approvals ON approvals.id = entries.correlation AND ${FIRST_STEP} AND EXISTS (SELECT 1 FROM approval_requests WHERE approval_requests.id = approvals.id)`,
      ]
    : ["NULL AS request, NULL AS finished", ""];
  return connection
    .prepare<[Record<string, string | number>], Candidate>(
      `SELECT entries.idx, ${columns} FROM entries LEFT JOIN payloads ON payloads.idx = entries.idx ${joined}
       WHERE ${condition} AND (payloads.idx IS NOT NULL OR request IS NOT NULL) ORDER BY entries.idx`,
    )
    .iterate(bound);
}

function sift(
  found: Iterable<Candidate>,
  { ranges, spared }: { ranges: IndexRanges | null; spared: IndexRanges },
): Chosen {
  const indexes: number[] = [];
  const requests: string[] = [];
  const waiting: number[] = [];
  for (const { idx, request, finished } of found) {
    if (ranges !== null && !isWithin(ranges, idx)) continue;
    if ((request !== null && finished === 0) || isWithin(spared, idx)) {
      waiting.push(idx);
      continue;
    }
    indexes.push(idx);
    if (request !== null) requests.push(request);
  }
  return { indexes, requests, waiting };
}

/** A reader of the old pages keeps them there; the next checkpoint of SQLite's own takes them. */
async function emptyLog(store: StateTransactions): Promise<void> {
  await store.outside((connection) => connection.pragma("wal_checkpoint(TRUNCATE)"));
}
