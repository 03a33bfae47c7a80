// What a client asks for when it begins: who it is, which database, and what the session is to have (PostgreSQL manual, 54.2.1, and libpq's
// `options`). Attacker-controlled.

import type { Report } from "./server-messages.ts";

export interface AskedSession {
  readonly user: string;
  readonly database: string;
  /** Null for that of the token. */
  readonly role: string | null;
  readonly settings: readonly (readonly [string, string])[];
  /** Settings that drivers send unasked: what differs from what holds is left, and what holds is reported to them. */
  readonly lenient: ReadonlySet<string>;
}

const ROLE = "gatehouse.role";
/** Not settings of a session. */
const OTHERS: ReadonlySet<string> = new Set(["user", "database", "options", "replication"]);
const DRIVERS_OWN: ReadonlySet<string> = new Set([
  "DateStyle",
  "TimeZone",
  "datestyle",
  "timezone",
  "extra_float_digits",
  "search_path",
]);

export function readStartup(parameters: ReadonlyMap<string, string>): AskedSession | Report {
  const user = parameters.get("user") ?? "";
  if (user === "") return fatal("28000", "No user is named.");
  const replication = parameters.get("replication") ?? "false";
  if (!/^(?:false|off|no|0)$/.test(replication))
    return fatal("0A000", "Replication is not available through Gatehouse.");
  const given = optionsOf(parameters.get("options") ?? "");
  if (given === null) return fatal("42601", "The options are not of the form -c name=value.");
  const role = given.findLast(([name]) => name === ROLE)?.[1] ?? null;
  const sent = [...parameters].filter(([name]) => !OTHERS.has(name) && !name.startsWith("_pq_."));
  return {
    user,
    database: parameters.get("database") || user,
    role,
    settings: [...sent, ...given.filter(([name]) => name !== ROLE)],
    lenient: new Set(sent.map(([name]) => name).filter((name) => DRIVERS_OWN.has(name))),
  };
}

/** `-c name=value` and `--name=value`; a backslash stands before a space that belongs to a value. */
function optionsOf(options: string): [string, string][] | null {
  const words = (options.match(/(?:\\.|[^\s\\])+/gs) ?? []).map((word) => word.replaceAll(/\\(.)/gs, "$1"));
  const found: [string, string][] = [];
  for (let place = 0; place < words.length; place++) {
    const word = words[place] ?? "";
    const setting = word === "-c" ? words[++place] : /^(?:-c|--)(.+)$/s.exec(word)?.[1];
    const [, name, value] = /^([\w.-]+)=(.*)$/s.exec(setting ?? "") ?? [];
    if (name === undefined || value === undefined) return null;
    found.push([name.replaceAll("-", "_"), value]);
  }
  return found;
}

function fatal(sqlstate: string, message: string): Report {
  return { severity: "FATAL", sqlstate, message };
}
