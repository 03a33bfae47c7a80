// What an error of the driver means, in words that hold no value. Runs in the processes that hold a connection.

import Database from "better-sqlite3";
import { visibleLine } from "../../core/model/visible-text.ts";
import { isUncompiled, UNCOMPILED } from "../sqlite-driver/compiled-part.ts";

export type DescribedError =
  | {
      readonly kind: "database-error";
      readonly sqlstate: string;
      readonly message: string | null;
      /** What the engine says of a constraint: its words are the schema's own. */
      readonly constraint?: string;
    }
  | { readonly kind: "failure"; readonly message: string };

/** Sentences of SQLite that speak of the statement's own words and never of a value. */
const SAFE =
  /^(no such column: |ambiguous column name: |no such function: |near "[^"]*": syntax error|misuse of |wrong number of arguments to function |sub-select returns |ORDER BY term |GROUP BY |HAVING |aggregate functions |circular reference: |SELECTs to the left and right |all VALUES |values for |row value misused|a JOIN clause |cannot join using column |\d+ values for \d+ columns|too many |no tables specified|recursive |multiple |table .{1,64} has \d+ )/;

const CONSTRAINT = /^(UNIQUE|NOT NULL|CHECK|FOREIGN KEY) constraint failed(?:: (.{1,200}))?$/;

/** A failure means that the connection is of no more use. */
export function describeError(error: unknown): DescribedError {
  if (error instanceof Database.SqliteError) {
    if (/^SQLITE_(CANTOPEN|NOTADB|CORRUPT|IOERR|PERM|AUTH)/.test(error.code)) {
      const why = error.code.startsWith("SQLITE_CANTOPEN")
        ? "cannot be opened"
        : error.code.startsWith("SQLITE_NOTADB")
          ? "is not a SQLite database"
          : "cannot be read";
      return { kind: "failure", message: `The database ${why}; check the file that gatehouse.yaml names.` };
    }
    const constraint = CONSTRAINT.exec(error.message)?.slice(1).join(" ").trim();
    return {
      kind: "database-error",
      sqlstate: error.code,
      message: SAFE.test(error.message) ? error.message : null,
      ...(constraint !== undefined && { constraint }),
    };
  }
  if (isUncompiled(error)) return { kind: "failure", message: UNCOMPILED };
  if (error instanceof RangeError) return { kind: "database-error", sqlstate: "SQLITE_RANGE", message: null };
  if (error instanceof TypeError && /does not exist|directory/i.test(error.message)) {
    return { kind: "failure", message: "The database cannot be opened; check the file that gatehouse.yaml names." };
  }
  process.stderr.write(`gatehouse: sqlite: ${visibleLine(error instanceof Error ? error.message : String(error))}\n`);
  return { kind: "failure", message: "The database's process failed; call again." };
}
