// Forms of SQL that older servers do not know: there is nothing on such a server to compare a governed statement with.

import type pg from "pg";

/** What begins with which `server_version_num`. */
const SINCE: readonly (readonly [RegExp, number])[] = [
  [/\bMERGE\s+INTO\b/i, 150_000],
  [/\bNULLS\s+NOT\s+DISTINCT\b/i, 150_000],
  [/\bMERGE\s+INTO\b[^]*\b(RETURNING|BY\s+(SOURCE|TARGET))\b/i, 170_000],
  [/\bWITH\b[^]*\bMERGE\s+INTO\b/i, 170_000],
];

export async function isKnownTo(client: pg.ClientBase, sql: string): Promise<boolean> {
  const { rows } = await client.query<{ version: number }>(
    "SELECT current_setting('server_version_num')::int AS version",
  );
  const version = rows[0]?.version ?? 0;
  return SINCE.every(([form, since]) => version >= since || !form.test(sql));
}
