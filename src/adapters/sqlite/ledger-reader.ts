// Reads a ledger that servers may be writing to: pages by key, single entries, and everything in order for verification.

import { DERIVED_COLUMNS, type DerivedColumns } from "../../core/ledger/derived-columns.ts";
import {
  type Anchor,
  type StoredEntry,
  type StoredHead,
  type Verdict,
  Verification,
} from "../../core/ledger/verify-records.ts";
import { Failure } from "../../core/model/failure.ts";
import type { Lock } from "../../core/model/lock.ts";
import { payloadPlace } from "./ledger-append.ts";
import { LedgerEntries, type ReadEntry } from "./ledger-entries.ts";
import { type Connection, failureOf, openForReading, originOf } from "./ledger-file.ts";
import { lockTable } from "./lock-table.ts";
import { decrypt, openPayload } from "./seal-payload.ts";
import { sha256, utf8 } from "./sha256.ts";

interface EntryRow extends DerivedColumns {
  readonly idx: number;
  readonly body: string;
  readonly leaf: Uint8Array;
  readonly chain: Uint8Array;
}

/** Throws a Failure `ledger-unreadable` or `ledger-newer`. */
export function openLedgerReader(file: string, options: { sealingKey?: Uint8Array } = {}): LedgerReader {
  return new LedgerReader(openForReading(file), { file, sealingKey: options.sealingKey ?? null });
}

export class LedgerReader {
  readonly #connection: Connection;
  readonly #file: string;
  readonly #sealingKey: Uint8Array | null;
  readonly origin: string;
  readonly entries: LedgerEntries;

  constructor(connection: Connection, { file, sealingKey }: { file: string; sealingKey: Uint8Array | null }) {
    this.#connection = connection;
    this.#file = file;
    this.#sealingKey = sealingKey;
    this.origin = originOf(connection, file);
    this.entries = new LedgerEntries(connection, this.origin);
  }

  /** Null when there is no such entry. `sealed` is what was sent, where it is kept and the key is at hand. */
  show(index: number): (ReadEntry & { sealed: string | null }) | null {
    const entry = this.entries.at(index);
    return entry === null ? null : { ...entry, sealed: this.#unseal(index)?.text ?? null };
  }

  /** The locks in force, as they stand in the file. */
  locks(): readonly Lock[] {
    const has = this.#connection.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'locks'").get() !== undefined;
    return has ? lockTable(this.#connection).list() : [];
  }

  head(): StoredHead {
    const head = this.#connection.prepare<[], StoredHead>("SELECT size, root, chain FROM head").get();
    if (head === undefined)
      throw new Failure("ledger-unreadable", `The ledger ${this.#file} has no head; restore it from a copy.`);
    return head;
  }

  /** Verifies everything in one read transaction, so that writers may go on. `progress` is told how many entries are done. */
  verify(options: { anchors: readonly Anchor[]; progress?: (done: number, size: number) => void }): Verdict {
    const verification = new Verification(this.origin, {
      anchors: options.anchors,
      sha256,
      utf8,
      base64: (bytes) => Buffer.from(bytes).toString("base64"),
    });
    try {
      return this.#connection.transaction(() => {
        const head = this.head();
        let done = 0;
        for (const entry of this.#entries()) {
          if (!verification.push(entry)) break;
          done += 1;
          if (done % 10_000 === 0) options.progress?.(done, head.size);
        }
        return verification.conclude(head);
      })();
    } catch (error) {
      throw failureOf(error, this.#file);
    }
  }

  close(): void {
    this.#connection.close();
  }

  *#entries(): Generator<StoredEntry> {
    const objects = this.#connection.prepare<[number], { object: string }>("SELECT object FROM objects WHERE idx = ?");
    const columns = DERIVED_COLUMNS.join(", ");
    const rows = this.#connection.prepare<[], EntryRow>(
      `SELECT idx, body, leaf, chain, ${columns} FROM entries ORDER BY idx`,
    );
    for (const row of rows.iterate()) {
      yield {
        index: row.idx,
        body: row.body,
        leaf: row.leaf,
        chain: row.chain,
        columns: row,
        objects: objects.all(row.idx).map(({ object }) => object),
        sealed: this.#sealedDigest(row.idx),
      };
    }
  }

  /** Null where nothing is stored or no key is at hand: then there is nothing to hold the commitment against. */
  #sealedDigest(index: number): string | null {
    if (this.#sealingKey === null || !this.#hasPayload(index)) return null;
    return this.#unseal(index)?.digest ?? "unreadable";
  }

  #hasPayload(index: number): boolean {
    return this.#connection.prepare("SELECT 1 FROM payloads WHERE idx = ?").get(index) !== undefined;
  }

  #unseal(index: number): { text: string; digest: string } | null {
    if (this.#sealingKey === null) return null;
    const payload = this.#connection
      .prepare<[number], { day: string; iv: Uint8Array; sealed: Uint8Array }>(
        "SELECT day, iv, sealed FROM payloads WHERE idx = ?",
      )
      .get(index);
    if (payload === undefined) return null;
    const wrapped = this.#connection
      .prepare<[string], { iv: Uint8Array; wrapped: Uint8Array }>("SELECT iv, wrapped FROM data_keys WHERE day = ?")
      .get(payload.day);
    if (wrapped === undefined) return null;
    const place = `${this.origin}|day ${payload.day}`;
    const key = decrypt({ iv: wrapped.iv, sealed: wrapped.wrapped }, { key: this.#sealingKey, place });
    return key === null ? null : openPayload(payload, { key, place: payloadPlace(this.origin, index) });
  }
}
