// The requests `tasks/…` of both revisions. Each is recorded, like a call. A task that the caller has not is an error of the protocol.

import { ProtocolErrorCode, type Server, type ServerContext } from "@modelcontextprotocol/server";
import { z } from "zod";
import { type Answer, type Refused, TASK_METHODS, type TaskMethod } from "../../gate/calls.ts";
import {
  acknowledgeTask,
  cancelTask,
  listTasks,
  refuseUnannounced,
  type TaskQuestion,
  viewTask,
} from "../../gate/tasks.ts";
import type { CallGuard } from "./messages/call-guard.ts";
import { arrivalOf, type Connection, contextOf, servedOrRefused, TASKS } from "./served.ts";
import { legacyOutcome, legacyTask, metaOf, modernView } from "./task-shape.ts";
import { toProtocolError } from "./tools/tool-result.ts";

/** Attacker-controlled and unchecked. */
type Parameters = Readonly<Record<string, unknown>>;
/** What is asked, and what is asked with: rejects with an error of the protocol. */
type Respond = (parameters: Parameters, question: TaskQuestion) => Promise<Record<string, unknown>>;

/** 2025-11-25: part of the protocol, experimental. */
const LEGACY: Partial<Record<TaskMethod, Respond>> = {
  "tasks/get": async (parameters, question) => {
    const { task, answer } = await view("tasks/get", parameters, question);
    return { ...legacyTask(task), ...metaOf(answer) };
  },
  "tasks/result": async (parameters, question) => {
    const { task, answer } = await view("tasks/result", parameters, question);
    return legacyOutcome(task, answer);
  },
  "tasks/list": async ({ cursor }, question) => {
    const page = released(await listTasks(cursor === undefined ? null : textOf(cursor), question));
    const { tasks, next } = page.result;
    return { tasks: tasks.map(legacyTask), ...(next !== null && { nextCursor: next }), ...metaOf(page) };
  },
  "tasks/cancel": async (parameters, question) => {
    const cancelled = released(await cancelTask(idOf(parameters), question));
    return { ...legacyTask(cancelled.result), ...metaOf(cancelled) };
  },
};

/** 2026-07-28: the extension. No list, and outcomes come with the status. */
const MODERN: Partial<Record<TaskMethod, Respond>> = {
  "tasks/get": async (parameters, question) => {
    const { task, answer } = await view("tasks/get", parameters, question);
    return modernView(task, answer);
  },
  // a wish, acknowledged whether or not there was still something to stop
  "tasks/cancel": async (parameters, question) => {
    const answer = await cancelTask(idOf(parameters), question);
    return metaOf(answer.kind === "refused" && OVER.has(answer.refusal.code) ? answer : released(answer));
  },
  "tasks/update": async (parameters, question) => metaOf(released(await acknowledgeTask(idOf(parameters), question))),
};

const OVER = new Set([
  "approval-decided",
  "approval-running",
  "approval-expired",
  "approval-stale",
  "approval-uncertain",
]);
/** Refusals of what was asked. Others are of the moment. */
const ASKED_WRONGLY = new Set([...OVER, "unknown-approval", "invalid-input"]);

export function serveTasks(
  server: Server,
  { connection, guard }: { connection: Connection; guard: Pick<CallGuard, "during"> },
): void {
  const { ready, era, kept, announced: announcedBy } = connection;
  const params = z.record(z.string(), z.unknown());
  const methods = era === "legacy" ? LEGACY : MODERN;
  for (const method of TASK_METHODS) {
    const respond = methods[method];
    if (respond === undefined) continue;
    const handle = async (parameters: Parameters, context: ServerContext) => {
      const arrival = arrivalOf(context);
      const announced = announcedBy(arrival);
      const served = await servedOrRefused(ready);
      if (served.kind === "refused") throw protocolError(served);
      const question = { context: contextOf(served, { announced, arrival }), kept };
      if (era === "modern" && !announced.tasks) throw unannounced(await refuseUnannounced(method, question));
      return respond(parameters, question);
    };
    server.setRequestHandler(method, { params }, (parameters: Parameters, context: ServerContext) =>
      guard.during(context.mcpReq.id, () => handle(parameters, context)),
    );
  }
}

async function view(method: "tasks/get" | "tasks/result", parameters: Parameters, question: TaskQuestion) {
  const viewed = await viewTask(idOf(parameters), { ...question, method });
  if (viewed.kind === "refused") throw protocolError(viewed);
  return viewed;
}

function idOf({ taskId }: Parameters): string {
  return textOf(taskId);
}

/** What is no text names no task. */
function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}

function released<T>(answer: Answer<T>) {
  if (answer.kind === "refused") throw protocolError(answer);
  return answer;
}

function protocolError(refused: Refused): Error {
  const wrong = ASKED_WRONGLY.has(refused.refusal.code);
  return toProtocolError(refused, wrong ? ProtocolErrorCode.InvalidParams : ProtocolErrorCode.InternalError);
}

const MISSING_CLIENT_CAPABILITY = -32021;

function unannounced(refused: Refused): Error {
  const requiredCapabilities = { extensions: { [TASKS]: {} } };
  return toProtocolError(refused, MISSING_CLIENT_CAPABILITY, { requiredCapabilities });
}
