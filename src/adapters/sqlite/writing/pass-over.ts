// The rows of an UPDATE OR IGNORE without those that the database passes over: found by trying it once, and rolling that back.

import type { SqliteStep } from "../../../core/sql/plans/write-plan.ts";
import type { WriteSession } from "./sqlite-write-session.ts";
import { isRefusal } from "./try-write.ts";
import { asText } from "./write-answers.ts";

/** So many rows in one text. */
const AT_ONCE = 400;

/** The step's rows are staged. Where the database refuses it whole they stay as they are: it is met again when the write is tried. */
export async function passOver(session: WriteSession, { into, passing }: SqliteStep): Promise<void> {
  if (passing === null) return;
  await session.run("SAVEPOINT passing");
  const skipped: string[] = [];
  try {
    await session.ask({ kind: "change", text: passing.change, keeps: passing.done });
    const { rows } = await session.read(passing.skipped);
    skipped.push(...rows.map(([rowid]) => String(Number(asText(rowid ?? null)))));
  } catch (error) {
    if (!isRefusal(error)) throw error;
  }
  await session.run("ROLLBACK TO passing; RELEASE passing");
  for (let from = 0; from < skipped.length; from += AT_ONCE)
    await session.run(`DELETE FROM ${into} WHERE rowid IN (${skipped.slice(from, from + AT_ONCE).join(", ")})`);
}
