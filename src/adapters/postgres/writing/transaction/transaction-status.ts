// What became of a transaction whose COMMIT was sent and not answered: by its id (pg_xact_status, PostgreSQL manual 9.27), or by the marker that
// it leaves in the database. A backend that still runs for a client that is gone is ended.

import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import type { PendingCommit } from "../../../../core/approvals/approval-state.ts";
import { Failure } from "../../../../core/model/failure.ts";
import type { TransactionStatus } from "../../../../gate/ports/write-transaction.ts";
import type { Connections } from "../../connection/connections.ts";
import { readError } from "../../read-error.ts";
import { readText } from "../write-session.ts";
import { SYSTEM } from "./identify-transaction.ts";
import { askMarker } from "./write-marker.ts";

/** How long recovery waits for a transaction of a dead server to end. */
const LAST_WAITS = [0, 50, 200, 500, 1_000, 2_000];

/** `unknown` also when the cluster, its timeline or the database is not the one that the COMMIT was sent to. */
export async function transactionStatus(pending: PendingCommit, connections: Connections): Promise<TransactionStatus> {
  const [system, timeline, recovering] = await connections.ask(async (client) => {
    const known = await readText(
      client,
      `SELECT ${SYSTEM}, (SELECT timeline_id FROM pg_control_checkpoint())::text, pg_is_in_recovery()::text`,
    );
    return known.rows[0] ?? [];
  });
  const [xid = "", marked] = pending.xid.split(" ");
  // a marker is in the data, and goes where the data goes: to another timeline too
  const moved = marked === undefined && Number(timeline) !== pending.timeline;
  if (system !== pending.system || moved || recovering !== "false") return "unknown";
  for (const wait of LAST_WAITS) {
    await sleep(wait);
    const status = await (marked === undefined
      ? connections.ask((client) => readStatus(client, xid))
      : statusByMarker({ request: marked, xid }, connections));
    if (status !== "running") return status;
    await connections.ask((client) =>
      client.query(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid = $1 AND application_name = 'gatehouse' AND backend_xid::text = ($2::xid8)::xid::text`,
        [pending.pid, xid],
      ),
    );
  }
  return "running";
}

async function statusByMarker(
  about: { request: string; xid: string },
  connections: Connections,
): Promise<TransactionStatus> {
  const client = await connections.take(null);
  try {
    return await askMarker(client, { ...about, pins: connections.pins });
  } catch (error) {
    const read = readError(error);
    throw read instanceof Failure ? read : error;
  } finally {
    client.release();
  }
}

async function readStatus(client: pg.ClientBase, xid: string): Promise<TransactionStatus> {
  try {
    const { rows } = await readText(client, "SELECT pg_xact_status($1::xid8)", [xid]);
    switch (rows[0]?.[0]) {
      case "committed":
        return "committed";
      case "aborted":
        return "rolled-back";
      case "in progress":
        return "running";
      default:
        return "unknown";
    }
  } catch (error) {
    if (error instanceof pg.DatabaseError) return "unknown"; // an id of the future: not of this cluster's history
    throw error;
  }
}
