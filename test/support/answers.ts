// What an answer of a tool comes to, in the words of a test.

import type { Answer } from "../../src/gate/calls/answer.ts";

/** Throws with code and sentence where it was refused. */
export function resultOf(answer: Answer<object>): Record<string, unknown> {
  if (answer.kind === "refused") throw new Error(`${answer.refusal.code}: ${answer.refusal.message}`);
  return { ...answer.result };
}

/** Of a refusal; `none` where it was answered. */
export function codeOf(answer: Answer<object>): string {
  return answer.kind === "refused" ? answer.refusal.code : "none";
}
