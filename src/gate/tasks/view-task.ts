// How a task of the caller's own stands, and what it came to. Looking at one that was approved carries it out, once, as a call of
// request-approval with its id does: there is nobody else who would. Somebody else's task is as unknown as one that is not there.

import type { Approval } from "../../core/approvals/approval.ts";
import { type Refusal, refuse } from "../../core/model/refusal.ts";
import { resumeAccess } from "../access.ts";
import { readApproval } from "../approvals.ts";
import { type Answer, type CallContext, type CallRecord, type Outcome, type Refused, recordCall } from "../calls.ts";
import { executeRequest, settleWrite } from "../writing.ts";
import type { KeptOutcomes } from "./kept-outcomes.ts";
import { describeTask, type Task, taskStatusOf } from "./task.ts";

export type TaskAnswer =
  /** `answer` is what the call came to, where it came to something; else that it is under way, or why it cannot go on just now. */
  { readonly kind: "task"; readonly task: Task; readonly answer: Answer<object> } | Refused;

export interface TaskQuestion {
  readonly context: CallContext;
  readonly kept: KeptOutcomes;
}

/** `tasks/result` waits for the end; it is the one that gives outcomes that were kept. */
export async function viewTask(
  id: string,
  { context, kept, method }: TaskQuestion & { method: "tasks/get" | "tasks/result" },
): Promise<TaskAnswer> {
  const { gatehouse } = context;
  const seen: { task: Task | null; refusal: Refusal | null } = { task: null, refusal: null };
  const answer = await recordCall<object>(method, context, async (callRecord) => {
    callRecord.rule = "approvals";
    callRecord.policyDigest = gatehouse.policy().digest;
    const held = kept.find(id, gatehouse);
    const known = await findOwnTask(id, context);
    if (known === null && held === null) return refuseUnknownTask();
    if (held !== null) callRecord.target = held.target;
    if (known === null || (held !== null && taskStatusOf(known) !== "working")) {
      seen.task = held?.task ?? null;
      if (known !== null) callRecord.detail = { request: id };
      return noted(held?.outcome ?? refuseUnknownTask());
    }
    const { target } = known.filed.request;
    callRecord.detail = { request: id };
    callRecord.target = { database: target.database, engine: target.engine };
    const approval = method === "tasks/result" ? await waitForEnd(known, context) : known;
    const outcome = await outcomeOf(approval, { context, callRecord });
    const task = describeTask((await readApproval(id, gatehouse)) ?? approval, gatehouse);
    seen.task = task;
    if (outcome === null) {
      if (method === "tasks/get") callRecord.poll = { request: id, said: saidOf(task, callRecord) };
      return { kind: "result", result: { status: task.status, request: id }, rows: 0, truncated: false };
    }
    if (task.status !== "working") kept.keep({ outcome, target: callRecord.target, task }, gatehouse);
    return noted(outcome);
  });
  const { task, refusal } = seen;
  if (task === null || (answer.kind === "refused" && answer.refusal !== refusal)) {
    return answer.kind === "refused" ? answer : lost();
  }
  return { kind: "task", task: describeRefused(task, refusal), answer };

  function noted(outcome: Outcome<object>): Outcome<object> {
    if (outcome.kind === "refusal") seen.refusal = outcome;
    return outcome;
  }
}

/** The task of a request that the caller has just been told of. */
export async function taskOfRequest(id: string, context: CallContext): Promise<Task | null> {
  const known = await findOwnTask(id, context);
  return known === null ? null : describeTask(known, context.gatehouse);
}

export async function findOwnTask(id: string, { caller, gatehouse }: CallContext): Promise<Approval | null> {
  const known = await readApproval(id, gatehouse);
  if (known === null) return null;
  const { requester, kind } = known.filed.request;
  if (requester.principal !== caller.principal || kind === "reconcile") return null;
  return settleWrite(known, gatehouse);
}

export function refuseUnknownTask(): Refusal {
  return refuse("unknown-approval", "You have no task with this id.", {
    rule: "approvals",
    remedy: "Send the call again: it finds the request that waits for it.",
  });
}

/** Null while it is under way. */
async function outcomeOf(
  approval: Approval,
  { context, callRecord }: { context: CallContext; callRecord: CallRecord },
): Promise<Outcome<object> | null> {
  const { request } = approval.filed;
  const { state } = approval.progress;
  if (taskStatusOf(approval) === "working" && state !== "approved") return null;
  if (request.kind === "access") return resumeAccess(approval, { context, callRecord, waitSeconds: 0 });
  const outcome = await executeRequest(request.id, { context, callRecord });
  if (outcome.kind !== "refusal" || state !== "approved") return outcome;
  // it was to be carried out and was not: what has become of it says more than the refusal does
  const after = await readApproval(request.id, context.gatehouse);
  return after !== null && taskStatusOf(after) === "completed"
    ? executeRequest(request.id, { context, callRecord })
    : outcome;
}

const LOOK_MILLISECONDS = 5_000;

/** Until it can be carried out, has ended, or the client has given up. */
async function waitForEnd(known: Approval, context: CallContext): Promise<Approval> {
  const { gatehouse, cancellation } = context;
  let seen = known;
  while (taskStatusOf(seen) === "working" && seen.progress.state !== "approved" && !cancellation.aborted) {
    await gatehouse.approvals.waitForChange(seen, cancellation, LOOK_MILLISECONDS);
    seen = (await findOwnTask(seen.filed.request.id, context)) ?? seen;
  }
  return seen;
}

/** What is told anew when it changes. */
function saidOf({ status, message, updatedAt }: Task, { policyDigest }: CallRecord): string {
  return JSON.stringify([status, message, updatedAt, policyDigest]);
}

function describeRefused(task: Task, refusal: Refusal | null): Task {
  return refusal === null ? task : { ...task, message: `${refusal.message} ${refusal.remedy}` };
}

function lost(): never {
  throw new RangeError("a task that was answered and is not there");
}
