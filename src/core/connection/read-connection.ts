// Reads a connection URL or a line of keywords and values as libpq does (PostgreSQL manual, 34.1.1): the same text reaches the same server
// from psql. What libpq refuses or would misread is told apart, because it is where people go wrong. No message repeats a word of the text.

import { readKeywords } from "./connection-keywords.ts";
import { type ConnectionTarget, type WrongNotation, wrong } from "./connection-target.ts";
import { targetOf } from "./target-of-settings.ts";

const SCHEME = /^postgres(?:ql)?:\/\//i;
const FORM = "Write it as postgres://user:${PASSWORD}@host:5432/database.";

export function readConnection(written: string): ConnectionTarget | WrongNotation {
  const text = written.trim();
  const slip = slipIn(text);
  if (slip !== null) return slip;
  if (!SCHEME.test(text)) return readKeywords(text);
  const parts = partsOf(text.replace(SCHEME, ""));
  return parts.kind === "wrong" ? parts : targetOf(parts.settings);
}

/** What people write for a connection URL and none is. */
function slipIn(text: string): WrongNotation | null {
  if (text === "") return wrong("The connection URL is empty.", FORM);
  if (/^["'`]/.test(text)) {
    return wrong("The connection URL begins with a quotation mark.", "Take the quotation marks out of the variable.");
  }
  if (/\$\{|\$\(|^\$\w|^%\w+%$|\{\{/.test(text)) {
    return wrong(
      "The connection URL holds a reference that is not one of Gatehouse's, so it is not expanded.",
      "Write ${NAME}, with the name of an environment variable: letters, digits and _.",
    );
  }
  if (/^jdbc:/i.test(text)) return wrong("The connection URL is one of JDBC.", `Leave jdbc: out. ${FORM}`);
  if (/^psql\s/i.test(text)) return wrong("The connection URL is a command line.", "Give the URL alone, without psql.");
  if (!SCHEME.test(text) && (text.includes("://") || !text.includes("="))) {
    return wrong("The connection URL does not begin with postgres://.", FORM);
  }
  return null;
}

const RESERVED = "Characters such as / ? # @ : in a user name or password are written %2F %3F %23 %40 %3A.";

interface Parts {
  readonly kind: "parts";
  readonly settings: ReadonlyMap<string, string>;
}

function partsOf(rest: string): Parts | WrongNotation {
  const { account, place } = splitAccount(rest);
  const query = place.indexOf("?");
  const before = query < 0 ? place : place.slice(0, query);
  const slash = before.indexOf("/");
  const hosts = slash < 0 ? before : before.slice(0, slash);
  if (before.slice(hosts.length).includes("@")) {
    return wrong("The connection URL cannot be read: there is a / in front of an @.", RESERVED);
  }
  if (account !== null && /^[^/]*\?[^/]*@/.test(place)) {
    return wrong("The connection URL cannot be read: there is a ? in front of an @.", RESERVED);
  }
  if (hosts.includes(",")) {
    return wrong("The connection URL names several hosts.", "Name one; Gatehouse does not choose among servers.");
  }
  const address = /^(\[[^\]]*\]|[^:[\]]*)(?::(.*))?$/s.exec(hosts);
  if (address === null || !/^\d*$/.test(address[2] ?? "")) {
    return wrong("The connection URL cannot be read: its port is no number.", RESERVED);
  }
  if (/[^\w.:%[\]-]/.test(address[1] ?? "")) {
    return wrong("The connection URL cannot be read: its host has characters that no host has.", RESERVED);
  }
  const colon = account?.indexOf(":") ?? -1;
  const raw: (readonly [string, string])[] = [
    ["host", (address[1] ?? "").replace(/^\[(.*)\]$/, "$1")],
    ["port", address[2] ?? ""],
    ["dbname", slash < 0 ? "" : before.slice(slash + 1)],
    ["user", account === null ? "" : colon < 0 ? account : account.slice(0, colon)],
    ["password", account === null || colon < 0 ? "" : account.slice(colon + 1)],
  ];
  for (const pair of query < 0 ? [] : place.slice(query + 1).split("&")) {
    const equals = pair.indexOf("=");
    if (pair !== "") raw.push(equals < 0 ? [pair, ""] : [pair.slice(0, equals), pair.slice(equals + 1)]);
  }
  const settings = new Map<string, string>();
  for (const [name, value] of raw) {
    const [key, decoded] = [decode(name), decode(value)];
    if (key === null || decoded === null) {
      return wrong(
        "The connection URL cannot be read: a % in it is not followed by two digits.",
        `Write %25 for a %. ${RESERVED}`,
      );
    }
    if (decoded !== "" || !settings.has(key)) settings.set(key, decoded);
  }
  return { kind: "parts", settings };
}

/**
 * The account ends at the last @ in front of the host's end. A password may hold an @, ? or # as it is: only what comes after the @ can be
 * a path or a query.
 */
function splitAccount(rest: string): { account: string | null; place: string } {
  const slash = rest.indexOf("/");
  const authority = slash < 0 ? rest : rest.slice(0, slash);
  const first = authority.indexOf("@");
  if (first < 0) return { account: null, place: rest };
  const query = authority.indexOf("?", first);
  const at = (query < 0 ? authority : authority.slice(0, query)).lastIndexOf("@");
  return { account: rest.slice(0, at), place: rest.slice(at + 1) };
}

function decode(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}
