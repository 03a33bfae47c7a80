// A task as each revision of MCP writes it: experimental and asked for by the client in 2025-11-25, an extension
// (io.modelcontextprotocol/tasks, SEP-2663) that the server decides on in 2026-07-28. docs/decisions/0013 says how they differ.

import type { CallToolResult } from "@modelcontextprotocol/server";
import type { Answer } from "../../gate/calls.ts";
import type { Task } from "../../gate/tasks.ts";
import { LEDGER, receiptOf, toResult } from "./tools/tool-result.ts";

/** What a task or a list of them is recorded by. */
export function metaOf({ receipt }: Pick<Answer<object>, "receipt">): { _meta?: Record<string, unknown> } {
  return receipt === null ? {} : { _meta: { [LEDGER]: receiptOf(receipt) } };
}

/** 2025-11-25. */
export function legacyTask({ id, status, message, createdAt, updatedAt, pollMilliseconds, keptMilliseconds }: Task) {
  return {
    taskId: id,
    status,
    statusMessage: message,
    createdAt,
    lastUpdatedAt: updatedAt,
    ttl: keptMilliseconds,
    pollInterval: pollMilliseconds,
  };
}

/** In place of a call's result. What the model is told at once is what the call would have said without a task. */
export function legacyHandle(task: Task, answer: Answer<object>) {
  const { _meta } = metaOf(answer);
  const told = answer.kind === "refused" ? {} : { "io.modelcontextprotocol/model-immediate-response": answer.json };
  return { task: legacyTask(task), _meta: { ..._meta, ...told } };
}

export function legacyOutcome(task: Task, answer: Answer<object>): CallToolResult {
  const { _meta, ...result } = toResult(answer);
  return { ...result, _meta: { ..._meta, "io.modelcontextprotocol/related-task": { taskId: task.id } } };
}

/** 2026-07-28. `failed` is for errors of JSON-RPC there: a refusal is a result that is an error, of a task that is complete. */
function modernTask({ id, status, message, createdAt, updatedAt, pollMilliseconds, keptMilliseconds }: Task) {
  return {
    taskId: id,
    status: status === "failed" ? "completed" : status,
    statusMessage: message,
    createdAt,
    lastUpdatedAt: updatedAt,
    ttlMs: keptMilliseconds,
    pollIntervalMs: pollMilliseconds,
  };
}

export function modernHandle(task: Task, answer: Answer<object>) {
  const { _meta } = metaOf(answer);
  const told = answer.kind === "refused" ? {} : { "gatehouse/pending": answer.result };
  return { resultType: "task", ...modernTask(task), _meta: { ..._meta, ...told } };
}

export function modernView(task: Task, answer: Answer<object>) {
  const shown = modernTask(task);
  return { ...shown, ...(shown.status === "completed" && { result: toResult(answer) }), ...metaOf(answer) };
}
