// A step with OR REPLACE is carried out, and with it the rows that are in its way: SQLite counts and tells none of them. That they are the ones
// that were previewed, and no others, is seen by how many rows the tables hold before and after.

import type { Catalogue } from "../../../core/model/catalogue.ts";
import { type RelationName, relationKey } from "../../../core/model/relation-name.ts";
import type { SqliteStep } from "../../../core/sql/plans/write-plan.ts";
import type { RowImages } from "../../../core/sql/revert/inverse-statement.ts";
import { quoteName } from "../../../core/sql/sqlite/parse/node.ts";
import { keyName, rowKey } from "../../../core/sql/sqlite/write/row-key.ts";
import { type ChangedStep, changeStep } from "./change-step.ts";
import { oneEffect } from "./compare-effects.ts";
import { literalOf } from "./observe-rows.ts";
import { Ended, type WriteSession } from "./sqlite-write-session.ts";
import type { Statement } from "./statement-answers.ts";
import { asText } from "./write-answers.ts";
import { StepRefused } from "./writer-process.ts";

interface Replacing {
  readonly session: WriteSession;
  readonly watched: boolean;
  readonly catalogue: Catalogue;
}

/** The step, then the rows that it took the place of. */
export async function changeReplacing(
  [step, taken]: readonly [SqliteStep, SqliteStep],
  statement: Statement,
  { session, watched, catalogue }: Replacing,
): Promise<readonly [ChangedStep, ChangedStep]> {
  const gone = await keysIn(session, taken, catalogue);
  await refuseUnseen(gone.length, { session, taken, statement });
  const tables = watched ? tablesOf(catalogue) : [step.target];
  const before = await countRows(session, tables);
  const changed = await changeStep(step, statement, { session, watched });
  const after = await countRows(session, tables);
  const [left] = (await session.read(taken.taken?.left ?? "SELECT 1")).rows;
  const asSeen = tables.every((table, place) => {
    const own = changed.effects.filter(({ relation }) => relationKey(relation) === relationKey(table));
    const more = own.reduce(
      (sum, { verb, rows }) => sum + (verb === "insert" ? rows : verb === "delete" ? -rows : 0),
      0,
    );
    const replaced = relationKey(table) === relationKey(step.target) ? gone.length : 0;
    return (after[place] ?? 0) - (before[place] ?? 0) === more - replaced;
  });
  if (!asSeen || Number(left?.[0]) !== 0) throw new Ended({ kind: "held", why: "effect-differs" });
  const { target: relation, verb } = taken;
  const noted = { table: relation.name, verb, rows: gone.length, keys: gone };
  return [
    changed,
    {
      rows: gone.length,
      effects: oneEffect({ relation, verb, rows: gone.length }),
      noted: watched && gone.length > 0 ? [noted] : [],
    },
  ];
}

/** A row out of sight is in nobody's way: what would be its double is refused, as any breach of a constraint is. */
async function refuseUnseen(
  rows: number,
  { session, taken, statement }: { session: WriteSession; taken: SqliteStep; statement: Statement },
): Promise<void> {
  if (taken.visible === null) return;
  const [seen] = (await session.readPlan(taken.visible, { binding: statement.binding })).rows;
  if (Number(seen?.[0]) !== rows) throw new StepRefused("SQLITE_CONSTRAINT_UNIQUE", null);
}

async function keysIn(session: WriteSession, { into, target }: SqliteStep, catalogue: Catalogue) {
  const relation = catalogue.relations.get(relationKey(target));
  const parts = relation === undefined ? [] : rowKey(relation).map((_, index) => literalOf(quoteName(keyName(index))));
  const { rows } = await session.read(`SELECT '(' || ${parts.join(" || ', ' || ")} || ')' FROM ${into} ORDER BY rowid`);
  return rows.map(([key]) => asText(key ?? null) ?? "");
}

function tablesOf({ relations }: Catalogue): readonly RelationName[] {
  return [...relations.values()].flatMap(({ kind, name }) => (kind === "table" ? [name] : []));
}

async function countRows(session: WriteSession, tables: readonly RelationName[]): Promise<readonly number[]> {
  const counts: number[] = [];
  for (const { name } of tables) {
    const [row] = (await session.read(`SELECT count(*) FROM main.${quoteName(name)}`)).rows;
    counts.push(Number(row?.[0]));
  }
  return counts;
}

/** What is kept of both, in the order in which they are taken back from the end: a row that has the key of one that it replaced is that row, changed. */
export function replacedImages(own: RowImages, gone: RowImages): readonly RowImages[] {
  const { key, layout, verb } = own;
  if (verb !== "insert" || key.length === 0) return [gone, own];
  const places = key.map((name) => layout.indexOf(name));
  const keyOf = (row: RowImages["after"][number]) => JSON.stringify(places.map((place) => row[place] ?? null));
  const became = new Map(own.after.map((row) => [keyOf(row), row]));
  const kept = gone.before.filter((row) => became.has(keyOf(row)));
  const known = new Set(kept.map(keyOf));
  const changed: RowImages = {
    ...own,
    verb: "update",
    before: kept,
    after: kept.map((row) => [...places.map((place) => row[place] ?? null), ...(became.get(keyOf(row)) ?? [])]),
  };
  const all: readonly RowImages[] = [
    { ...gone, before: gone.before.filter((row) => !known.has(keyOf(row))) },
    changed,
    { ...own, after: own.after.filter((row) => !known.has(keyOf(row))) },
  ];
  const held = all.filter(({ before, after }) => before.length + after.length > 0);
  return held.length === 0 ? [own] : held;
}
