// A tool call that reaches no tool: it names none that this caller has, or is no call that could be understood. It is recorded like any
// other. What it said is attacker-controlled and may be anything: a part of it is sealed aside, and the entry itself holds none.

import type { Refusal } from "../../core/model/refusal.ts";
import { refuse } from "../../core/model/refusal.ts";
import type { Refused } from "./answer.ts";
import type { CallContext } from "./call-context.ts";
import { isShown } from "./is-shown.ts";
import { recordCall, type TaskMethod, type ToolName } from "./record-call.ts";

/** Characters of what was said that are kept. */
const KEPT = 500;

/** `tool` is the one that was called, where there is one; `said` is what the call gave as its name. */
export async function refuseCall(
  refusal: Refusal,
  { context, tool, said }: { context: CallContext; tool: ToolName | TaskMethod | null; said: unknown },
): Promise<Refused> {
  const answer = await recordCall<never>(tool, context, async (callRecord) => {
    callRecord.policyDigest = context.gatehouse.policy().digest;
    if (tool === null && typeof said === "string" && said !== "") {
      callRecord.sealed = { statement: null, parameters: JSON.stringify(said.slice(0, KEPT).toWellFormed()) };
    }
    return refusal;
  });
  if (answer.kind === "refused") return answer;
  throw new RangeError("a call that was refused and answered");
}

/** Null where the caller's role is shown the tool, or is not known any more: the tool itself says that. */
export function refuseUnlessShown(tool: ToolName, { caller, gatehouse }: CallContext): Refusal | null {
  const role = gatehouse.policy().roles.get(caller.role);
  return role === undefined || isShown(tool, role) ? null : refuseUnknownTool(`role ${role.name}`);
}

/** The same words whether nobody has such a tool or others have it; `rule` is for the ledger. */
export function refuseUnknownTool(rule: string): Refusal {
  return refuse("unknown-tool", "You have no tool of that name.", {
    rule,
    remedy: "tools/list says which tools you have.",
  });
}

export function refuseMalformedCall(what: string): Refusal {
  return refuse("invalid-input", `${what} cannot be used.`, {
    rule: "input",
    remedy: "Send the name of a tool and an object of arguments, as tools/list describes them.",
  });
}

/** A tool that answers at once is no task (2025-11-25). */
export function refuseTaskOf(tool: ToolName): Refusal {
  return refuse("invalid-input", `A call of ${tool} cannot be a task.`, {
    rule: "tasks",
    remedy: "Leave task out: it answers at once.",
  });
}
