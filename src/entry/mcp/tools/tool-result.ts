// The gate's answers in MCP's words: results, refusals as results that are errors, and refusals as errors of the protocol.

import { type CallToolResult, ProtocolError, type RequestId } from "@modelcontextprotocol/server";
import type { LedgerReceipt } from "../../../core/ledger/receipt.ts";
import { withMember } from "../../../core/model/json-text.ts";
import type { Refusal } from "../../../core/model/refusal.ts";
import type { Answer, Refused } from "../../../gate/calls.ts";
import { escapeAgain } from "./escape-again.ts";

/** An answer that has yet to be put in the protocol's words, or the handle of a task, which is in them. */
export type Called =
  | { readonly kind: "answered"; readonly answer: Answer<object> }
  | { readonly kind: "task"; readonly result: Record<string, unknown> };

export function toResult(answer: Answer<object>): CallToolResult {
  if (answer.kind === "refused") {
    return {
      isError: true,
      content: [{ type: "text", text: JSON.stringify(describeRefusal(answer.refusal)) }],
      ...(answer.receipt !== null && { _meta: { [LEDGER]: receiptOf(answer.receipt) } }),
    };
  }
  const ledger = receiptOf(answer.receipt);
  return {
    content: [{ type: "text", text: `${answer.json.slice(0, -1)},"ledger":${JSON.stringify(ledger)}}` }],
    structuredContent: { ...answer.result, ledger },
    _meta: { [LEDGER]: ledger },
  };
}

/**
 * The message that answers a call, as a line in pieces: what `toResult` says of it, with the result's JSON written in twice, as it stands and
 * inside a string.
 */
export function resultLine(id: RequestId, called: Called): readonly (string | Uint8Array)[] {
  const head = `{"jsonrpc":"2.0","id":${JSON.stringify(id)},"result":`;
  if (called.kind === "task") return [`${head}${JSON.stringify(called.result)}}\n`];
  const { answer } = called;
  if (answer.kind === "refused") return [`${head}${JSON.stringify(toResult(answer))}}\n`];
  const ledger = JSON.stringify(receiptOf(answer.receipt));
  const json = withMember(answer.written, `"ledger":${ledger}`);
  return [
    `${head}{"content":[{"type":"text","text":"`,
    ...json.map((piece) => (typeof piece === "string" ? JSON.stringify(piece).slice(1, -1) : escapeAgain(piece.bytes))),
    '"}],"structuredContent":',
    ...json.map((piece) => (typeof piece === "string" ? piece : piece.bytes)),
    `,"_meta":{"${LEDGER}":${ledger}}}}\n`,
  ];
}

/** Where a result's receipt stands in its `_meta`. */
export const LEDGER = "gatehouse/ledger";

export function receiptOf({ index, size, root }: LedgerReceipt): { index: number; size: number; root: string } {
  return { index, size, root };
}

/** What the protocol wants an error for: a tool or task that is not there, a request that is none. `code` is JSON-RPC's. */
export function toProtocolError(refused: Refused, code: number, more: Record<string, unknown> = {}): ProtocolError {
  return new ProtocolError(code, sentenceOf(refused.refusal), { ...errorData(refused), ...more });
}

export function sentenceOf({ message, remedy }: Refusal): string {
  return `${message} ${remedy}`;
}

export function errorData({ refusal, receipt }: Refused): Record<string, unknown> {
  return { ...describeRefusal(refusal), ...(receipt !== null && { ledger: receiptOf(receipt) }) };
}

function describeRefusal({ code, rule, message, remedy, position, sqlstate }: Refusal): Record<string, unknown> {
  return {
    refused: code,
    message,
    remedy,
    rule,
    ...(position !== null && { position }),
    ...(sqlstate !== null && { sqlstate }),
  };
}
