// The tools, and how tools/list describes them.

import { z } from "zod";
import { mayChange } from "../../core/policy/may-change.ts";
import type { Role } from "../../core/policy/policy.ts";
import { describeSchemaTool } from "./describe-schema-tool.ts";
import { ledgerSearchTool } from "./ledger-search-tool.ts";
import { ledgerVerifyTool } from "./ledger-verify-tool.ts";
import { queryTool } from "./query-tool.ts";
import { requestApprovalTool } from "./request-approval-tool.ts";
import type { Tool } from "./tool.ts";

export const TOOLS: readonly Tool[] = [
  queryTool,
  describeSchemaTool,
  requestApprovalTool,
  ledgerSearchTool,
  ledgerVerifyTool,
];

/** `execution` is a word of 2025-11-25; later revisions leave it to each answer. */
export function describeTool(
  { name, title, description, annotations, annotationsOfReaders, input, output, waits }: Tool,
  role: Role,
) {
  return {
    name,
    title,
    description,
    annotations: { title, ...annotations, ...(!mayChange(role) && annotationsOfReaders) },
    inputSchema: objectSchema(input, "input"),
    outputSchema: objectSchema(output, "output"),
    ...(waits && { execution: { taskSupport: "optional" as const } }),
  };
}

const jsonMapping = z.record(z.string(), z.json());
const listedSchema = z.looseObject({ type: z.literal("object"), properties: jsonMapping.optional() });

function objectSchema(schema: z.ZodType, io: "input" | "output") {
  const { properties, ...rest } = listedSchema.parse(z.toJSONSchema(schema, { io }));
  return { ...rest, ...(properties !== undefined && { properties }) };
}
