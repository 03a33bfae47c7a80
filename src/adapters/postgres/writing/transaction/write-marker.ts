// The marker table of a PostgreSQL database that is configured with `marker: true`: each write leaves its request's id in the transaction
// that changes the rows. INVARIANT: the marker is there exactly when the change is, whatever became of server, cluster or state folder.

import pg from "pg";
import { Failure } from "../../../../core/model/failure.ts";
import type { TransactionStatus } from "../../../../gate/ports/write-transaction.ts";
import { readText } from "../write-session.ts";

/** Shown to no caller, whether or not markers are written (catalogue-queries.ts). */
export const MARKER_TABLE = "gatehouse.writes";

export const MAKE_MARKER_TABLE = `CREATE SCHEMA IF NOT EXISTS gatehouse; CREATE TABLE ${MARKER_TABLE} (request text PRIMARY KEY, xid text NOT NULL, at timestamptz NOT NULL DEFAULT now()); GRANT USAGE ON SCHEMA gatehouse TO`;

/** What a write comes to whose marker is there. */
export const RAN_BEFORE = { kind: "held", why: "ran-before" } as const;

/** Its parameter is the request's id. */
export const MARK = `INSERT INTO ${MARKER_TABLE} (request, xid) VALUES ($1, pg_current_xact_id()::text)`;

/** False when the request has been carried out before. The transaction is then aborted. Waits for another that is carrying it out. */
export async function markWrite(client: pg.ClientBase, request: string): Promise<boolean> {
  try {
    await client.query(MARK, [request]);
    return true;
  } catch (error) {
    if (ranBefore(error)) return false;
    throw error;
  }
}

/** Of what the server said to a marker: true when the request has been carried out before. Throws a Failure where the table is not as it has to be. */
export function ranBefore(error: unknown): boolean {
  if (isDuplicate(error)) return true;
  const failure = failureOf(error);
  if (failure !== null) throw failure;
  return false;
}

/**
 * Of a transaction that had written its marker before it could send COMMIT. Who can write the same marker knows that no other is there and
 * none is on its way; that attempt is rolled back.
 */
export async function askMarker(
  client: pg.ClientBase,
  { request, xid, pins }: { request: string; xid: string; pins: readonly string[] },
): Promise<TransactionStatus> {
  await client.query(["BEGIN READ WRITE", ...pins].join(";\n"));
  try {
    await client.query("SET LOCAL lock_timeout = '500ms'");
    return (await markWrite(client, request)) ? "rolled-back" : await readMarker(client, { request, xid, pins });
  } catch (error) {
    if (error instanceof pg.DatabaseError && error.code === "55P03") return "running";
    if (error instanceof Failure) return "unknown"; // the table is gone
    throw error;
  } finally {
    await client.query("ROLLBACK");
  }
}

async function readMarker(
  client: pg.ClientBase,
  { request, xid, pins }: { request: string; xid: string; pins: readonly string[] },
): Promise<TransactionStatus> {
  await client.query("ROLLBACK");
  await client.query(["BEGIN READ ONLY", ...pins].join(";\n"));
  const { rows } = await readText(client, `SELECT xid FROM ${MARKER_TABLE} WHERE request = $1`, [request]);
  if (rows[0] === undefined) return "unknown"; // somebody took it away
  return rows[0][0] === xid ? "committed" : "rolled-back";
}

function isDuplicate(error: unknown): boolean {
  return error instanceof pg.DatabaseError && error.code === "23505";
}

function failureOf(error: unknown): Failure | null {
  if (!(error instanceof pg.DatabaseError) || !/^(42P01|3F000|42501|42703)$/.test(error.code ?? "")) return null;
  return new Failure(
    "marker-missing",
    "The marker table of this database is not there or not as it has to be, so nothing is written; gatehouse check says how to make it.",
    { cause: error },
  );
}
