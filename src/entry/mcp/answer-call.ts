// The request `tools/call`. Nothing of it has been checked: its name may be anything, and its arguments need not be an object.
// INVARIANT: whatever was called, there is one entry for it. A tool that the caller's role does not see is answered like one that does not
// exist; the entry says which it was.

import { ProtocolErrorCode, type ServerContext } from "@modelcontextprotocol/server";
import type { Answer } from "../../gate/answer.ts";
import { refuseCall, refuseMalformedCall, refuseUnknownTool, refuseUnlessShown } from "../../gate/refuse-call.ts";
import { type Announced, contextOf, type Ready, withGatehouse } from "./served.ts";
import type { Tool } from "./tool.ts";
import { TOOLS } from "./tool-list.ts";
import { toProtocolError, toResult } from "./tool-result.ts";

const BY_NAME = new Map<unknown, Tool>(TOOLS.map((tool) => [tool.name, tool]));

/** `parameters` are the request's own, whatever they are. */
export async function answerCall(
  parameters: Readonly<Record<string, unknown>>,
  { ready, announced, context }: { ready: Ready; announced: Announced; context: ServerContext },
) {
  const { name, arguments: input = {} } = parameters;
  const tool = BY_NAME.get(name);
  const reached = { tool: false };
  const answer = await withGatehouse(ready, async (served): Promise<Answer<object>> => {
    const call = contextOf(served, { announced, context });
    if (tool === undefined) {
      const refusal =
        typeof name === "string" ? refuseUnknownTool("tools") : refuseMalformedCall("The name of the tool");
      return refuseCall(refusal, { context: call, tool: null, said: name });
    }
    const unseen = refuseUnlessShown(tool.name, call);
    if (unseen !== null) return refuseCall(unseen, { context: call, tool: tool.name, said: name });
    if (typeof input !== "object" || input === null || Array.isArray(input)) {
      const refusal = refuseMalformedCall("What was given as arguments");
      return refuseCall(refusal, { context: call, tool: tool.name, said: name });
    }
    reached.tool = true;
    return tool.call(input, call);
  });
  if (answer.kind === "refused" && !reached.tool) throw toProtocolError(answer, ProtocolErrorCode.InvalidParams);
  return toResult(answer);
}
