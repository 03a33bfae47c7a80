// The rows that foreign keys change besides a statement's own, read in its transaction: before the change, and after it. What is asked for
// is said by core/sql/cascades/cascade-reach.ts. Images are SQL literals that our own functions wrote, so that they may stand in a text again.

import type { Catalogue, Relation } from "../../../core/model/catalogue.ts";
import { relationKey } from "../../../core/model/relation-name.ts";
import { cascadedFrom, type Image } from "../../../core/sql/cascades/cascade-graph.ts";
import {
  type CascadedCount,
  CascadeReach,
  type ChildQuestion,
  type KeyQuestion,
  type Root,
} from "../../../core/sql/cascades/cascade-reach.ts";
import type { SqliteStep } from "../../../core/sql/plans/write-plan.ts";
import type { RowImages } from "../../../core/sql/revert/inverse-statement.ts";
import { quoteName } from "../../../core/sql/sqlite/parse/node.ts";
import { rowImage } from "../../../core/sql/sqlite/write/row-image.ts";
import { rowKey } from "../../../core/sql/sqlite/write/row-key.ts";

/** Every value as its literal, or as text; null for NULL. */
export type Reading = (text: string) => Promise<readonly Image[]>;

/** So many rows in one text. */
const AT_ONCE = 400;

export async function findCascades(
  read: Reading,
  { catalogue, root, most }: { catalogue: Catalogue; root: Root; most: number },
): Promise<CascadeReach> {
  const reach = new CascadeReach(catalogue, { root, most });
  for (let question = reach.next(); question !== null; question = reach.next()) {
    const found: Image[] = [];
    for (const values of inParts(question.values))
      found.push(...(await read(childrenText({ ...question, values }, most))));
    const keys = rowKey(question.relation).length;
    reach.take(found.map((row) => ({ id: row.slice(0, keys).join(" "), version: "", image: row.slice(keys) })));
  }
  return reach;
}

/** `after`: the statement's own rows in the order of `root.before`; `counts` of everything that was changed besides. Null: not captured. */
export async function captureCascades(
  read: Reading,
  reach: CascadeReach,
  { after, counts }: { after: readonly Image[]; counts: readonly CascadedCount[] },
): Promise<readonly RowImages[] | null> {
  const questions = reach.questions(after);
  if (questions === null) return null;
  const answers: (Image | null)[][] = [];
  for (const question of questions) {
    const found: (Image | null)[] = [];
    for (const keys of inParts(question.keys)) {
      const rows = await read(keysText({ ...question, keys }));
      found.push(...rows.map(([there, ...image]) => (there === null ? null : image)));
    }
    answers.push(found);
  }
  return reach.captured(answers, counts);
}

function childrenText({ relation, columns, values }: ChildQuestion, most: number): string {
  const ids = rowKey(relation).map((part) => `quote(c.${part})`);
  const held = columns.map((name) => `c.${quoteName(name)}`);
  const given = values.map((row) => `(${row.map((value) => value ?? "NULL").join(", ")})`);
  const chosen = held.length === 1 ? held.join() : `(${held.join(", ")})`;
  return `SELECT ${[...ids, ...imagesOf(relation)].join(", ")} FROM ${nameOf(relation)} AS c WHERE ${chosen} IN (VALUES ${given.join(", ")}) LIMIT ${most + 1}`;
}

function keysText({ relation, keys }: KeyQuestion): string {
  const given = keys.map((key, place) => `(${[place, ...key.map((value) => value ?? "NULL")].join(", ")})`);
  const same = relation.primaryKey.map((name, place) => `c.${quoteName(name)} = v.column${place + 2}`);
  const [first = ""] = relation.primaryKey.map((name) => `quote(c.${quoteName(name)})`);
  const there = `CASE WHEN c.${quoteName(relation.primaryKey[0] ?? "")} IS NULL THEN NULL ELSE ${first} END`;
  return `SELECT ${[there, ...imagesOf(relation)].join(", ")} FROM (VALUES ${given.join(", ")}) AS v LEFT JOIN ${nameOf(relation)} AS c ON ${same.join(" AND ")} ORDER BY v.column1`;
}

function imagesOf({ columns }: Relation): readonly string[] {
  return columns.map(({ name }) => rowImage(`c.${quoteName(name)}`));
}

function nameOf({ name }: Relation): string {
  return `main.${quoteName(name.name)}`;
}

function inParts(rows: readonly Image[]): readonly (readonly Image[])[] {
  const parts: Image[][] = [];
  for (let from = 0; from < rows.length; from += AT_ONCE) parts.push(rows.slice(from, from + AT_ONCE));
  return parts;
}

/** Whose foreign keys may change further rows, and these be captured: a statement of one step. */
export function cascadeRoot(steps: readonly SqliteStep[], catalogue: Catalogue): Omit<Root, "before"> | null {
  const [step, ...others] = steps;
  const relation =
    step === undefined || others.length > 0 ? undefined : catalogue.relations.get(relationKey(step.target));
  if (step === undefined || relation === undefined || relation.primaryKey.length === 0) return null;
  const [columns, verb] = [relation.columns.map(({ name }) => name), step.verb];
  const reaches = cascadedFrom({ relation, verb, columns }, catalogue).size > 0;
  return reaches ? { relation, verb, assigned: columns } : null;
}
