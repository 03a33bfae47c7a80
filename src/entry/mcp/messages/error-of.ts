// What a call that ended with an error is answered: a JSON-RPC error response.

import {
  type JSONRPCErrorResponse,
  ProtocolError,
  ProtocolErrorCode,
  type RequestId,
} from "@modelcontextprotocol/server";

/** `error` is anything thrown; what is no error of the protocol is an internal one (-32603). */
export function errorOf(id: RequestId, error: unknown): JSONRPCErrorResponse {
  if (!(error instanceof ProtocolError)) {
    const message = error instanceof Error ? error.message : "Internal error";
    return { jsonrpc: "2.0", id, error: { code: ProtocolErrorCode.InternalError, message } };
  }
  const { code, message, data } = error;
  return { jsonrpc: "2.0", id, error: { code, message, ...(data !== undefined && { data }) } };
}
