// Forms of SQL that older servers do not know: on such a server there is nothing to compare a governed statement with. Lists of cases are
// made without them, by the version of the server that a run shares.

import { inject } from "vitest";

/** What begins with which `server_version_num`. */
const SINCE: readonly (readonly [RegExp, number])[] = [
  [/\bMERGE\s+INTO\b/i, 150_000],
  [/\bNULLS\s+NOT\s+DISTINCT\b/i, 150_000],
  [/\bMERGE\s+INTO\b[^]*\b(RETURNING|BY\s+(SOURCE|TARGET))\b/i, 170_000],
  [/\bWITH\b[^]*\bMERGE\s+INTO\b/i, 170_000],
  [/\bJSON_TABLE\s*\(/i, 170_000],
];

/** Whether the server of this run, or one of that version, knows every form in the text. */
export function isKnown(sql: string, version: number = inject("postgresVersion")): boolean {
  return SINCE.every(([form, since]) => version >= since || !form.test(sql));
}
