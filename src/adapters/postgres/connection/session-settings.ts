// What every session is set to before it runs anything: read-only, pinned names and formats, no notices, no waiting without end.
// Time zone, the order of dates and intervals are the database's own (own-session.ts), and so is the search path of what needs it.
// A read is one round trip because the session carries these; behind a transaction pooler they travel in each transaction.
// Values are written as the server shows them, so that what it shows can be compared.

/** Sent as startup options. statement_timeout is a backstop: each plan's own limit is kept by a timer and a CancelRequest. */
const SESSION_SETTINGS: Readonly<Record<string, string>> = {
  default_transaction_read_only: "on",
  // The witness depends on it (plan-run.ts); a role's or a database's own default must not.
  default_transaction_isolation: "read committed",
  standard_conforming_strings: "on",
  row_security: "on",
  client_min_messages: "error",
  // Texts are read in it, and pseudonyms are made of the bytes that a text has in it (mask.ts).
  client_encoding: "UTF8",
  statement_timeout: "1h",
  lock_timeout: "5s",
  idle_in_transaction_session_timeout: "1min",
  extra_float_digits: "1",
  bytea_output: "hex",
  jit: "off",
  xmloption: "content",
  // Names of types and bodies of views are read as the server writes them.
  quote_all_identifiers: "off",
};

/** What no session of ours may have otherwise, and only a superuser could set. */
const DEMANDED: Readonly<Record<string, string>> = { session_replication_role: "origin" };

/** Nothing but the server's own names can be meant by a name without a schema. */
export const PIN_PATH = "SET LOCAL search_path = pg_catalog";

/** The same for a session, and dates written in one way, read in the database's order. */
export const PIN_SESSION =
  "SELECT pg_catalog.set_config('search_path', 'pg_catalog', false), pg_catalog.set_config('DateStyle', 'ISO', false)";

/** Lets the server notice within seconds that the client of a long query is gone. */
export const NOTICE_LOST_CLIENTS = "SELECT pg_catalog.set_config('client_connection_check_interval', '5000', false)";

/** `-c name=value …`, with spaces and backslashes escaped as the server wants them. What comes last holds, so ours follow the others. */
export function startupOptions(others: string, overrides: Readonly<Record<string, string>> = {}): string {
  const own = Object.entries({ ...SESSION_SETTINGS, ...overrides }).map(
    ([name, value]) => `-c ${name}=${value.replace(/[\\ ]/g, (character) => `\\${character}`)}`,
  );
  return [...(others.trim() === "" ? [] : [others.trim()]), ...own].join(" ");
}

/** The database role that the options themselves make the session act as; `none` is the one that logged in. */
export function roleOf(options: string): string {
  return /(?:^|\s)(?:-c\s*|--)role=((?:\\.|\S)+)/.exec(options)?.[1]?.replace(/\\(.)/g, "$1") ?? "none";
}

/** Names of the settings that options set, for people. */
export function settingsIn(options: string): readonly string[] {
  return [...options.matchAll(/(?:^|\s)(?:-c\s*|--)([A-Za-z_.-]+)=/g)].map(([, name]) => name ?? "");
}

export interface SessionCheck {
  /** One row of text: each setting as it is. */
  readonly text: string;
  readonly values: readonly string[];
  /** Names of the settings that are not as they have to be. */
  differing(row: readonly (string | null)[]): readonly string[];
}

/** Whether a new session is what it was asked to be. `user` is who logs in; a pooler may know the database's role by another name. */
export function sessionCheck({ role, user }: { role: string; user: string }): SessionCheck {
  const wanted = Object.entries({ ...SESSION_SETTINGS, ...DEMANDED, role, transaction_read_only: "on" });
  const shown = wanted.map(([name]) => `pg_catalog.current_setting('${name}', true)`);
  const self = `(session_user OPERATOR(pg_catalog.=) $1::pg_catalog.name OR NOT EXISTS (SELECT FROM pg_catalog.pg_roles AS r WHERE r.rolname OPERATOR(pg_catalog.=) $1::pg_catalog.name))::pg_catalog.text`;
  return {
    text: `SELECT ${[...shown, self].join(", ")}`,
    values: [user],
    differing: (row) => [
      ...wanted.flatMap(([name, value], place) => (row[place] === value ? [] : [name])),
      ...(row[wanted.length] === "true" ? [] : ["session_authorization"]),
    ],
  };
}

/**
 * Statements that set everything for the current transaction, whatever whoever shares the connection left behind. None takes a snapshot, and
 * none can be stood in for: these are commands, not calls.
 */
export function transactionSettings(role: string): readonly string[] {
  const settings = Object.entries(SESSION_SETTINGS).filter(([name]) => !name.startsWith("default_transaction_"));
  return [
    "SET LOCAL SESSION AUTHORIZATION DEFAULT",
    `SET LOCAL ROLE ${role === "none" ? "NONE" : quoteName(role)}`,
    PIN_PATH,
    ...settings.map(([name, value]) => `SET LOCAL ${name} = '${value}'`),
  ];
}

function quoteName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
