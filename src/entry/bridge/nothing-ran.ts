// How the server says that nothing of a request ran, so that a tool call may be sent once more. A status alone does not say it: a proxy in
// between answers 503 for a request that it has handed on, and whose answer it lost.

import type { IncomingHttpHeaders } from "node:http";

const [NAME, VALUE] = ["gatehouse-ran", "nothing"] as const;

/** The header, for answers that are given before a message is looked at. */
export const NOTHING_RAN: Readonly<Record<string, string>> = { [NAME]: VALUE };

export function saysNothingRan(headers: IncomingHttpHeaders): boolean {
  return headers[NAME] === VALUE;
}
