// Which files a ledger is made of at this moment: its own, the write-ahead log and the index of that, by their places on disk. Whoever appends
// holds a shared lock on a small file beside them that names all three, so that nobody can begin with others while somebody goes on with
// these: a log that was removed or replaced under running servers would make two histories of one ledger.
// INVARIANT: what the small file names is changed by whoever holds it alone, and nobody appends who does not hold it.

import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import Database from "better-sqlite3";
import { watchFiles } from "../../sqlite-driver/file-identity.ts";

/** The files are not those that other processes hold. Time can mend it: once those have ended. */
export class OtherFiles extends Error {
  override readonly name = "OtherFiles";
}

export interface HeldFiles<T> {
  readonly opened: T;
  /** Whether the files are those that were opened: all three, or the ledger's own at least. */
  areSame(which: "all" | "main"): boolean;
  release(): void;
}

interface Opening<T> {
  /** Opens the ledger, so that all three files are there. */
  open(): T;
  close(opened: T): void;
}

const ATTEMPTS = 3;

/** Throws OtherFiles, the driver's SQLITE_BUSY to be tried again, and what `open` throws. */
export function holdFiles<T>(file: string, { open, close }: Opening<T>): HeldFiles<T> {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const lock = new Database(lockFileOf(file), { timeout: 0 });
  let opened: { readonly it: T } | null = null;
  try {
    for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
      lock.exec("BEGIN");
      const named = readNamed(lock);
      if (named === null || named !== watchFiles(file)().all) {
        lock.exec("COMMIT");
        opened = nameAlone(lock, { file, open });
        lock.exec("BEGIN");
      } else opened = { it: open() };
      const look = watchFiles(file);
      const { all, main } = look();
      // from this reading on the lock is shared, until it is released
      if (readNamed(lock) === all && isWhole(all)) {
        return {
          opened: opened.it,
          areSame: (which) => (which === "all" ? look().all === all : look().main === main),
          release: () => lock.close(),
        };
      }
      lock.exec("COMMIT");
      close(opened.it);
      opened = null;
    }
    throw new OtherFiles("the ledger's files change while they are opened");
  } catch (error) {
    if (opened !== null) close(opened.it);
    lock.close();
    throw error;
  }
}

/** Nobody else appends while the files are named. A crash leaves what was named before, and whoever comes next names them anew. */
function nameAlone<T>(lock: Database.Database, { file, open }: { file: string; open: () => T }): { it: T } {
  try {
    lock.exec("BEGIN EXCLUSIVE");
  } catch (error) {
    if (error instanceof Database.SqliteError && error.code.startsWith("SQLITE_BUSY"))
      throw new OtherFiles("other processes hold other files", { cause: error });
    throw error;
  }
  try {
    const it = open();
    lock.exec("CREATE TABLE IF NOT EXISTS files (identity TEXT NOT NULL) STRICT; DELETE FROM files");
    lock.prepare("INSERT INTO files VALUES (?)").run(watchFiles(file)().all);
    lock.exec("COMMIT");
    return { it };
  } catch (error) {
    if (lock.inTransaction) lock.exec("ROLLBACK");
    throw error;
  }
}

function readNamed(lock: Database.Database): string | null {
  const made = lock.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'files'").get() !== undefined;
  if (!made) return null;
  return lock.prepare<[], string>("SELECT identity FROM files").pluck().get() ?? null;
}

/** All three are there. */
function isWhole(all: string): boolean {
  return all.split(" ").every((identity) => identity !== "");
}

function lockFileOf(file: string): string {
  return `${file}.lock`;
}
