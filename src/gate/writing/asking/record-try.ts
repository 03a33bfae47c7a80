// A write that people would have been asked about, and that its try has refused: its caller is told, and nobody is asked. It stands in the ledger
// and counts among what the caller did unasked (`recent`), as a write that ran and was refused does: each such answer tells a little.

import { describeCaller } from "../../calls.ts";
import type { RolledBack } from "../../ports/write-transaction.ts";
import { clearWrite } from "../clear-write.ts";
import { WriteExecution } from "../write-execution.ts";
import { leaseOf, type WriteScope } from "../write-scope.ts";
import { makeRequest } from "./make-request.ts";
import type { WriteToAsk } from "./write-to-ask.ts";

export async function recordTry(
  asks: WriteToAsk,
  { outcome, scope }: { outcome: RolledBack; scope: WriteScope },
): Promise<void> {
  const { context, database, planned } = scope;
  const { gatehouse, caller } = context;
  const filed = makeRequest({ ...asks, samples: {}, assessment: { ...asks.assessment, quorum: 0 } }, gatehouse);
  const execution = new WriteExecution({ gatehouse, database, caller });
  execution.begin(filed.request.id);
  try {
    const by = describeCaller(caller);
    execution.cleared(clearWrite(filed, { gatehouse, by, leaseMilliseconds: leaseOf(planned) }));
    await execution.conclude(outcome);
  } finally {
    execution.end();
  }
}
