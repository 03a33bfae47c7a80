// What every session is set to before it runs anything: read-only, pinned names and formats, no notices, no waiting without end.
// A read is one round trip because the session carries these; behind a transaction pooler they travel in each transaction.

/** Sent as startup options. statement_timeout is a backstop: each plan's own limit is kept by a timer and a CancelRequest. */
const SESSION_SETTINGS: Readonly<Record<string, string>> = {
  default_transaction_read_only: "on",
  // The witness depends on it (plan-run.ts); a role's or a database's own default must not.
  default_transaction_isolation: "read committed",
  search_path: "pg_catalog",
  standard_conforming_strings: "on",
  client_min_messages: "error",
  client_encoding: "UTF8",
  statement_timeout: "3600000",
  lock_timeout: "5000",
  idle_in_transaction_session_timeout: "60000",
  timezone: "UTC",
  datestyle: "ISO, YMD",
  intervalstyle: "postgres",
  extra_float_digits: "1",
  bytea_output: "hex",
  jit: "off",
  xmloption: "content",
};

/** Lets the server notice within seconds that the client of a long query is gone. */
export const NOTICE_LOST_CLIENTS = "SELECT pg_catalog.set_config('client_connection_check_interval', '5000', false)";

/** `-c name=value …`, with spaces and backslashes escaped as the server wants them. */
export function startupOptions(): string {
  return Object.entries(SESSION_SETTINGS)
    .map(([name, value]) => `-c ${name}=${value.replace(/[\\ ]/g, (character) => `\\${character}`)}`)
    .join(" ");
}

/** One SELECT that sets everything for the current transaction. */
export function transactionSettings(): string {
  const calls = Object.entries(SESSION_SETTINGS)
    .filter(([name]) => name !== "client_encoding" && !name.startsWith("default_transaction_"))
    .map(([name, value]) => `set_config('${name}', '${value}', true)`);
  return `SELECT ${calls.join(", ")}`;
}
