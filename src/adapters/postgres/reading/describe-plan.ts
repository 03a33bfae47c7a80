// What a plan takes and gives, by the server's own word (Parse and Describe) and without running it.

import { Failure } from "../../../core/model/failure.ts";
import type { PlanText } from "../../../core/sql/plans/write-plan.ts";
import type { Cancellation } from "../../../gate/ports/cancellation.ts";
import type { Description } from "../../../gate/ports/execution.ts";
import type { LoadedCatalogue } from "../catalogue/load-catalogue.ts";
import { labelOf } from "../catalogue/types-by-oid.ts";
import type { Connections } from "../connection/connections.ts";
import { readError } from "../read-error.ts";
import { describeText } from "../values/typed-parameters.ts";

/** Rejects with a Failure, as Database.execute. */
export async function describePlan(
  { text }: PlanText,
  { connections, loaded, signal }: { connections: Connections; loaded: LoadedCatalogue; signal: Cancellation },
): Promise<Description> {
  if (text.includes("\0")) return { kind: "database-error", sqlstate: "22021", message: null };
  const client = await connections.take(signal);
  let broken = true;
  try {
    const settings = connections.pooled ? connections.pinsFor(loaded.own) : [];
    const described = await describeText(client, text, settings.length > 0 ? settings : null);
    broken = false;
    const columns = (described.fields ?? []).map(({ name, oid }) => ({ name, type: labelOf(oid, loaded.types) }));
    return { kind: "described", ...described, columns };
  } catch (error) {
    const read = readError(error);
    if (read instanceof Failure) throw read;
    broken = false;
    if (connections.pooled) await client.query("ROLLBACK");
    return read;
  } finally {
    client.release(broken);
  }
}
