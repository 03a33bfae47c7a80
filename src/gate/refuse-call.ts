// A tool call that reaches no tool: it names none that this caller has, or is no call that could be understood. It is recorded like any
// other. What it said is attacker-controlled and may be anything: a part of it is sealed aside, and the entry itself holds none.

import type { Refusal } from "../core/model/refusal.ts";
import { refuse } from "../core/model/refusal.ts";
import type { Answer } from "./answer.ts";
import type { CallContext } from "./call-context.ts";
import { isShown } from "./is-shown.ts";
import { recordCall, type ToolName } from "./record-call.ts";

/** Characters of what was said that are kept. */
const KEPT = 500;

/** `tool` is the one that was called, where there is one; `said` is what the call gave as its name. */
export function refuseCall(
  refusal: Refusal,
  { context, tool, said }: { context: CallContext; tool: ToolName | null; said: unknown },
): Promise<Answer<never>> {
  return recordCall<never>(tool, context, async (account) => {
    account.policyDigest = context.gatehouse.policy().digest;
    if (tool === null && typeof said === "string" && said !== "") {
      account.sealed = { statement: null, parameters: JSON.stringify(said.slice(0, KEPT).toWellFormed()) };
    }
    return refusal;
  });
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
