// Entries of a ledger as they are read for people: by index, in ranges, by correlation. Servers may be writing to the file meanwhile.

import type { Statement } from "better-sqlite3";
import { recordSchema } from "../../../core/ledger/entry/ledger-record.ts";
import { Failure } from "../../../core/model/failure.ts";
import type { StoredEntry } from "../../../gate/ports/ledger-reader.ts";
import type { StateConnection } from "../state-connection.ts";

/** What is asked of the ledger's file, as SQL; each is answered by key, in order. */
export const READS = {
  one: "SELECT body FROM entries WHERE idx = ?",
  ascending: "SELECT body FROM entries WHERE idx >= ? AND idx < ? ORDER BY idx",
  descending: "SELECT body FROM entries WHERE idx >= ? AND idx < ? ORDER BY idx DESC",
  correlation: "SELECT body FROM entries WHERE correlation = ? ORDER BY idx",
} as const;

export interface EntryRange {
  /** First index, within. */
  readonly from: number;
  /** Last index, not within. */
  readonly to: number;
  readonly descending?: boolean;
}

export class LedgerEntries {
  readonly #connection: StateConnection;
  readonly #at: Statement<[number], string>;
  readonly origin: string;

  constructor(connection: StateConnection, origin: string) {
    this.#connection = connection;
    this.#at = connection.prepare<[number], string>(READS.one).pluck();
    this.origin = origin;
  }

  size(): number {
    return Number(this.#connection.prepare("SELECT size FROM head").pluck().get());
  }

  at(index: number): StoredEntry | null {
    const body = this.#at.get(index);
    return body === undefined ? null : readEntry(body);
  }

  *range({ from, to, descending = false }: EntryRange): Generator<StoredEntry> {
    const bodies = this.#connection
      .prepare<[number, number], string>(READS[descending ? "descending" : "ascending"])
      .pluck();
    for (const body of bodies.iterate(from, to)) yield readEntry(body);
  }

  /** The entries of one call, oldest first. */
  ofCorrelation(correlation: string): readonly StoredEntry[] {
    return this.#connection.prepare<[string], string>(READS.correlation).pluck().all(correlation).map(readEntry);
  }

  /** The chain's value at an entry; null when there is none. It tells one ledger from another of the same length. */
  chainAt(index: number): Uint8Array | null {
    const chain = this.#connection
      .prepare<[number], Uint8Array>("SELECT chain FROM entries WHERE idx = ?")
      .pluck()
      .get(index);
    return chain ?? null;
  }
}

function readEntry(body: string): StoredEntry {
  const parsed = recordSchema.safeParse(parseJson(body));
  if (parsed.success) return { record: parsed.data, body };
  throw new Failure("ledger-unreadable", "An entry of the ledger is damaged; run gatehouse ledger verify to find it.");
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
