// The rows that foreign keys change besides a statement's own, read in its transaction: before the change, and after it. What is asked for
// is said by core/sql/cascades/cascade-reach.ts. Reading a table may need a right that the change itself does not: without it nothing is captured.

import pg from "pg";
import type { Catalogue, Relation } from "../../../../core/model/catalogue.ts";
import { type Image, placesOf } from "../../../../core/sql/cascades/cascade-graph.ts";
import {
  type CascadedCount,
  CascadeReach,
  type ChildQuestion,
  type KeyQuestion,
  type Root,
} from "../../../../core/sql/cascades/cascade-reach.ts";
import type { RowImages } from "../../../../core/sql/revert/inverse-statement.ts";
import { encodeTexts } from "../../values/encode-parameter.ts";
import { readText } from "../write-session.ts";

/** Null where the database role may not read what has to be read; the transaction then goes on as if nothing had been asked. */
export async function findCascades(
  client: pg.ClientBase,
  { catalogue, root, most }: { catalogue: Catalogue; root: Root; most: number },
): Promise<CascadeReach | null> {
  const reach = new CascadeReach(catalogue, { root, most });
  await client.query("SAVEPOINT reaching");
  try {
    for (let question = reach.next(); question !== null; question = reach.next()) {
      const { text, values } = childrenText(question, most);
      const { rows } = await readText(client, text, values);
      reach.take(
        rows.map(([id, version, image]) => ({
          id: id ?? "",
          version: version ?? "",
          image: readImage(image ?? null) ?? [],
        })),
      );
    }
  } catch (error) {
    if (!(error instanceof pg.DatabaseError) || error.code !== "42501") throw error;
    await client.query("ROLLBACK TO SAVEPOINT reaching");
    return null;
  }
  return reach;
}

/** `after`: [old key…, column…] of the statement's own rows; `counts` of everything that was changed besides. Null: not captured. */
export async function captureCascades(
  client: pg.ClientBase,
  reach: CascadeReach | null,
  { root, after, counts }: { root: Root; after: readonly Image[]; counts: readonly CascadedCount[] },
): Promise<readonly RowImages[] | null> {
  const paired = root.verb === "delete" ? [] : pairAfter(root, after);
  const questions = paired === null ? null : (reach?.questions(paired) ?? null);
  if (questions === null || reach === null) return null;
  const answers = [];
  for (const question of questions) {
    const { text, values } = keysText(question);
    const { rows } = await readText(client, text, values);
    answers.push(rows.map(([image]) => readImage(image ?? null)));
  }
  return reach.captured(answers, counts);
}

/** [old key…, column…] after a change, as columns alone and in the order of the rows as they were; null where they do not pair. */
function pairAfter(
  { before, relation }: Pick<Root, "before" | "relation">,
  after: readonly Image[],
): readonly Image[] | null {
  const places = placesOf(relation, relation.primaryKey);
  const byKey = new Map(after.map((row) => [JSON.stringify(row.slice(0, places.length)), row.slice(places.length)]));
  const paired = before.flatMap((row) => {
    const found = byKey.get(JSON.stringify(places.map((place) => row[place] ?? null)));
    return found === undefined ? [] : [found];
  });
  return paired.length === before.length ? paired : null;
}

function childrenText({ relation, columns, values }: ChildQuestion, most: number) {
  const given = columns.map((name, place) => `CAST(v.k${place} AS ${typeOf(relation, name)})`);
  const held = columns.map((name) => `c.${quote(name)}`);
  const lists = columns.map((_, place) => `$${place + 1}::text[]`);
  return {
    text: `SELECT c.tableoid::text || c.ctid::text, c.xmin::text, ${imageOf(relation)} FROM ${nameOf(relation)} AS c
      WHERE (${held.join(", ")}) IN (SELECT ${given.join(", ")} FROM unnest(${lists.join(", ")}) AS v (${columns.map((_, place) => `k${place}`).join(", ")}))
      LIMIT ${most + 1}`,
    values: columns.map((_, place) => encodeTexts(values.map((row) => row[place] ?? null))),
  };
}

function keysText({ relation, keys }: KeyQuestion) {
  const { primaryKey } = relation;
  const lists = primaryKey.map((_, place) => `$${place + 1}::text[]`);
  const same = primaryKey.map((name, place) => `c.${quote(name)} = CAST(v.k${place} AS ${typeOf(relation, name)})`);
  return {
    text: `SELECT (SELECT ${imageOf(relation)} FROM ${nameOf(relation)} AS c WHERE ${same.join(" AND ")})
      FROM unnest(${lists.join(", ")}) WITH ORDINALITY AS v (${primaryKey.map((_, place) => `k${place}, `).join("")}n) ORDER BY v.n`,
    values: primaryKey.map((_, place) => encodeTexts(keys.map((key) => key[place] ?? null))),
  };
}

function imageOf({ columns }: Relation): string {
  return `to_json(ARRAY[${columns.map(({ name }) => `c.${quote(name)}::text`).join(", ")}])::text`;
}

function readImage(json: string | null): Image | null {
  const parsed: unknown = json === null ? null : JSON.parse(json);
  if (!Array.isArray(parsed)) return null;
  return parsed.map((value: unknown) => (typeof value === "string" ? value : null));
}

function typeOf({ columns }: Relation, name: string): string {
  const type = columns.find((column) => column.name === name)?.type;
  return type?.bare ?? type?.sql ?? "text";
}

/** Foreign keys and primary keys hold for the rows of the table alone, and not for those of tables that inherit from it. */
function nameOf({ name: { schema, name }, writing }: Relation): string {
  return `${writing?.inheritors === undefined ? "" : "ONLY "}${quote(schema)}.${quote(name)}`;
}

function quote(name: string): string {
  return pg.escapeIdentifier(name);
}
