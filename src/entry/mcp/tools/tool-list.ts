// The tools, and how tools/list describes them.

import { mayChange } from "../../../core/policy/decide/may-change.ts";
import type { Role } from "../../../core/policy/policy.ts";
import { describeSchemaTool } from "./describe-schema-tool.ts";
import { ledgerSearchTool } from "./ledger-search-tool.ts";
import { ledgerVerifyTool } from "./ledger-verify-tool.ts";
import { queryTool } from "./query-tool.ts";
import { requestApprovalTool } from "./request-approval-tool.ts";
import type { Tool } from "./tool.ts";
import { schemasOf } from "./tool-schemas.ts";

export const TOOLS: readonly Tool[] = [
  queryTool,
  describeSchemaTool,
  requestApprovalTool,
  ledgerSearchTool,
  ledgerVerifyTool,
];

/** `execution` is a word of 2025-11-25; later revisions leave it to each answer. */
export function describeTool(tool: Tool, role: Role) {
  const { name, title, description, annotations, annotationsOfReaders, waits } = tool;
  const { input, output } = schemasOf(tool);
  return {
    name,
    title,
    description,
    annotations: { title, ...annotations, ...(!mayChange(role) && annotationsOfReaders) },
    inputSchema: input,
    outputSchema: output,
    ...(waits && { execution: { taskSupport: "optional" as const } }),
  };
}
