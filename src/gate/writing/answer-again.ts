// A write whose caller may be sending it for the second time, because the answer to the first did not arrive.

import { Failure } from "../../core/model/failure.ts";
import type { Outcome } from "../calls.ts";
import type { WriteResult } from "./describe-write.ts";
import type { WriteScope } from "./write-scope.ts";
import { type WriteAsked, writeStatement } from "./write-statement.ts";

type Ended = Outcome<WriteResult> | { readonly kind: "schema-changed" };

/** As writeStatement; what ran for the same caller and was not delivered is answered with what it came to, and not run. */
export async function writeOrAnswerAgain(asked: WriteAsked, scope: WriteScope): Promise<Ended> {
  const { context, callRecord } = scope;
  const { gatehouse, answered } = context;
  if (answered === undefined || context.asTask === true) return writeStatement(asked, scope);
  const key = keyOf(asked, scope);
  const first = await gatehouse.lostAnswers.take(key, answered);
  if (first !== null) {
    const { result, policyDigest } = first;
    if (result.request !== undefined) callRecord.detail = { request: result.request, again: true };
    // under other policies other values may be seen
    const shown =
      policyDigest === callRecord.policyDigest ? result : { ...result, columns: [], rows: [], row_count: 0 };
    const told = {
      ...shown,
      next: "It ran when you sent it first, and the answer was lost: this is that outcome, and nothing was run again.",
    };
    return { kind: "result", result: told, rows: told.row_count, truncated: told.truncated };
  }
  // whoever went in the meantime may have sent it again already
  if (context.cancellation.aborted)
    throw new Failure("cancelled", "The call was cancelled before anything was changed.");
  const writing = writeStatement(asked, scope);
  const outcome = writing.then(
    (ended) =>
      ended.kind === "result" && ended.result.status === "executed"
        ? { result: ended.result, policyDigest: callRecord.policyDigest }
        : null,
    () => null,
  );
  gatehouse.lostAnswers.hold(key, { outcome, answered });
  return writing;
}

function keyOf({ sql, parameters, reason }: WriteAsked, { context, database }: WriteScope): string {
  const { principal, role } = context.caller;
  return JSON.stringify([principal, role, database.name, sql, parameters, reason]);
}
