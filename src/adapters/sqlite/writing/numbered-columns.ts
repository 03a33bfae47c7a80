// New rows that SQLite itself has numbered: each is the next after the highest, so that its number depends on which others came before it.

import type { UnboundColumn } from "../../../core/approvals/effect/observed-effect.ts";
import { relationKey } from "../../../core/model/relation-name.ts";
import type { SqliteStep } from "../../../core/sql/plans/write-plan.ts";
import { quoteName } from "../../../core/sql/sqlite/parse/node.ts";
import type { ImagesByKey, KeyedRows } from "./observe-rows.ts";
import type { WriteSession } from "./sqlite-write-session.ts";
import { asText } from "./write-answers.ts";

/** Asked of the rows as they are before the change. */
export async function numberedColumns(
  session: WriteSession,
  tables: readonly (KeyedRows & { readonly before: ImagesByKey; readonly after: ImagesByKey })[],
  steps: readonly SqliteStep[],
): Promise<readonly UnboundColumn[]> {
  const numbered: UnboundColumn[] = [];
  for (const { relation, keys, before, after } of tables) {
    const column = relation.writing?.rowid?.column ?? null;
    const given = steps.some(
      (step) =>
        relationKey(step.target) === relationKey(relation.name) && column !== null && step.given.includes(column),
    );
    const place = relation.columns.findIndex(({ name }) => name === column);
    const ids = keys
      .filter((key) => !before.has(key) && after.has(key))
      .map((key) => Number(after.get(key)?.[place]))
      .toSorted((a, b) => a - b);
    if (column === null || given || ids.length === 0) continue;
    const highest = await highestOf(session, relation.name.name, column);
    if (ids.every((id, index) => id === highest + 1 + index))
      numbered.push({ relation: relation.name, column, why: "anew" });
  }
  return numbered;
}

async function highestOf(session: WriteSession, table: string, column: string): Promise<number> {
  const ask = async (text: string): Promise<number> =>
    Number(asText((await session.read(text)).rows[0]?.[0] ?? null) ?? 0);
  const highest = await ask(`SELECT coalesce(max(${quoteName(column)}), 0) FROM main.${quoteName(table)}`);
  const counts = await ask("SELECT count(*) FROM main.sqlite_schema WHERE name = 'sqlite_sequence'");
  if (counts === 0) return highest;
  const name = table.replaceAll("'", "''");
  return Math.max(highest, await ask(`SELECT coalesce(max(seq), 0) FROM main.sqlite_sequence WHERE name = '${name}'`));
}
