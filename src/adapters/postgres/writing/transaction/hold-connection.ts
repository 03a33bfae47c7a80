// The connection of one write, while its transaction is open.
// INVARIANT: a connection on which a CancelRequest may still arrive, or which does not roll back, is not used again.

import pg from "pg";
import { Failure } from "../../../../core/model/failure.ts";
import { UnfitValue } from "../../../../core/model/unfit-value.ts";
import type { WriteHold } from "../../../../gate/ports/begin-write.ts";
import type { RolledBack } from "../../../../gate/ports/write-transaction.ts";
import { cancelBackend } from "../../connection/cancel-backend.ts";
import { readError, unfit } from "../../read-error.ts";
import { commits } from "./commits.ts";
import { Rejected } from "./rejected.ts";

/** `isCurrent`: whether the schema is still the one that the write was planned on. */
export function holdConnection(client: pg.PoolClient, isCurrent: () => Promise<boolean>): WriteHold {
  return {
    interrupt: () => void cancelBackend(client, { host: client.host, port: client.port }),
    commit: async () => ({ kind: (await commits(client)) ? "committed" : "in-doubt" }),
    release: async ({ interrupted, committed }) => {
      const clean = committed || (await rollsBack(client));
      client.release(interrupted || !clean);
    },
    readError: (error) => rolledBackBy(error, isCurrent),
  };
}

async function rolledBackBy(error: unknown, isCurrent: () => Promise<boolean>): Promise<RolledBack> {
  if (error instanceof UnfitValue) return unfit(error);
  if (error instanceof Rejected) return { kind: "held", why: error.why };
  if (!(error instanceof pg.DatabaseError)) throw error;
  const read = readError(error);
  if (read instanceof Failure) throw read;
  if (isMissing(read.sqlstate) && !(await isCurrent())) return { kind: "schema-changed" };
  // after rows were read a message may hold a value, whatever its class
  return { ...read, message: null };
}

async function rollsBack(client: pg.ClientBase): Promise<boolean> {
  try {
    await client.query("ROLLBACK");
    return true;
  } catch {
    return false;
  }
}

/** A relation, column or type that is no longer there. */
function isMissing(sqlstate: string): boolean {
  return /^(42P01|42703|42704|3F000)$/.test(sqlstate);
}
