// Reads a ledger that servers may be writing to: pages by key, and single entries.

import { type LedgerRecord, recordSchema } from "../../core/ledger/derived-columns.ts";
import { Failure } from "../../core/model/failure.ts";
import { type Connection, openForReading, originOf } from "./ledger-file.ts";
import { type SealedRow, Unsealer } from "./ledger-unseal.ts";

export interface LedgerFilter {
  readonly principal?: string;
  readonly role?: string;
  readonly client?: string;
  readonly session?: string;
  readonly tool?: string;
  readonly database?: string;
  readonly decision?: string;
  readonly code?: string;
  readonly kind?: string;
  readonly correlation?: string;
  /** `relation public.customers` or `class email`. */
  readonly object?: string;
  /** RFC 3339. */
  readonly since?: string;
  readonly until?: string;
  /** Entries before this index: the cursor of the next page. */
  readonly before?: number;
}

const EQUALS = [
  "principal",
  "role",
  "client",
  "session",
  "tool",
  "database",
  "decision",
  "code",
  "kind",
  "correlation",
] as const;

/** Throws a Failure `ledger-unreadable` or `ledger-newer`. */
export function openLedgerReader(file: string, options: { sealingKey?: Uint8Array } = {}): LedgerReader {
  return new LedgerReader(openForReading(file), { file, sealingKey: options.sealingKey ?? null });
}

export class LedgerReader {
  readonly #connection: Connection;
  readonly #unsealer: Unsealer;
  readonly origin: string;

  constructor(connection: Connection, { file, sealingKey }: { file: string; sealingKey: Uint8Array | null }) {
    this.#connection = connection;
    this.origin = originOf(connection, file);
    this.#unsealer = new Unsealer(connection, { origin: this.origin, sealingKey });
  }

  /** Newest first, at most `limit`. */
  list(filter: LedgerFilter, limit: number): readonly LedgerRecord[] {
    const wanted: string[] = [];
    const values: (string | number)[] = [];
    const add = (condition: string, value: string | number | undefined) => {
      if (value === undefined) return;
      wanted.push(condition);
      values.push(value);
    };
    for (const column of EQUALS) add(`entries.${column} = ?`, filter[column]);
    add("entries.time >= ?", filter.since);
    add("entries.time < ?", filter.until);
    add("entries.idx < ?", filter.before);
    add("EXISTS (SELECT 1 FROM objects WHERE objects.idx = entries.idx AND object = ?)", filter.object);
    const where = wanted.length === 0 ? "" : `WHERE ${wanted.join(" AND ")}`;
    const rows = this.#connection
      .prepare<(string | number)[], { body: string }>(`SELECT body FROM entries ${where} ORDER BY idx DESC LIMIT ?`)
      .all(...values, limit);
    return rows.map(({ body }) => this.#parse(body));
  }

  /** Null when there is no such entry. `statement` and `parameters` are what was sealed, where the key is at hand. */
  show(index: number): { record: LedgerRecord; body: string; sealed: string | null } | null {
    const row = this.#connection
      .prepare<[number], { body: string }>("SELECT body FROM entries WHERE idx = ?")
      .get(index);
    if (row === undefined) return null;
    const sealed = this.#connection
      .prepare<[number], SealedRow>("SELECT idx, key, iv, sealed FROM payloads WHERE idx = ?")
      .get(index);
    const text = sealed === undefined ? null : (this.#unsealer.open(sealed)?.text ?? null);
    return { record: this.#parse(row.body), body: row.body, sealed: text };
  }

  close(): void {
    this.#connection.close();
  }

  #parse(body: string): LedgerRecord {
    const parsed = recordSchema.safeParse(JSON.parse(body));
    if (parsed.success) return parsed.data;
    throw new Failure(
      "ledger-unreadable",
      "An entry of the ledger is damaged; run gatehouse ledger verify to find it.",
    );
  }
}
