// Which tools a role is shown. This is no wall, and saves models from trying what they may not do: a call of a tool that is not shown is
// answered like one of a tool that there is not, and recorded; behind that the tool itself still refuses the role.

import type { Role } from "../../core/policy/policy.ts";
import type { ToolName } from "./record-call.ts";

const SHOWN: Readonly<Record<ToolName, (role: Role) => boolean>> = {
  query: hasDataTools,
  "describe-schema": () => true,
  "request-approval": hasDataTools,
  revert: hasDataTools,
  "ledger-search": ({ readsLedger }) => readsLedger,
  "ledger-verify": ({ auditsLedger }) => auditsLedger,
};

/** Who reads the ledger and no rows has no use for them; others are told by a refusal what their role may do. */
function hasDataTools({ readsLedger, reads }: Role): boolean {
  return !readsLedger || reads === "masked";
}

export function isShown(tool: ToolName, role: Role): boolean {
  return SHOWN[tool](role);
}
