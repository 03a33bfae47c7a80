// The SQLite file that holds a ledger: its tables, its pragmas, and what can be wrong with it.
// Durability: WAL with synchronous=FULL; an entry is on disk when COMMIT returns. Never a busy timeout: waiting is done by the event loop.

import { randomBytes } from "node:crypto";
import Database from "better-sqlite3";
import { chainStart } from "../../../core/ledger/tree/chain.ts";
import type { StoredHead } from "../../../core/ledger/verify/verify-ledger.ts";
import { Failure } from "../../../core/model/failure.ts";
import { isUncompiled, UNCOMPILED } from "../../sqlite-driver/compiled-part.ts";
import { identityOf } from "../../sqlite-driver/file-identity.ts";
import { LOCK_TABLE } from "../locks/lock-table.ts";
import { sha256, utf8 } from "../sha256.ts";
import type { StateConnection } from "../state-connection.ts";
import { TOKEN_TABLE } from "../tokens/token-table.ts";
import { BREAK_GLASS_INDEX } from "./break-glass-entries.ts";
import { OtherFiles } from "./ledger-files.ts";

/** "Gate" in ASCII: says that a SQLite file is a ledger of ours. */
const APPLICATION_ID = 0x47617465;
const FORMAT_VERSION = 2;
/** Older ones can corrupt a WAL database when two connections write at the same moment (SQLite 3.51.3 release notes). */
const OLDEST_SQLITE = [3, 51, 3] as const;

/** Entries that the verification of others needs: few, and found by an index of their own. */
export const ENTRIES_OF_PROOF =
  "kind IN ('checkpoint', 'erasure', 'key.rotated', 'lock.set', 'lock.lifted', 'review.signed')";

export const LEDGER_TABLES = `
CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE head (only INTEGER PRIMARY KEY CHECK (only = 1), size INTEGER NOT NULL, root BLOB NOT NULL, chain BLOB NOT NULL, frontier BLOB NOT NULL, time TEXT NOT NULL) STRICT;
CREATE TABLE entries (
  idx INTEGER PRIMARY KEY, body TEXT NOT NULL, leaf BLOB NOT NULL, chain BLOB NOT NULL,
  time TEXT NOT NULL, kind TEXT NOT NULL, correlation TEXT NOT NULL, principal TEXT) STRICT;
CREATE TABLE payloads (idx INTEGER PRIMARY KEY, key TEXT NOT NULL, iv BLOB NOT NULL, sealed BLOB NOT NULL) STRICT;
CREATE TABLE data_keys (id TEXT PRIMARY KEY, iv BLOB NOT NULL, wrapped BLOB NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE nodes (level INTEGER NOT NULL, idx INTEGER NOT NULL, hash BLOB NOT NULL, PRIMARY KEY (level, idx)) STRICT, WITHOUT ROWID;
CREATE TABLE checkpoints (size INTEGER PRIMARY KEY, note TEXT NOT NULL) STRICT;
CREATE INDEX entries_by_correlation ON entries (correlation);
CREATE INDEX entries_of_proof ON entries (kind, idx) WHERE ${ENTRIES_OF_PROOF};
`;

/** Of the connection that appends: it works at the right edge of the tables alone, and would keep 16 MiB otherwise. */
const CACHE_KIBIBYTES = 2_048;

/**
 * Opens a ledger for appending, and makes it when there is none. Throws a Failure, or the driver's SQLITE_BUSY to be tried again.
 * `sealing` tells, for an origin, the check value of the key that seals; a ledger that was begun with another refuses it.
 */
export function openForAppend(file: string, sealing: (origin: string) => string): StateConnection {
  const connection = openToWrite(file, { synchronous: "FULL", begin: (made) => beginLedger(made, sealing) });
  try {
    refuseOtherKey(connection, { file, sealing });
    connection.exec(LOCK_TABLE + TOKEN_TABLE + BREAK_GLASS_INDEX);
    return connection;
  } catch (error) {
    connection.close();
    throw error;
  }
}

/** Opens what is derived from a ledger that is kept elsewhere, and makes it, empty, where there is none. Throws as `openForAppend` does. */
export function openImage(file: string, more: string): StateConnection {
  const connection = openToWrite(file, { synchronous: "NORMAL", begin: () => undefined });
  try {
    connection.exec(more);
    return connection;
  } catch (error) {
    connection.close();
    throw error;
  }
}

/** INVARIANT: the origin is made with the ledger, at random, and never again: whatever is configured later, the ledger stays the same log. */
export function beginLedger(connection: StateConnection, sealing: (origin: string) => string): void {
  const origin = `gatehouse/${randomBytes(16).toString("hex")}`;
  connection.prepare("INSERT INTO meta VALUES ('origin', ?), ('sealing', ?)").run(origin, sealing(origin));
  connection
    .prepare("INSERT INTO head VALUES (1, 0, ?, ?, x'', '')")
    .run(sha256(), chainStart(origin, { sha256, utf8 }));
}

/** Throws a Failure `key-missing` where the ledger was begun with another key than the one that seals. */
export function refuseOtherKey(
  connection: StateConnection,
  { file, sealing }: { file: string; sealing: (origin: string) => string },
): void {
  if (sealingOf(connection) === sealing(originOf(connection, file))) return;
  throw new Failure(
    "key-missing",
    `The sealing key is not the one that the ledger ${file} was begun with; restore it from a copy, nothing is written until then.`,
  );
}

function openToWrite(
  file: string,
  { synchronous, begin }: { synchronous: "FULL" | "NORMAL"; begin: (connection: StateConnection) => void },
): StateConnection {
  refuseOldSqlite();
  const connection = connect(file, { readonly: false });
  try {
    if (!isEmpty(connection)) refuseForeign(connection, file); // before anything is written: it may be somebody else's
    connection.pragma("journal_mode = WAL");
    connection.pragma(`synchronous = ${synchronous}`);
    connection.pragma("secure_delete = ON"); // what is erased leaves no bytes behind
    connection.pragma("foreign_keys = ON");
    connection.pragma(`cache_size = -${CACHE_KIBIBYTES}`);
    connection
      .transaction(() => {
        if (connection.pragma("application_id", { simple: true }) === APPLICATION_ID) return;
        if (!isEmpty(connection)) throw notALedger(file);
        connection.exec(LEDGER_TABLES);
        begin(connection);
        connection.pragma(`application_id = ${APPLICATION_ID}`);
        connection.pragma(`user_version = ${FORMAT_VERSION}`);
      })
      .immediate();
    refuseForeign(connection, file);
    return connection;
  } catch (error) {
    connection.close();
    throw error;
  }
}

/** Opens a ledger to read it; writers may go on. Throws a Failure `ledger-unreadable` or `ledger-newer`. */
export function openForReading(file: string): StateConnection {
  refuseOldSqlite();
  if (!exists(file)) {
    throw new Failure("ledger-unreadable", `There is no ledger at ${file}; it is made by the first recorded call.`);
  }
  const connection = connect(file, { readonly: true });
  try {
    refuseForeign(connection, file);
    return connection;
  } catch (error) {
    connection.close();
    throw error instanceof Failure ? error : failureOf(error, file);
  }
}

/** The log's identity, as the file says. Throws a Failure `ledger-unreadable`. */
export function originOf(connection: StateConnection, file: string): string {
  const row = connection.prepare<[], { value: string }>("SELECT value FROM meta WHERE name = 'origin'").get();
  if (row !== undefined) return row.value;
  throw new Failure("ledger-unreadable", `The ledger ${file} has no origin; restore it from a copy.`);
}

/** The check value of the key that seals; null when the file has none any more. */
export function sealingOf(connection: StateConnection): string | null {
  return (
    connection.prepare<[], { value: string }>("SELECT value FROM meta WHERE name = 'sealing'").get()?.value ?? null
  );
}

/** What the file says of itself as a whole. Throws a Failure `ledger-unreadable`. */
export function readHead(connection: StateConnection, file: string): StoredHead {
  const head = connection.prepare<[], StoredHead>("SELECT size, root, chain, time, frontier FROM head").get();
  if (head !== undefined) return head;
  throw new Failure("ledger-unreadable", `The ledger ${file} has no head; restore it from a copy.`);
}

function isEmpty(connection: StateConnection): boolean {
  return connection.prepare("SELECT 1 FROM sqlite_schema LIMIT 1").get() === undefined;
}

function connect(file: string, { readonly }: { readonly: boolean }): StateConnection {
  try {
    const connection = new Database(file, { readonly, timeout: 0, fileMustExist: readonly });
    if (!readonly) connection.pragma("page_size = 8192");
    connection.pragma("mmap_size = 0");
    return connection;
  } catch (cause) {
    throw failureOf(cause, file);
  }
}

function refuseForeign(connection: StateConnection, file: string): void {
  if (connection.pragma("application_id", { simple: true }) !== APPLICATION_ID) throw notALedger(file);
  const version = Number(connection.pragma("user_version", { simple: true }));
  if (version < FORMAT_VERSION) {
    throw new Failure(
      "ledger-unreadable",
      `The ledger ${file} is of a build before the format was fixed; move it away, and a new one is begun.`,
    );
  }
  if (version > FORMAT_VERSION) {
    throw new Failure(
      "ledger-newer",
      `The ledger ${file} was written by a newer Gatehouse; update this one to read it.`,
    );
  }
}

function notALedger(file: string): Failure {
  return new Failure(
    "ledger-unreadable",
    `The file ${file} is not a Gatehouse ledger; correct \`state\` in gatehouse.yaml.`,
  );
}

/** Throws a Failure where SQLite itself is not there. */
function openMemory(): StateConnection {
  try {
    return new Database(":memory:");
  } catch (error) {
    if (!isUncompiled(error)) throw error;
    throw new Failure("ledger-unavailable", UNCOMPILED, { cause: error });
  }
}

function refuseOldSqlite(): void {
  const memory = openMemory();
  const version = String(memory.prepare("SELECT sqlite_version()").pluck().get());
  memory.close();
  const parts = version.split(".").map(Number);
  const older = OLDEST_SQLITE.findIndex((wanted, place) => parts[place] !== wanted);
  if (older >= 0 && (parts[older] ?? 0) < (OLDEST_SQLITE[older] ?? 0)) {
    throw new Failure(
      "ledger-unavailable",
      `SQLite ${version} can corrupt a shared ledger; install better-sqlite3 12.8 or later.`,
    );
  }
}

function exists(file: string): boolean {
  return identityOf(file) !== null;
}

/** What went wrong with reading: the file is damaged, or cannot be read now. */
export function readingFailure(error: unknown, file: string): unknown {
  if (error instanceof Failure || !(error instanceof Database.SqliteError)) return error;
  if (/^SQLITE_(CORRUPT|NOTADB)/.test(error.code)) return failureOf(error, file);
  const why = isBusy(error) ? "another process keeps it locked" : "it or its folder cannot be read";
  return new Failure(
    "ledger-unreadable",
    `The ledger ${file} cannot be read because ${why}; mend that and try again.`,
    {
      cause: error,
    },
  );
}

/** True for an error that time alone can mend. */
export function isBusy(error: unknown): boolean {
  if (error instanceof OtherFiles) return true;
  return error instanceof Database.SqliteError && /^SQLITE_(BUSY|LOCKED)/.test(error.code);
}

export function failureOf(error: unknown, file: string): Failure {
  if (error instanceof Failure) return error;
  if (isUncompiled(error)) return new Failure("ledger-unavailable", UNCOMPILED, { cause: error });
  if (error instanceof OtherFiles) {
    return new Failure(
      "ledger-unavailable",
      `The files of the ledger ${file} (itself, -wal or -shm) were removed or replaced while other servers hold them; end those servers, which puts what they hold into the ledger, and nothing is answered until then.`,
      { cause: error },
    );
  }
  const code = error instanceof Database.SqliteError ? error.code : "";
  if (/^SQLITE_(CORRUPT|NOTADB)/.test(code)) {
    return new Failure(
      "ledger-unreadable",
      `The ledger ${file} is damaged; restore it from a copy and run gatehouse ledger verify.`,
      { cause: error },
    );
  }
  const why = code.startsWith("SQLITE_FULL")
    ? "the disk is full"
    : code.startsWith("SQLITE_READONLY")
      ? "it is read-only"
      : isBusy(error)
        ? "another process keeps it locked"
        : "it cannot be opened or written";
  return new Failure(
    "ledger-unavailable",
    `The ledger cannot be written because ${why}; nothing is answered until it can.`,
    { cause: error },
  );
}
