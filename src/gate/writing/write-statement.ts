// A statement that changes rows: preview -> weigh -> run at once, or ask. All of it is one transaction
// of the database, so that what the rules weighed is what happens. What is risky is filed for people and runs when they have decided (execute-request.ts).

import type { Approval } from "../../core/approvals/approval.ts";
import type { ApprovalRequest } from "../../core/approvals/approval-request.ts";
import type { Refusal } from "../../core/model/refusal.ts";
import { waitForDecision } from "../approvals.ts";
import { describeCaller, type Outcome, refuseReadOnlyDatabase } from "../calls.ts";
import type { AskedWrite } from "./asking/asked-write.ts";
import { fileWrite } from "./asking/file-write.ts";
import { makeRequest } from "./asking/make-request.ts";
import { recordTry } from "./asking/record-try.ts";
import { weighPreview } from "./asking/weigh-preview.ts";
import type { WriteToAsk } from "./asking/write-to-ask.ts";
import { writeToAsk } from "./asking/write-to-ask.ts";
import { changeAndCommit } from "./change-and-commit.ts";
import { clearWrite } from "./clear-write.ts";
import { answer, concludeWrite } from "./conclude-write.ts";
import { describeWrite, type WriteResult } from "./describe-write.ts";
import { executeRequest } from "./execute-request.ts";
import type { Outweighed } from "./file-cleared.ts";
import { findOwnRequest } from "./find-own-request.ts";
import { refuseMoved, refuseUnreverted } from "./revert/refuse-revert.ts";
import { runToCompletion } from "./run-to-completion.ts";
import { WriteExecution } from "./write-execution.ts";
import { gaveWay, type WriteOutcome } from "./write-outcome.ts";
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
  if (!database.writable) return refuseReadOnlyDatabase();
  const known = await findOwnRequest(asked, { caller, database, gatehouse });
  if (known !== null) return resume(known, { asked, scope });
  const execution = new WriteExecution({ gatehouse, database, caller });
  const ended = await previewAndWrite(asked, { scope, execution });
  switch (ended.kind) {
    case "refusal":
      return ended;
    case "asks":
      return ask(ended.ask, { asked, scope });
    case "not-needed":
      return answer(describeWrite({ status: "not_needed", request: ended.request, scope }));
    case "outweighed": // and is weighed with what came in between
      return writeStatement(asked, scope);
    default:
      if (!gaveWay(ended) || !execution.unwritten) return concludeWrite(ended, { scope, request: execution.approval });
      return attempts > 1 ? writeStatement(asked, scope, attempts - 1) : concludeWrite(ended, { scope, request: null });
  }
}

type Ended =
  | WriteOutcome
  | Outweighed
  | Refusal
  /** People are to be asked. */
  | { readonly kind: "asks"; readonly ask: WriteToAsk }
  /** Nobody has to be asked, and it was not to be carried out. */
  | { readonly kind: "not-needed"; readonly request: ApprovalRequest };

/** The transaction of a write: its preview, what the rules say to that, and the change, where nobody has to be asked. */
async function previewAndWrite(
  asked: WriteAsked,
  { scope, execution }: { scope: WriteScope; execution: WriteExecution },
): Promise<Ended> {
  const { context, database, planned, callRecord } = scope;
  const { gatehouse, caller } = context;
  const transaction = await database.begin({ ...toRun(asked.parameters, scope), signal: context.cancellation });
  if (transaction.kind !== "open") return transaction;
  try {
    const moved = refuseMoved(transaction.preview.rows, asked);
    if (moved !== null) return moved;
    const weighed = await weighPreview(transaction, { asked, scope });
    if (weighed.kind !== "weighed") {
      if (weighed.kind === "held")
        await recordTry(writeToAsk(transaction.preview, { asked, scope }), { outcome: weighed, scope });
      return weighed;
    }
    const { low, ask, revertFinding, weighing } = weighed;
    const unreverted = refuseUnreverted(revertFinding, asked);
    if (unreverted !== null) return unreverted;
    if (!low) return { kind: "asks", ask };
    const filed = makeRequest(ask, gatehouse);
    if (asked.askOnly === true) return { kind: "not-needed", request: filed.request };
    execution.begin(filed.request.id);
    const by = describeCaller(caller);
    const cleared = clearWrite(filed, { gatehouse, by, leaseMilliseconds: leaseOf(planned) });
    execution.cleared(cleared, weighing);
    const { clearance } = cleared;
    return await runToCompletion(execution, {
      callRecord,
      run: () => changeAndCommit(transaction, { execution, clearance, approved: null }),
    });
  } finally {
    await transaction.rollBack();
  }
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
  const { context, callRecord } = scope;
  callRecord.detail = { request: known.filed.request.id };
  callRecord.effect = "ask";
  const seen = await waitForDecision(known, { seconds: asked.waitSeconds, context });
  if (seen.progress.state === "pending" || asked.askOnly === true) {
    const status = seen.progress.state === "approved" ? "approved" : "pending_approval";
    return answer(describeWrite({ status, request: seen.filed.request, scope }));
  }
  return executeRequest(seen.filed.request.id, { context, callRecord });
}
