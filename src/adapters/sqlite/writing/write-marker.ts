// The table in the target file that says which writes were committed: each leaves its marker in its own transaction, so that a request is
// carried out once, and recovery can tell. Two further rows hold the file's identity and the key that digests are made with.

import { randomBytes, randomUUID } from "node:crypto";
import type Database from "better-sqlite3";

/** Not shown to callers, and no target of their writes. */
export const MARKER_TABLE = "gatehouse_writes";
const IDENTITY = "gatehouse:file";
const SEAL = "gatehouse:seal";

/** The identity of the file; makes the table when it is not there, in a transaction of its own. */
export function identifyFile(open: Database.Database): string {
  const known = knownIdentity(open);
  if (known !== null) return known;
  return open
    .transaction((): string => {
      open.exec(
        `CREATE TABLE IF NOT EXISTS main.${MARKER_TABLE} (request TEXT PRIMARY KEY, attempt TEXT NOT NULL, at TEXT NOT NULL)`,
      );
      insertRow(open, { request: SEAL, attempt: randomBytes(32).toString("hex"), passing: true });
      insertRow(open, { request: IDENTITY, attempt: randomUUID(), passing: true });
      return readRow(open, IDENTITY) ?? "";
    })
    .immediate();
}

/** The identity as it is; null of a file that Gatehouse has not written. */
export function knownIdentity(open: Database.Database): string | null {
  return readRow(open, IDENTITY);
}

/** Keys the digests of rows: without it they would tell who guesses a hidden value. */
export function sealOf(open: Database.Database): string {
  const seal = readRow(open, SEAL);
  if (seal === null) throw new Error("the marker table holds no seal");
  return seal;
}

/** Raises when the request was carried out before. */
export function markWrite(open: Database.Database, { request, attempt }: { request: string; attempt: string }): void {
  insertRow(open, { request, attempt, passing: false });
}

/** Which attempt of a request was committed; null when none was. */
export function committedAttempt(open: Database.Database, request: string): string | null {
  return readRow(open, request);
}

function readRow(open: Database.Database, request: string): string | null {
  const there = open.prepare("SELECT 1 FROM main.sqlite_schema WHERE type = 'table' AND name = ?").get(MARKER_TABLE);
  if (there === undefined) return null;
  const found = open
    .prepare<[string], { attempt: string }>(`SELECT attempt FROM main.${MARKER_TABLE} WHERE request = ?`)
    .get(request);
  return found?.attempt ?? null;
}

function insertRow(
  open: Database.Database,
  { request, attempt, passing }: { request: string; attempt: string; passing: boolean },
): void {
  open
    .prepare(
      `INSERT ${passing ? "OR IGNORE " : ""}INTO main.${MARKER_TABLE} VALUES (?, ?, strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))`,
    )
    .run(request, attempt);
}
