// The port by which people read a ledger: entry by entry, by filters, and what its entries say is in force. It only reads.

import type { TermKind } from "../../core/ledger/entry/entry-terms.ts";
import type { LedgerRecord } from "../../core/ledger/entry/ledger-record.ts";
import type { LedgerFilter } from "../../core/ledger/search/ledger-filter.ts";
import type { Lock } from "../../core/model/lock.ts";
import type { BreakGlass } from "../../core/review/break-glass.ts";
import type { Coverage } from "../../core/review/review-coverage.ts";

export interface StoredEntry {
  readonly record: LedgerRecord;
  /** The canonical JSON, as it was hashed. */
  readonly body: string;
}

export interface PageRequest {
  readonly limit: number;
  readonly descending: boolean;
  /** Where the last page ended: entries before it (newest first) or after it; null for the first page. */
  readonly cursor: number | null;
}

export interface LedgerPage {
  readonly entries: readonly StoredEntry[];
  /** The cursor of the next page; null when there is nothing more. A page may be short, and even empty, and still have a next one. */
  readonly next: number | null;
}

/** Every method rejects with a Failure `ledger-unreadable`. */
export interface LedgerReader {
  /** The log's identity. */
  readonly origin: string;
  size(): Promise<number>;
  /** Null when there is no such entry. */
  entry(index: number): Promise<StoredEntry | null>;
  /** What was sent word for word and is sealed aside for an entry; null where it is erased, was never kept, or is not to be revealed. */
  unseal(index: number): Promise<string | null>;
  /** Entries that fit, in the order of their indexes, a page at a time. */
  search(filter: LedgerFilter, page: PageRequest): Promise<LedgerPage>;
  /** The values of a kind of term that some entry has, each once; the first thousands of them. */
  values(kind: TermKind): Promise<readonly string[]>;
  /** Kinds of the entries from `first` on, each once, in order. */
  kindsFrom(first: number): Promise<readonly string[]>;
  /** The locks in force. */
  locks(): Promise<readonly Lock[]>;
  /** Up to when access was reviewed; null for a ledger without entries. */
  coverage(): Promise<Coverage | null>;
  /** Every break-glass, oldest first, with its end and its review. */
  breakGlass(): Promise<readonly BreakGlass[]>;
  /** Ids of requests for approval that begin or end so, two at most. */
  approvalsNamed(given: string): Promise<readonly string[]>;
  /** The Merkle root over the first `size` entries, in base64; null when there are not so many. */
  rootAt(size: number): Promise<string | null>;
  close(): Promise<void>;
}
