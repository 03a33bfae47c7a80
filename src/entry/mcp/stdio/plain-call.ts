// A tool call that carries nothing beside its parameters but, at most, the token under which progress is told. Most calls of clients of
// 2025-11-25 and before are of this form, so that it is known without the schemas of the whole protocol.

import type { RequestId } from "@modelcontextprotocol/server";

export interface PlainCall {
  readonly jsonrpc: "2.0";
  readonly id: RequestId;
  readonly method: "tools/call";
  readonly params: {
    readonly [name: string]: unknown;
    readonly _meta?: { readonly progressToken?: string | number };
  };
}

const MEMBERS: ReadonlySet<string> = new Set(["jsonrpc", "id", "method", "params"]);

/** `value` is attacker-controlled. */
export function isPlainCall(value: unknown): value is PlainCall {
  if (!isRecord(value)) return false;
  const { jsonrpc, id, method, params } = value;
  if (jsonrpc !== "2.0" || method !== "tools/call" || !isName(id) || !isRecord(params)) return false;
  for (const member in value) if (!MEMBERS.has(member)) return false;
  const { _meta: meta } = params;
  if (meta === undefined) return !("_meta" in params);
  if (!isRecord(meta)) return false;
  for (const member in meta) if (member !== "progressToken" || !isName(meta[member])) return false;
  return true;
}

function isName(value: unknown): value is string | number {
  return typeof value === "string" || Number.isSafeInteger(value);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
