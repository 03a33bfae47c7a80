// A caller's tasks as a list, and the end of one. To cancel a task cancels its request: nobody is asked any longer, and what was approved
// is not carried out. What has begun is not stopped, and what is done stays done.

import { refuse } from "../../core/model/refusal.ts";
import { cancelApproval } from "../approvals.ts";
import {
  type Answer,
  type CallContext,
  describeCaller,
  type Refused,
  recordCall,
  refuseCall,
  type TaskMethod,
} from "../calls.ts";
import type { ApprovalSummary } from "../ports/approvals.ts";
import { describeTask, type Task } from "./task.ts";
import { findOwnTask, refuseUnknownTask, type TaskQuestion } from "./view-task.ts";

const PAGE = 25;

export interface TaskPage {
  readonly tasks: readonly Task[];
  /** Where the next page begins; null when there is none. */
  readonly next: string | null;
}

/** Newest first; what this connection keeps stands before. `cursor` is a `next`. */
export function listTasks(cursor: string | null, { context, kept }: TaskQuestion): Promise<Answer<TaskPage>> {
  const { caller, gatehouse } = context;
  return recordCall("tasks/list", context, async (callRecord) => {
    callRecord.rule = "approvals";
    callRecord.policyDigest = gatehouse.policy().digest;
    if (cursor !== null && (await findOwnTask(cursor, context)) === null) return refuseCursor();
    const page = await gatehouse.approvals.list(
      { requester: caller.principal, ...(cursor !== null && { before: cursor }) },
      PAGE + 1,
    );
    const shown = page.slice(0, PAGE);
    const requests = await Promise.all(shown.map((summary) => taskOf(summary, context)));
    const listed = new Set(shown.map(({ id }) => id));
    const held = cursor === null ? kept.list(gatehouse).map(({ task }) => task) : [];
    const tasks = [...held.filter(({ id }) => !listed.has(id)), ...requests.flatMap((task) => task ?? [])];
    const next = page.length > PAGE ? (shown.at(-1)?.id ?? null) : null;
    return { kind: "result", result: { tasks, next }, rows: tasks.length, truncated: next !== null };
  });
}

/** The task as it is now: cancelled. */
export function cancelTask(id: string, { context, kept }: TaskQuestion): Promise<Answer<Task>> {
  const { caller, gatehouse } = context;
  return recordCall("tasks/cancel", context, async (callRecord) => {
    callRecord.rule = "approvals";
    callRecord.policyDigest = gatehouse.policy().digest;
    const known = await findOwnTask(id, context);
    if (known === null) return kept.find(id, gatehouse) === null ? refuseUnknownTask() : refuseEnded();
    const { target } = known.filed.request;
    callRecord.detail = { request: id };
    callRecord.target = { database: target.database, engine: target.engine };
    const cancelled = await cancelApproval(id, describeCaller(caller), gatehouse);
    if (cancelled.kind === "refusal") return cancelled;
    return { kind: "result", result: describeTask(cancelled.approval, gatehouse), rows: 0, truncated: false };
  });
}

/** A client has something for a task. None of ours asks its client for anything, so nothing comes of it. */
export function acknowledgeTask(id: string, { context }: TaskQuestion): Promise<Answer<object>> {
  return recordCall<object>("tasks/update", context, async (callRecord) => {
    callRecord.rule = "approvals";
    if ((await findOwnTask(id, context)) === null) return refuseUnknownTask();
    callRecord.detail = { request: id };
    return { kind: "result", result: {}, rows: 0, truncated: false };
  });
}

/** A request about tasks by a client that has not said that it takes them. */
export async function refuseUnannounced(method: TaskMethod, { context }: TaskQuestion): Promise<Refused> {
  return refuseCall(
    refuse("invalid-input", "The request does not announce that its client follows tasks.", {
      rule: "input",
      remedy: "Name the extension io.modelcontextprotocol/tasks among the client's capabilities.",
    }),
    { context, tool: method, said: method },
  );
}

async function taskOf({ id }: ApprovalSummary, context: CallContext): Promise<Task | null> {
  const known = await findOwnTask(id, context);
  return known === null ? null : describeTask(known, context.gatehouse);
}

function refuseCursor() {
  return refuse("invalid-input", "There is no page that begins there.", {
    rule: "input",
    remedy: "Send nextCursor of the page before, or leave cursor out.",
  });
}

function refuseEnded() {
  return refuse("approval-decided", "The task has ended.", { rule: "approvals", remedy: "Nothing is left to cancel." });
}
