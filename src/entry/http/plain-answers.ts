// Answers that no leg gives: who is not known, what is refused of a request before its message is looked at, and what anybody may read.

import type { IncomingMessage, ServerResponse } from "node:http";
import type { JSONRPCMessage } from "@modelcontextprotocol/server";
import { challengesOf, type Rejection, type TokensOffered } from "../../core/identity/challenge.ts";
import { TOKEN_FAULTS } from "../../core/identity/token-fault.ts";
import { endInTime, UNKEPT } from "./exchange.ts";

export function sayRejected(response: ServerResponse, rejection: Rejection, offered: TokensOffered | null): void {
  const challenges = challengesOf(rejection, offered);
  if (challenges.length > 0) response.setHeader("www-authenticate", challenges);
  const { status, error, description, reason, retrySeconds } = rejection;
  if (retrySeconds !== null) response.setHeader("retry-after", String(retrySeconds));
  const rule = reason in TOKEN_FAULTS && { rule: reason };
  say(response, status, { ...(error !== null && { error }), error_description: description, ...rule });
}

/** What anybody may know, pages of any origin too (RFC 9728, section 3.1). */
export function sayMetadata({ method }: IncomingMessage, response: ServerResponse, metadata: object): void {
  const isRead = method === "GET" || method === "HEAD";
  response.writeHead(isRead ? 200 : 405, {
    "content-type": "application/json",
    "cache-control": "max-age=300",
    "access-control-allow-origin": "*",
    connection: "close",
    ...(!isRead && { allow: "GET, HEAD" }),
  });
  if (method === "GET") response.write(JSON.stringify(metadata));
  endInTime(response);
}

export function sayError(response: ServerResponse, status: number, message: string): void {
  say(response, status, rpcError(-32_000, message));
}

/** The body, which nobody reads, is not waited for: the connection ends with the answer. */
export function say(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { ...UNKEPT, "content-type": "application/json", connection: "close" });
  response.write(JSON.stringify(body));
  endInTime(response);
}

/** An error that is about no request by its id. */
export function rpcError(code: number, message: string): JSONRPCMessage {
  return { jsonrpc: "2.0", error: { code, message } };
}
