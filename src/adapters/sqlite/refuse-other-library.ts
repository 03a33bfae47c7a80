// Whether the SQLite library that is linked is the one by whose grammar statements are read: what it would read in another way would be
// governed as something that it is not.

import { Failure } from "../../core/model/failure.ts";
import { SQLITE_SOURCE_ID, SQLITE_VERSION } from "../../core/sql/sqlite/parse/grammar/tables.ts";
import type { RawCatalogue } from "./sqlite-messages.ts";

/** Throws a Failure where it is another one (sqlite_source_id(), sqlite.org/c3ref/libversion.html). */
export function refuseOtherLibrary({ library, sqliteVersion }: Pick<RawCatalogue, "library" | "sqliteVersion">): void {
  if (library === SQLITE_SOURCE_ID) return;
  throw new Failure(
    "database-unavailable",
    `The SQLite library that is linked (${sqliteVersion}) is not the one by whose grammar statements are read (${SQLITE_VERSION}): install the better-sqlite3 that Gatehouse's package.json names.`,
  );
}
