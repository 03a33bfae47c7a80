// What a session shows and may set. INVARIANT: nothing that is set here reaches a database, so that no setting moves a mask or a filter. What
// would change what values look like is taken only where it says what holds anyway; a setting that would have no effect is refused, not
// taken without a word.

import type { Catalogue } from "../../core/model/catalogue.ts";
import { type Refusal, refuse } from "../../core/model/refusal.ts";

export interface SessionStart {
  readonly user: string;
  readonly role: string;
  readonly catalogue: Catalogue;
  readonly writable: boolean;
}

/** Why a write is wanted, in the caller's words: people who are asked read it. */
const REASON = "gatehouse.reason";
const LONGEST = 500;

/** Told to the client when it begins, and when they change (PostgreSQL manual, 54.2.7). */
export const REPORTED = [
  "application_name",
  "client_encoding",
  "DateStyle",
  "default_transaction_read_only",
  "in_hot_standby",
  "integer_datetimes",
  "IntervalStyle",
  "is_superuser",
  "scram_iterations",
  "search_path",
  "server_encoding",
  "server_version",
  "session_authorization",
  "standard_conforming_strings",
  "TimeZone",
] as const;

/** The caller's own words, which nothing depends on. */
const FREE: ReadonlySet<string> = new Set(["application_name", REASON]);

export class SessionSettings {
  readonly #values: Map<string, string>;
  readonly #first: ReadonlyMap<string, string>;

  constructor({ user, role, catalogue, writable }: SessionStart) {
    const { session, serverVersion } = catalogue;
    const path = session?.searchPath ?? [];
    this.#first = new Map([
      ["application_name", ""],
      ["bytea_output", "hex"],
      ["client_encoding", "UTF8"],
      ["client_min_messages", "notice"],
      ["datestyle", session?.dateStyle ?? "ISO, MDY"],
      ["default_transaction_isolation", "read committed"],
      ["default_transaction_read_only", writable ? "off" : "on"],
      ["extra_float_digits", "1"],
      ["gatehouse.role", role],
      [REASON, ""],
      ["idle_in_transaction_session_timeout", "0"],
      ["in_hot_standby", "off"],
      ["integer_datetimes", "on"],
      ["intervalstyle", "postgres"],
      ["is_superuser", "off"],
      ["lock_timeout", "0"],
      ["max_identifier_length", "63"],
      ["row_security", "on"],
      ["scram_iterations", "4096"],
      ["search_path", path.map((schema) => (/^[a-z_][a-z0-9_]*$/.test(schema) ? schema : `"${schema}"`)).join(", ")],
      ["server_encoding", "UTF8"],
      ["server_version", `${Math.floor(serverVersion / 10_000)}.${serverVersion % 10_000}`],
      ["server_version_num", String(serverVersion)],
      ["session_authorization", user],
      ["standard_conforming_strings", "on"],
      ["statement_timeout", "0"],
      ["timezone", session?.timeZone ?? "UTC"],
      ["transaction_deferrable", "off"],
      ["transaction_isolation", "read committed"],
      ["transaction_read_only", writable ? "off" : "on"],
    ]);
    this.#values = new Map(this.#first);
  }

  get reason(): string | null {
    return this.#values.get(REASON) || null;
  }

  /** Null for one that is not shown here. */
  show(name: string): string | null {
    return this.#values.get(name.toLowerCase()) ?? null;
  }

  all(): readonly (readonly [string, string])[] {
    return [...this.#values].toSorted(([one], [other]) => (one < other ? -1 : 1));
  }

  /** Null where it was taken; `value` is null for the default. */
  set(name: string, value: string | null): Refusal | null {
    const key = name.toLowerCase();
    const now = this.#first.get(key);
    if (now === undefined) return refuseSetting(name);
    if (value === null) {
      this.#values.set(key, now);
      return null;
    }
    if (FREE.has(key)) {
      if (value.length > LONGEST) return refuseSetting(name);
      this.#values.set(key, value.replaceAll(/[^\x20-\x7e]/g, key === REASON ? "$&" : "?"));
      return null;
    }
    return isSame(key, { value, now }) ? null : refuseSetting(name);
  }

  reset(): void {
    for (const [name, value] of this.#first) this.#values.set(name, value);
  }
}

const YES: ReadonlySet<string> = new Set(["on", "true", "yes", "1", "t", "y"]);
const NO: ReadonlySet<string> = new Set(["off", "false", "no", "0", "f", "n"]);
/** Names of UTC, and of encodings, that say the same. */
const ALIKE: readonly ReadonlySet<string>[] = [
  new Set(["utc", "etc/utc", "gmt", "zulu", "universal", "etc/universal", "etc/gmt", "+00:00", "-00:00", "+00", "0"]),
  new Set(["utf8", "utf-8", "unicode"]),
];

/** Whether a value says what holds anyway. */
function isSame(key: string, { value, now }: { value: string; now: string }): boolean {
  const said = plain(value);
  const holds = plain(now);
  if (said === holds) return true;
  if (YES.has(holds) && YES.has(said)) return true;
  if (NO.has(holds) && (NO.has(said) || /^0\s*(?:ms|s|min)?$/.test(said))) return true;
  if (ALIKE.some((names) => names.has(said) && names.has(holds))) return true;
  if (key === "datestyle") return said.split(",").every((part) => holds.split(",").includes(part));
  if (key === "extra_float_digits") return /^[123]$/.test(said); // the shortest exact text, by any of them
  if (key === "client_min_messages") return /^(?:debug[1-5]|log|notice|warning|error)$/.test(said);
  return (
    key === "search_path" &&
    said
      .split(",")
      .filter((schema) => schema !== "$user")
      .join() === holds
  );
}

function plain(text: string): string {
  return text.toLowerCase().replaceAll(/["'\s]/g, "");
}

function refuseSetting(name: string): Refusal {
  return refuse("statement-kind", `A session cannot change ${name.slice(0, 64)} here.`, {
    rule: "session",
    remedy:
      name.toLowerCase() === "search_path"
        ? "Write names with their schema."
        : "Leave it out: values come as the database's own settings have them; SHOW ALL says which there are.",
  });
}
