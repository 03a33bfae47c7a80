// Which constraint it was that SQLite refused a write for, as far as it tells.

import type { ConstraintName } from "../../../gate/ports/write-transaction.ts";
import type { WriteSession } from "./sqlite-write-session.ts";
import { asText } from "./write-answers.ts";

/** From the engine's own words: `UNIQUE t.a, t.b`, `NOT NULL t.a`, `CHECK name`. */
export function constraintOf(words: string | null): ConstraintName | null {
  if (words === null) return null;
  const [, kind = "", columns = ""] = /^(UNIQUE|NOT NULL) (.+)$/.exec(words) ?? [];
  const named = columns.split(", ").map((column) => /^(.+)\.([^.]+)$/.exec(column));
  const table = named[0]?.[1];
  if (kind === "" || table === undefined || named.includes(null)) return { relation: null, name: words, columns: null };
  const own = named.flatMap((match) => match?.[2] ?? []);
  return { relation: { schema: "main", name: table }, name: `${kind} (${own.join(", ")})`, columns: own };
}

/** A row that refers to none, as the rows are now. */
export async function brokenReference(session: WriteSession): Promise<ConstraintName | null> {
  const { rows } = await session.read('SELECT "table", parent, fkid FROM pragma_foreign_key_check LIMIT 1');
  const [table = null, parent = null, number] = (rows[0] ?? []).map(asText);
  if (table === null || parent === null) return null;
  const columns = await session.read(
    `SELECT "from" FROM pragma_foreign_key_list('${table.replaceAll("'", "''")}') WHERE id = ${Number(number)} ORDER BY seq`,
  );
  const own = columns.rows.map((row) => asText(row[0] ?? null) ?? "");
  return {
    relation: { schema: "main", name: table },
    name: `FOREIGN KEY (${own.join(", ")}) to ${parent}`,
    columns: own,
  };
}
