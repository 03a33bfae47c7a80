// What a client is told in place of an answer: a JSON-RPC error that says what happened, whether the call can have run, and what to do next.

import type { Reply } from "./server-link.ts";

/** For scripts, as `data.reason` of the error. */
export type Trouble = "unreached" | "broken" | "token" | "refused" | "unanswered" | "ending";

export interface Told {
  readonly reason: Trouble;
  readonly message: string;
}

const CODE = -32_000;

/** A line. */
export function errorLine(id: string | number, { reason, message }: Told): string {
  return JSON.stringify({ jsonrpc: "2.0", id, error: { code: CODE, message, data: { reason } } });
}

export function unreached(name: string, code: string): Told {
  return {
    reason: "unreached",
    message: `Nothing was sent: Gatehouse ${WHY[code] ?? fallback(code)} at ${name}. ${REMEDY[code] ?? START}`,
  };
}

const START =
  "Start it (gatehouse serve --http or --socket), or correct --socket or --url of the bridge, and call again.";
const WHY: Readonly<Record<string, string>> = {
  ECONNREFUSED: "does not listen",
  ENOENT: "has no socket",
  EACCES: "lets this user not connect",
  ENOTFOUND: "is not found by its name",
  "others-write": "has its socket in a folder that others can write, and might be anybody",
  "others-own": "has its socket in a folder of another user's that anybody could have made, and might be anybody",
};
const FOLDER =
  "Let whoever runs it put the socket into a folder that the server's user alone writes, made by root, such as /run/gatehouse, and name that with --socket.";
const REMEDY: Readonly<Record<string, string>> = {
  EACCES:
    "Let whoever runs it set transport.http.socket.access to group, and add this user to the group of the socket.",
  "others-write": FOLDER,
  "others-own": FOLDER,
};

function fallback(code: string): string {
  return `cannot be reached (${code})`;
}

export function broken(name: string, isCall: boolean): Told {
  const next = isCall ? UNKNOWN : "Send it again.";
  return { reason: "broken", message: `The connection to ${name} broke before the answer. ${next}` };
}

/** Of a tool call: somebody between here and the server answered in its place, or may have. */
export function cutOff(name: string, status: number): Told {
  const message = `HTTP ${status} came from ${name} without the server's word that nothing ran, as from a proxy in front. ${UNKNOWN}`;
  return { reason: "broken", message };
}

const UNKNOWN =
  "Whether the call ran is not known. Send the very same again: a write that ran is answered with its first outcome, unless the server was ended meanwhile; then look at the rows first.";

export function notAccepted(from: string, description: string): Told {
  const next = `Put another token into ${from} (gatehouse token create), and call again.`;
  return { reason: "token", message: `Gatehouse does not accept the token: ${description} ${next}` };
}

/** An answer of HTTP that holds no message. */
export function refused(
  name: string,
  { status, body }: Pick<Extract<Reply, { kind: "answered" }>, "status" | "body">,
): Told {
  return { reason: "refused", message: `${name} answered with HTTP ${status}: ${describedIn(body)}` };
}

export const ENDING: Told = {
  reason: "ending",
  message: "The bridge was ended before the answer. What was being written is finished; everything else was cancelled.",
};

export function unanswered(name: string): Told {
  return { reason: "unanswered", message: `${name} ended the call without an answer; call again.` };
}

/** One sentence of an HTTP body of Gatehouse's own. */
export function describedIn(body: string): string {
  try {
    const value: unknown = JSON.parse(body);
    const described: unknown =
      Reflect.get(Object(value), "error_description") ??
      Reflect.get(Object(Reflect.get(Object(value), "error")), "message");
    if (typeof described === "string") return described;
  } catch {
    // of a proxy, in whatever form: not repeated
  }
  return "is that the URL of a Gatehouse server?";
}
