// The search index of a ledger: for blocks of entries, which of them hold which term, and the times that they span.
// It stands in a file of its own, so that appends pay nothing for it; it is derived from the ledger and made up to date by who searches.
// Nothing that it says is believed: it proposes entries, and the entry's own text decides. What it leaves out shows in `ledger reindex`.

import { rmSync } from "node:fs";
import Database from "better-sqlite3";
import { termsOf } from "../../../core/ledger/entry/entry-terms.ts";
import { BLOCK, packOffsets } from "../../../core/ledger/search/posting-bits.ts";
import type { StateConnection } from "../state-connection.ts";
import type { LedgerEntries } from "./ledger-entries.ts";

/** Another one when terms change: an index of another version is made anew. */
const VERSION = "3";

const TABLES = `
CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE blocks (block INTEGER PRIMARY KEY, chain BLOB NOT NULL, earliest TEXT NOT NULL, latest TEXT NOT NULL) STRICT;
CREATE TABLE postings (term TEXT NOT NULL, block INTEGER NOT NULL, packed BLOB NOT NULL, PRIMARY KEY (term, block)) STRICT, WITHOUT ROWID;
`;

/** Milliseconds that another process may keep the index to itself before this one goes on with what there is. */
const PATIENCE = 250;

/**
 * Opens the index in a file, and makes it where it can be made; elsewhere, and for null, one in memory. One that is of another ledger,
 * of another version, damaged, or of a ledger that was rewritten since, is begun anew.
 */
export function openLedgerIndex(file: string | null, entries: LedgerEntries): LedgerIndex {
  if (file === null) return new LedgerIndex(prepare(":memory:", entries));
  try {
    return new LedgerIndex(prepare(file, entries));
  } catch (error) {
    if (!(error instanceof Database.SqliteError || error instanceof TypeError)) throw error;
  }
  try {
    removeIndex(file);
    return new LedgerIndex(prepare(file, entries));
  } catch (error) {
    if (!(error instanceof Database.SqliteError || error instanceof TypeError || isDenied(error))) throw error;
    return new LedgerIndex(prepare(":memory:", entries));
  }
}

export function removeIndex(file: string): void {
  for (const part of [file, `${file}-wal`, `${file}-shm`]) rmSync(part, { force: true });
}

export class LedgerIndex {
  readonly #connection: StateConnection;
  readonly #seeks: ReturnType<typeof prepareSeeks>;

  constructor(connection: StateConnection) {
    this.#connection = connection;
    this.#seeks = prepareSeeks(connection);
  }

  /** How many entries, from the first, the index knows. */
  size(): number {
    return BLOCK * Number(this.#connection.prepare("SELECT coalesce(max(block) + 1, 0) FROM blocks").pluck().get());
  }

  /** Takes in at most `blocks` whole blocks that the ledger has and the index has not. True when there are no more. */
  advance(entries: LedgerEntries, blocks: number): boolean {
    const add = this.#connection.prepare("INSERT INTO postings VALUES (?, ?, ?)");
    const close = this.#connection.prepare("INSERT INTO blocks VALUES (?, ?, ?, ?)");
    const take = () => {
      const whole = Math.floor(entries.size() / BLOCK);
      const first = this.size() / BLOCK;
      const end = Math.min(whole, first + blocks);
      for (let block = first; block < end; block++) {
        const { postings, earliest, latest } = readBlock(entries, block);
        for (const [term, offsets] of postings) add.run(term, block, packOffsets(offsets));
        close.run(block, entries.chainAt((block + 1) * BLOCK - 1), earliest, latest);
      }
      return end >= whole;
    };
    try {
      return this.#connection.transaction(take).immediate();
    } catch (error) {
      // Another process is at it, or the disk is full: what is not in the index is read from the ledger itself.
      if (error instanceof Database.SqliteError && /^SQLITE_(BUSY|FULL|READONLY|IOERR)/.test(error.code)) return true;
      throw error;
    }
  }

  /** The nearest block at or beyond `from` that holds the term, and where in it; null when there is none. */
  seekTerm(term: string, { from, descending }: Seek): { block: number; packed: Uint8Array } | null {
    return this.#seeks.term[descending ? "before" : "after"].get(term, from) ?? null;
  }

  /** The nearest block at or beyond `from` that can hold a time of the range. */
  seekTime(
    { since, until }: { since: string | null; until: string | null },
    { from, descending }: Seek,
  ): number | null {
    return this.#seeks.time[descending ? "before" : "after"].get(from, since ?? "", until ?? "~") ?? null;
  }

  /** Values of a kind of term that some entry has, in order; for "did you mean". */
  values(kind: string, most: number): readonly string[] {
    const next = this.#connection
      .prepare<[string, string], string>("SELECT term FROM postings WHERE term > ? AND term < ? ORDER BY term LIMIT 1")
      .pluck();
    const found: string[] = [];
    for (let term = `${kind} `; found.length < most; ) {
      const after = next.get(term, `${kind}!`); // "!" follows the blank
      if (after === undefined) break;
      found.push(after.slice(kind.length + 1));
      term = after;
    }
    return found;
  }

  /** How many of its postings another index of the same ledger has not, and the other way round. */
  differences(file: string): number {
    this.#connection.prepare("ATTACH ? AS other").run(file);
    try {
      const one = (left: string, right: string) =>
        Number(
          this.#connection
            .prepare(`SELECT count(*) FROM (SELECT * FROM ${left}.postings EXCEPT SELECT * FROM ${right}.postings)`)
            .pluck()
            .get(),
        );
      return one("main", "other") + one("other", "main");
    } finally {
      this.#connection.exec("DETACH other");
    }
  }

  close(): void {
    this.#connection.close();
  }
}

/** Brings an index up to date in steps of so many blocks; `indexed` is told after each that is not the last one. */
export function bringUpToDate(
  index: LedgerIndex,
  { entries, blocks, indexed }: { entries: LedgerEntries; blocks: number; indexed?: () => void },
): void {
  while (!index.advance(entries, blocks)) indexed?.();
}

/** What a search asks the index, as SQL; each is answered from the end of an index. */
export const SEEKS = {
  term: {
    before: "SELECT block, packed FROM postings WHERE term = ? AND block <= ? ORDER BY block DESC LIMIT 1",
    after: "SELECT block, packed FROM postings WHERE term = ? AND block >= ? ORDER BY block LIMIT 1",
  },
  time: {
    before: "SELECT block FROM blocks WHERE block <= ? AND latest >= ? AND earliest < ? ORDER BY block DESC LIMIT 1",
    after: "SELECT block FROM blocks WHERE block >= ? AND latest >= ? AND earliest < ? ORDER BY block LIMIT 1",
  },
} as const;

function prepareSeeks(connection: StateConnection) {
  const term = (sql: string) => connection.prepare<[string, number], { block: number; packed: Uint8Array }>(sql);
  const time = (sql: string) => connection.prepare<[number, string, string], number>(sql).pluck();
  return {
    term: { before: term(SEEKS.term.before), after: term(SEEKS.term.after) },
    time: { before: time(SEEKS.time.before), after: time(SEEKS.time.after) },
  };
}

export interface Seek {
  readonly from: number;
  readonly descending: boolean;
}

function prepare(place: string, entries: LedgerEntries): StateConnection {
  const connection = new Database(place, { timeout: PATIENCE });
  try {
    connection.pragma("journal_mode = WAL");
    connection.pragma("synchronous = NORMAL"); // it is derived: what a power failure takes is made again
    if (!isIndexOf(connection, entries)) {
      connection
        .transaction(() => {
          connection.exec(
            `DROP TABLE IF EXISTS meta; DROP TABLE IF EXISTS blocks; DROP TABLE IF EXISTS postings;${TABLES}`,
          );
          const add = connection.prepare("INSERT INTO meta VALUES (?, ?)");
          add.run("origin", entries.origin);
          add.run("version", VERSION);
        })
        .immediate();
    }
    return connection;
  } catch (error) {
    connection.close();
    throw error;
  }
}

function isIndexOf(connection: StateConnection, entries: LedgerEntries): boolean {
  if (connection.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'blocks'").get() === undefined) return false;
  const meta = connection.prepare<[string], string>("SELECT value FROM meta WHERE name = ?").pluck();
  if (meta.get("origin") !== entries.origin || meta.get("version") !== VERSION) return false;
  const last = connection
    .prepare<[], { block: number; chain: Uint8Array }>("SELECT block, chain FROM blocks ORDER BY block DESC LIMIT 1")
    .get();
  if (last === undefined) return true;
  const chain = entries.chainAt((last.block + 1) * BLOCK - 1);
  return chain !== null && Buffer.from(chain).equals(Buffer.from(last.chain));
}

function isDenied(error: unknown): boolean {
  return error instanceof Error && "code" in error && (error.code === "EACCES" || error.code === "EPERM");
}

function readBlock(entries: LedgerEntries, block: number) {
  const postings = new Map<string, number[]>();
  let [earliest, latest] = ["", ""];
  for (const { record } of entries.range({ from: block * BLOCK, to: (block + 1) * BLOCK })) {
    const offset = record.index - block * BLOCK;
    if (earliest === "" || record.time < earliest) earliest = record.time;
    if (record.time > latest) latest = record.time;
    for (const term of termsOf(record)) {
      const known = postings.get(term);
      if (known === undefined) postings.set(term, [offset]);
      else known.push(offset);
    }
  }
  return { postings: [...postings].sort(([a], [b]) => (a < b ? -1 : 1)), earliest, latest };
}
