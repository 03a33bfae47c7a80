// What recovery will ask about a transaction whose COMMIT is about to be sent, with the WAL that holds its id on disk.

import type pg from "pg";
import type { PendingCommit } from "../../../../core/approvals/approval-state.ts";
import { readText, type TextResult } from "../write-session.ts";

/** Identity of the cluster and of the database in it. */
export const SYSTEM = `(SELECT system_identifier FROM pg_control_system())::text || '/' || (SELECT oid FROM pg_database WHERE datname = current_database())::text`;

/** Servers from here on flush in the connection itself. */
const FLUSHES = 170_000;

export interface Identifying {
  readonly serverVersion: number;
  /** A marker says what became of it, and goes with the change: the id needs no flush. */
  readonly marks: boolean;
  /** Flushes the WAL up to here by another connection. */
  readonly flush: () => Promise<void>;
}

/** A query of one row; everything that was written before it is flushed where this server can. */
export function identifyText({ serverVersion, marks }: Identifying): string {
  // not transactional: only then is it flushed at once (PostgreSQL manual, 9.28.6), and with it all that was written before
  const flushed =
    marks || serverVersion < FLUSHES ? "" : ", pg_logical_emit_message(false, 'gatehouse', 'commit', true)";
  return `SELECT pg_current_xact_id()::text, (SELECT timeline_id FROM pg_control_checkpoint())::text, pg_backend_pid()::text${flushed}`;
}

/** `system`: as this very transaction has said it. */
export async function pendingCommitOf(
  { rows }: TextResult,
  { system, identifies }: { system: string; identifies: Identifying },
): Promise<PendingCommit> {
  if (!identifies.marks && identifies.serverVersion < FLUSHES) await identifies.flush();
  const [xid, timeline, pid] = rows[0] ?? [];
  return { xid: xid ?? "", system, timeline: Number(timeline), pid: Number(pid) };
}

export async function identifyTransaction(
  client: pg.ClientBase,
  options: { system: string; identifies: Identifying },
): Promise<PendingCommit> {
  return pendingCommitOf(await readText(client, identifyText(options.identifies)), options);
}
