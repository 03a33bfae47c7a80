// A statement that changes rows: preview -> weigh -> run at once, or ask. One transaction of the database previews, is judged and changes,
// so that what the rules weighed is what happens. What is risky is filed for people and runs when they have decided (execute-request.ts).

import type { Approval } from "../../core/approvals/approval.ts";
import type { ApprovalRequest } from "../../core/approvals/approval-request.ts";
import type { Refusal } from "../../core/model/refusal.ts";
import { waitForDecision } from "../approvals.ts";
import { describeCaller, type Outcome, openForReading } from "../calls.ts";
import type { Preview } from "../ports/write-run.ts";
import { askFor, fileWrite, weighPreview } from "./asking/ask-for-write.ts";
import type { AskedWrite } from "./asking/asked-write.ts";
import { makeRequest } from "./asking/make-request.ts";
import { recordTry } from "./asking/record-try.ts";
import type { WriteToAsk } from "./asking/write-to-ask.ts";
import { carryOut, Execution, GaveWay, Outweighed } from "./carry-out.ts";
import { clearWrite } from "./clear-write.ts";
import { answer, concludeWrite } from "./conclude-write.ts";
import { describeWrite, type WriteResult } from "./describe-write.ts";
import { executeRequest } from "./execute-request.ts";
import { findOwnRequest } from "./find-own-request.ts";
import { refuseMoved, refuseUnreverted } from "./revert/refuse-revert.ts";
import { leaseOf, toRun, type WriteScope } from "./write-scope.ts";

export type { WriteResult } from "./describe-write.ts";

export interface WriteAsked extends AskedWrite {
  readonly waitSeconds: number;
  /** True for request-approval: what needs nobody is left for `query` to run. */
  readonly askOnly?: boolean;
}

/** How often a write that needs nobody is run where the database gives it up in favour of others. */
const ATTEMPTS = 5;

export async function writeStatement(
  asked: WriteAsked,
  scope: WriteScope,
  attempts = ATTEMPTS,
): Promise<Outcome<WriteResult> | { readonly kind: "schema-changed" }> {
  const { context, database } = scope;
  const { gatehouse, caller } = context;
  if (!database.writable) return openForReading();
  const known = await findOwnRequest(asked, { caller, database, gatehouse });
  if (known !== null) return resume(known, { asked, scope });
  const by = describeCaller(caller);
  const execution = new Execution({ gatehouse, database, caller });
  let asks: WriteToAsk | null = null;
  let conflict: Refusal | null = null;
  let notNeeded: ApprovalRequest | null = null;
  let previewed: Preview | null = null;
  const outcome = await carryOut(execution, {
    database,
    account: scope.account,
    request: {
      ...toRun(asked.parameters, scope),
      signal: context.cancellation,
      judge: async (preview, look) => {
        previewed = preview;
        conflict = refuseMoved(preview.rows, asked);
        if (conflict !== null) return null;
        const { low, ask, revertFinding, weighing } = await weighPreview(preview, { look, asked, scope });
        conflict = refuseUnreverted(revertFinding, asked);
        if (conflict !== null) return null;
        if (!low) {
          asks = ask;
          return null;
        }
        if (asked.askOnly === true) {
          notNeeded = makeRequest(ask, gatehouse).request;
          return null;
        }
        const filed = makeRequest(ask, gatehouse);
        execution.begin(filed.request.id);
        const cleared = clearWrite(filed, { gatehouse, by, leaseMilliseconds: leaseOf(scope.planned) });
        execution.cleared(cleared, weighing);
        return execution.go(cleared.clearance);
      },
    },
  }).catch((error: unknown) => {
    if (error instanceof Outweighed || error instanceof GaveWay) return error;
    throw error;
  });
  if (outcome instanceof Outweighed) return writeStatement(asked, scope); // and is weighed with what came in between
  if (outcome instanceof GaveWay)
    return attempts > 1
      ? writeStatement(asked, scope, attempts - 1)
      : concludeWrite(outcome.outcome, { scope, request: null });
  if (conflict !== null) return conflict;
  if (asks !== null) return ask(asks, { asked, scope });
  if (outcome.kind === "held" && previewed !== null && execution.approval === null)
    await recordTry(askFor(previewed, { asked, scope }), { outcome, scope });
  if (notNeeded !== null) return answer(describeWrite({ status: "not_needed", request: notNeeded, scope }));
  return concludeWrite(outcome, { scope, request: execution.approval });
}

/** With a reason it is filed for people; without one the answer says to give one. */
async function ask(
  asks: WriteToAsk,
  { asked, scope }: { asked: WriteAsked; scope: WriteScope },
): Promise<Outcome<WriteResult>> {
  const filed = await fileWrite(asks, scope);
  switch (filed.kind) {
    case "refusal":
      return filed;
    case "no-reason":
      return answer(describeWrite({ status: "approval_needed", request: filed.request, scope }));
    case "filed":
      return resume(filed.approval, { asked, scope });
    case "replaced":
      throw new RangeError("a request that replaces nothing was replaced");
  }
}

/** A request of the caller's own for this very statement: carried out when it is approved, waited for where that was asked. */
async function resume(
  known: Approval,
  { asked, scope }: { asked: WriteAsked; scope: WriteScope },
): Promise<Outcome<WriteResult>> {
  const { context, account } = scope;
  account.detail = { request: known.filed.request.id };
  account.effect = "ask";
  const seen = await waitForDecision(known, { seconds: asked.waitSeconds, context });
  if (seen.progress.state === "pending" || asked.askOnly === true) {
    const status = seen.progress.state === "approved" ? "approved" : "pending_approval";
    return answer(describeWrite({ status, request: seen.filed.request, scope }));
  }
  return executeRequest(seen.filed.request.id, { context, account });
}
