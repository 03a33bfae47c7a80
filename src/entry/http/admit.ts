// What a request has to be before anybody asks who sends it: for this server by name (`Host`, so that no web page reaches it by a name that it
// has pointed here), from no page that may not (`Origin`), for the one path, and without anything in its URL: a token in a URL stands in logs.

import type { IncomingMessage } from "node:http";

export interface Admission {
  /** Lower-case names that requests may be for. */
  readonly hosts: ReadonlySet<string>;
  readonly origins: ReadonlySet<string>;
  readonly path: string;
  /** Paths of what anybody may read, from any page and without a token. */
  readonly open: ReadonlySet<string>;
}

/** Why a request goes no further; for the counts, and for whoever sent it. */
export interface Turned {
  readonly reason: "host" | "origin" | "path" | "url";
  readonly status: 400 | 403 | 404;
  /** One sentence. */
  readonly message: string;
}

const HOST = /^(\[[0-9a-f:.]+\]|[a-z0-9._-]+)(?::\d{1,5})?$/;

/** Null for a request that may be asked who sends it. */
export function turnAway(request: IncomingMessage, { hosts, origins, path, open }: Admission): Turned | null {
  const named = valuesOf(request, "host");
  const [host] = named;
  const name = HOST.exec(host?.toLowerCase() ?? "")?.[1];
  if (named.length !== 1 || name === undefined || !hosts.has(name)) {
    return turned(
      "host",
      403,
      "This server is not known by that name; transport.http in gatehouse.yaml says by which.",
    );
  }
  if (open.has(request.url ?? "")) return null;
  const from = valuesOf(request, "origin");
  if (from.some((origin) => !origins.has(origin.toLowerCase())) || from.length > 1) {
    return turned("origin", 403, "Pages of that origin may not call; transport.http.allowed-origins says which may.");
  }
  const url = request.url ?? "";
  if (url === path) return null;
  return url.startsWith(`${path}?`)
    ? turned("url", 400, "Nothing is taken from the URL; send the token in the Authorization header.")
    : turned("path", 404, "There is nothing at this path.");
}

function turned(reason: Turned["reason"], status: Turned["status"], message: string): Turned {
  return { reason, status, message };
}

/** Each line of a header, as it came: Node keeps the first of some and joins others. */
function valuesOf({ rawHeaders }: IncomingMessage, header: string): readonly string[] {
  return rawHeaders.filter((_, place) => place % 2 === 1 && rawHeaders[place - 1]?.toLowerCase() === header);
}
