// The port by which the ledger is read and verified for auditors.

import type { LedgerRecord } from "../../core/ledger/entry/ledger-record.ts";
import type { LedgerFilter } from "../../core/ledger/search/ledger-filter.ts";
import type { Verdict } from "../../core/ledger/verify/verdict.ts";

export interface AuditPage {
  readonly entries: readonly LedgerRecord[];
  /** The cursor of the next page; null when there is nothing more. A page may be short and still have a next one. */
  readonly next: number | null;
}

export interface LedgerAudit {
  /**
   * The newest entries that fit, at most `limit`, before the cursor. Others are served meanwhile.
   * Rejects with a Failure `ledger-unreadable` or `ledger-newer`.
   */
  search(filter: LedgerFilter, page: { readonly limit: number; readonly cursor: number | null }): Promise<AuditPage>;
  /** Recomputes the ledger and holds it against heads that left the house. Rejects like `search`. */
  verify(claims: readonly { readonly size: number; readonly root: string }[]): Promise<Verdict>;
}
