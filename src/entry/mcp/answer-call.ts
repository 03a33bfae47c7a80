// The request `tools/call`. Nothing of it has been checked: its name may be anything, and its arguments need not be an object.
// INVARIANT: whatever was called, there is one entry for it. A tool that the caller's role does not see is answered like one that does not
// exist; the entry says which it was.

import { ProtocolErrorCode } from "@modelcontextprotocol/server";
import { type Refusal, refuse } from "../../core/model/refusal.ts";
import {
  type Answer,
  type CallContext,
  recordCall,
  refuseCall,
  refuseMalformedCall,
  refuseTaskOf,
  refuseUnknownTool,
  refuseUnlessShown,
} from "../../gate/calls.ts";
import { answerAsTask } from "./answer-as-task.ts";
import { type Arrival, type Connection, contextOf, servedOrRefused } from "./served.ts";
import type { Tool } from "./tools/tool.ts";
import { TOOLS } from "./tools/tool-list.ts";
import { type Called, toProtocolError } from "./tools/tool-result.ts";

/** Some clients write the names that they are given as identifiers. */
const BY_NAME = new Map<unknown, Tool>(
  TOOLS.flatMap((tool) => [
    [tool.name, tool],
    [tool.name.replaceAll("-", "_"), tool],
  ]),
);

/**
 * `parameters` are the request's own, whatever they are; `inexact` is the argument in which a number was rounded when the message was
 * parsed, null where none was.
 */
export async function answerCall(
  parameters: Readonly<Record<string, unknown>>,
  { connection, arrival, inexact }: { connection: Connection; arrival: Arrival; inexact: string | null },
): Promise<Called> {
  const { name, arguments: input = {}, task } = parameters;
  const served = await servedOrRefused(connection.ready);
  if (served.kind === "refused") return { kind: "answered", answer: served };
  const announced = connection.announced(arrival);
  const call = contextOf(served, { announced, arrival });
  const tool = BY_NAME.get(name);
  const refusal = refusalOf({ name, input, task }, { tool, call, connection });
  if (tool === undefined || refusal !== null) {
    const refused = await refuseCall(refusal ?? refuseUnknownTool("tools"), {
      context: call,
      tool: tool?.name ?? null,
      said: name,
    });
    const notOffered = refused.refusal.rule === "tasks";
    throw toProtocolError(refused, notOffered ? ProtocolErrorCode.MethodNotFound : ProtocolErrorCode.InvalidParams);
  }
  const follows = connection.era === "legacy" ? task !== undefined : announced.tasks && tool.waits;
  const answer = (asked: CallContext) =>
    inexact === null ? tool.call(input, asked) : refuseInexact(inexact, { tool: tool.name, call: asked });
  if (!follows) return { kind: "answered", answer: await answer(call) };
  const asked = { ...call, asTask: true };
  return { kind: "task", result: await answerAsTask(await answer(asked), { call: asked, connection }) };
}

/** What was parsed is another number than the one that was sent. */
function refuseInexact(
  argument: string,
  { tool, call }: { tool: Tool["name"]; call: CallContext },
): Promise<Answer<object>> {
  return recordCall(tool, call, async () =>
    refuse("inexact-number", `The argument \`${argument}\` holds a number that JSON's readers round.`, {
      rule: "input",
      remedy: "Send it as a string: integers beyond 9007199254740991, and decimals of more digits than a double keeps.",
    }),
  );
}

/** Why the call reaches no tool; null where it does. */
function refusalOf(
  { name, input, task }: { name: unknown; input: unknown; task: unknown },
  { tool, call, connection }: { tool: Tool | undefined; call: CallContext; connection: Connection },
): Refusal | null {
  if (tool === undefined) {
    return typeof name === "string" ? refuseUnknownTool("tools") : refuseMalformedCall("The name of the tool");
  }
  const unseen = refuseUnlessShown(tool.name, call);
  if (unseen !== null) return unseen;
  if (!isObject(input)) return refuseMalformedCall("What was given as arguments");
  if (connection.era === "modern" || task === undefined) return null;
  if (!isObject(task)) return refuseMalformedCall("What was given as task");
  return tool.waits ? null : refuseTaskOf(tool.name);
}

function isObject(value: unknown): boolean {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
