// Reads a ledger that servers may be writing to: its entries, what is sealed aside for them, and the locks in force.

import { frontierRoot } from "../../../core/ledger/tree/merkle.ts";
import { frontierAt } from "../../../core/ledger/tree/merkle-proof.ts";
import type { Lock } from "../../../core/model/lock.ts";
import type { BreakGlass } from "../../../core/review/break-glass.ts";
import type { Coverage } from "../../../core/review/review-coverage.ts";
import type { StoredEntry } from "../../../gate/ports/ledger-reader.ts";
import { NAMED } from "../approvals/approval-list.ts";
import { hasApprovals } from "../approvals/approval-rows.ts";
import { readLocks } from "../locks/lock-table.ts";
import { sha256 } from "../sha256.ts";
import type { StateConnection } from "../state-connection.ts";
import { readBreakGlassEntries } from "./break-glass-entries.ts";
import { LedgerEntries } from "./ledger-entries.ts";
import { openForReading, originOf } from "./ledger-file.ts";
import { ledgerTree } from "./ledger-tree.ts";
import { type SealedRow, Unsealer } from "./ledger-unseal.ts";
import { readCoverage } from "./read-coverage.ts";

/** Throws a Failure `ledger-unreadable` or `ledger-newer`. */
export function openLedgerReader(file: string, options: { sealingKey?: Uint8Array } = {}): LedgerFileReader {
  return new LedgerFileReader(openForReading(file), { file, sealingKey: options.sealingKey ?? null });
}

export class LedgerFileReader {
  readonly #connection: StateConnection;
  readonly #unsealer: Unsealer;
  readonly origin: string;
  readonly entries: LedgerEntries;

  constructor(connection: StateConnection, { file, sealingKey }: { file: string; sealingKey: Uint8Array | null }) {
    this.#connection = connection;
    this.origin = originOf(connection, file);
    this.entries = new LedgerEntries(connection, this.origin);
    this.#unsealer = new Unsealer(connection, { origin: this.origin, sealingKey });
  }

  /** Null when there is no such entry. `sealed` is what was sent, where it is kept and the key is at hand. */
  show(index: number): (StoredEntry & { sealed: string | null }) | null {
    const entry = this.entries.at(index);
    if (entry === null) return null;
    const sealed = this.#connection
      .prepare<[number], SealedRow>("SELECT idx, key, iv, sealed FROM payloads WHERE idx = ?")
      .get(index);
    return { ...entry, sealed: sealed === undefined ? null : (this.#unsealer.open(sealed)?.text ?? null) };
  }

  /** Kinds of the entries from `first` on, each once. */
  kindsFrom(first: number): readonly string[] {
    return this.#connection
      .prepare<[number], string>("SELECT DISTINCT kind FROM entries WHERE idx >= ? ORDER BY kind")
      .pluck()
      .all(first);
  }

  /** The locks in force, as they stand in the file. */
  locks(): readonly Lock[] {
    return readLocks(this.#connection);
  }

  /** Ids of requests for approval that begin or end so, two at most. */
  approvalsNamed(given: string): readonly string[] {
    if (!hasApprovals(this.#connection)) return [];
    return this.#connection
      .prepare<[string, string, string, string], string>(`SELECT id FROM approvals WHERE ${NAMED} LIMIT 2`)
      .pluck()
      .all(given, given, given, given);
  }

  /** Up to when access was reviewed; null for a ledger without entries. */
  coverage(): Coverage | null {
    return readCoverage(this.#connection);
  }

  /** Base64, of the first `size` entries; null when there are not so many. */
  rootAt(size: number): string | null {
    if (size > this.entries.size()) return null;
    const { subtree } = ledgerTree(this.#connection);
    return Buffer.from(frontierRoot(frontierAt(size, subtree), sha256)).toString("base64");
  }

  /** What was opened in an emergency, and who looked at it since. */
  breakGlass(): readonly BreakGlass[] {
    return readBreakGlassEntries(this.#connection);
  }

  close(): void {
    this.#connection.close();
  }
}
