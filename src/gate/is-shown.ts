// Which tools a role is shown. A call of a tool that is not shown is refused and recorded like any other: this is no wall, and saves
// models from trying what they may not do.

import type { Role } from "../core/policy/policy.ts";
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
