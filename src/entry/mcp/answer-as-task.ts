// The answer to a call that its client follows as a task. What waits for people is the task of its request. In 2026-07-28 everything else
// is answered as ever; in 2025-11-25 the client asked for a task and gets one, which has ended, and fetches the outcome.

import type { Answer, CallContext, Outcome } from "../../gate/calls.ts";
import { KEPT_MILLISECONDS, type Task, taskOfRequest } from "../../gate/tasks.ts";
import type { Connection } from "./served.ts";
import { legacyHandle, modernHandle } from "./task-shape.ts";
import { sentenceOf, toResult } from "./tools/tool-result.ts";

export async function answerAsTask(
  answer: Answer<object>,
  { call, connection }: { call: CallContext; connection: Connection },
): Promise<Record<string, unknown>> {
  const waiting = waitingRequest(answer);
  const task = waiting === null ? null : await taskOfRequest(waiting, call);
  if (connection.era === "modern") return task === null ? { ...toResult(answer) } : modernHandle(task, answer);
  if (task !== null) return legacyHandle(task, answer);
  const ended = endedTask(answer, call);
  // a refusal without a receipt is none of a call: the ledger could not be written, and it is not to be had later either
  connection.kept.keep({ outcome: outcomeOf(answer), target: null, task: ended }, call.gatehouse);
  return legacyHandle(ended, answer);
}

/** The id of the request that the call waits for, or that waits for it. */
function waitingRequest(answer: Answer<object>): string | null {
  if (answer.kind === "refused") return null;
  const status: unknown = Reflect.get(answer.result, "status");
  const request: unknown = Reflect.get(answer.result, "request");
  return (status === "pending_approval" || status === "approved") && typeof request === "string" ? request : null;
}

function endedTask(answer: Answer<object>, { gatehouse }: CallContext): Task {
  const now = new Date(gatehouse.clock.now() / 1_000).toISOString();
  return {
    id: gatehouse.ids.next(),
    status: answer.kind === "refused" ? "failed" : "completed",
    message: answer.kind === "refused" ? sentenceOf(answer.refusal) : "The call has been answered.",
    createdAt: now,
    updatedAt: now,
    pollMilliseconds: 1_000,
    keptMilliseconds: KEPT_MILLISECONDS,
  };
}

function outcomeOf(answer: Answer<object>): Outcome<object> {
  if (answer.kind === "refused") return answer.refusal;
  const { result, written: json } = answer;
  const rows: unknown = Reflect.get(result, "row_count");
  return {
    kind: "written",
    json,
    read: () => result,
    rows: typeof rows === "number" ? rows : 0,
    truncated: Reflect.get(result, "truncated") === true,
  };
}
