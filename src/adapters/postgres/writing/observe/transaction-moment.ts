// The transaction that is open: its time, and the numbers by which it, its session and its connection are known. What is written down of them
// is another value whenever a write is carried out.

import type pg from "pg";
import type { Observation } from "../../../../core/approvals/effect/observed-effect.ts";
import { readText } from "../write-session.ts";

export interface TransactionMoment extends Pick<Observation, "clock"> {
  /** xid8, in decimal. */
  readonly xid: string;
  readonly numbers: ReadonlySet<string>;
}

const QUERY = `SELECT (extract(epoch FROM now()) * 1000000)::int8::text, (extract(epoch FROM clock_timestamp()) * 1000000)::int8::text,
  pg_current_xact_id()::text, pg_current_xact_id()::xid::text, pg_backend_pid()::text, inet_client_port()::text`;

export async function readMoment(client: pg.ClientBase): Promise<TransactionMoment> {
  const { rows } = await readText(client, QUERY);
  const [from, to, ...numbers] = rows[0] ?? [];
  const known = numbers.flatMap((number) => number ?? []); // over a socket there is no port
  return { clock: { from: Number(from), to: Number(to) }, xid: known[0] ?? "0", numbers: new Set(known) };
}
