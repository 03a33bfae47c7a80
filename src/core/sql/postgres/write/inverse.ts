// The statement that reverts a write, made from the images of its rows. It is a statement like any caller's: governed, previewed and
// weighed for whoever asks for it. It finds a row only while it still is what the write left, in every column.

import type { JsonValue } from "../../../model/json-value.ts";
import type { InverseStatement, RowImages, StepToRevert } from "../../revert/inverse-statement.ts";
import { quoteName, quoteRelation } from "../rewrite/quote.ts";

/** The last change is reverted first; several are one statement, a writing WITH query. */
export function inverseStatement(
  steps: readonly StepToRevert[],
  unchanged: readonly StepToRevert[] = [],
): InverseStatement {
  const parameters: JsonValue[] = [];
  const guards = unchanged.map((step) => guardOf(step, parameters));
  const undone = steps.toReversed().map((step) => inverseOf(step, { parameters, guards }));
  const last = undone.at(-1);
  const before = undone.slice(0, -1).map(({ sql }, index) => `undone_${index + 1} AS (${sql})`);
  return {
    sql: `${before.length === 0 ? "" : `WITH ${before.join(", ")} `}${last?.sql ?? ""}`,
    parameters,
    rows: undone.reduce((sum, { rows }) => sum + rows, 0),
  };
}

/** Adds its parameters to the list. */
function inverseOf(
  { images, relation, byKey }: StepToRevert,
  { parameters, guards }: { parameters: JsonValue[]; guards: readonly string[] },
): { sql: string; rows: number } {
  const { verb } = images;
  const table = quoteRelation(relation.name);
  const alone = tableAlone(relation);
  const kept = relation.columns.filter(({ name }) => relation.writing?.computed.includes(name) !== true);
  const typeOf = new Map(relation.columns.map(({ name, type }) => [name, type.bare ?? type.sql]));
  const cast = (source: string, name: string): string =>
    `CAST(v.${quoteName(source + name)} AS ${typeOf.get(name) ?? "text"})`;
  const compared = byKey === true ? [] : images.layout;
  const unchanged = compared.map(
    (name) => `t.${quoteName(name)}::text IS NOT DISTINCT FROM v.${quoteName(`a_${name}`)}`,
  );
  if (verb === "delete") {
    const rows = unnest(
      parameters,
      images.layout.map((name, place) => ({ name: `b_${name}`, values: column(images.before, place) })),
    );
    // a row that went gets the number that it had
    const { computed = [], identities = [] } = relation.writing ?? {};
    const held = relation.columns.filter(({ name }) => !computed.includes(name) || identities.includes(name));
    const names = held.map(({ name }) => quoteName(name)).join(", ");
    const values = held.map(({ name }) => cast("b_", name)).join(", ");
    return {
      sql: `INSERT INTO ${table} (${names}) OVERRIDING SYSTEM VALUE SELECT ${values} FROM ${rows.text}`,
      rows: images.before.length,
    };
  }
  const shift = verb === "update" ? images.key.length : 0;
  const after = images.layout.map((name, place) => ({
    name: `a_${name}`,
    values: column(images.after, place + shift),
  }));
  const found = images.key.map((name) => `t.${quoteName(name)} = ${cast("a_", name)}`);
  const where = [...found, ...unchanged, ...guards].join(" AND ");
  if (verb === "insert") {
    const rows = unnest(parameters, after);
    return {
      sql: `DELETE FROM ${alone} AS t USING ${rows.text} WHERE ${where}`,
      rows: images.after.length,
    };
  }
  const paired = pairImages(images);
  const rows = unnest(parameters, [
    ...images.layout.map((name, place) => ({ name: `a_${name}`, values: column(paired.after, place) })),
    ...images.layout.map((name, place) => ({ name: `b_${name}`, values: column(paired.before, place) })),
  ]);
  const differing = kept.filter(({ name }) => differs(paired, images.layout.indexOf(name)));
  // a write that gave every column the value it had is reverted by another such
  const sets = (differing.length > 0 ? differing : kept.slice(0, 1)).map(
    ({ name }) => `${quoteName(name)} = ${cast("b_", name)}`,
  );
  return {
    sql: `UPDATE ${alone} AS t SET ${sets.join(", ")} FROM ${rows.text} WHERE ${where}`,
    rows: images.after.length,
  };
}

/** Without the rows of tables that inherit from it, which have images of their own. */
function tableAlone({ name, writing }: StepToRevert["relation"]): string {
  return `${writing?.inheritors === undefined ? "" : "ONLY "}${quoteRelation(name)}`;
}

/** All of these rows are what they became. */
function guardOf({ images, relation }: StepToRevert, parameters: JsonValue[]): string {
  const rows = unnest(
    parameters,
    images.layout.map((name, place) => ({
      name: `a_${name}`,
      values: column(images.after, place + images.key.length),
    })),
  );
  const typeOf = new Map(relation.columns.map(({ name, type }) => [name, type.bare ?? type.sql]));
  const same = [
    ...images.key.map(
      (name) => `t.${quoteName(name)} = CAST(v.${quoteName(`a_${name}`)} AS ${typeOf.get(name) ?? "text"})`,
    ),
    ...images.layout.map((name) => `t.${quoteName(name)}::text IS NOT DISTINCT FROM v.${quoteName(`a_${name}`)}`),
  ];
  return `(SELECT count(*) FROM ${tableAlone(relation)} AS t, ${rows.text} WHERE ${same.join(" AND ")}) = ${images.after.length}`;
}

type Rows = RowImages["before"];

/** Each row before the change beside the same row after it, by the key that it had. */
function pairImages({ layout, key, before, after }: RowImages): { before: Rows; after: Rows } {
  const places = key.map((name) => layout.indexOf(name));
  const byKey = new Map(before.map((row) => [JSON.stringify(places.map((place) => row[place] ?? null)), row]));
  const pairs = after.flatMap((row) => {
    const old = byKey.get(JSON.stringify(row.slice(0, key.length)));
    return old === undefined ? [] : [{ before: old, after: row.slice(key.length) }];
  });
  return { before: pairs.map((pair) => pair.before), after: pairs.map((pair) => pair.after) };
}

function differs({ before, after }: { before: Rows; after: Rows }, place: number): boolean {
  return before.some((row, index) => row[place] !== after[index]?.[place]);
}

function column(rows: Rows, place: number): readonly (string | null)[] {
  return rows.map((row) => row[place] ?? null);
}

/** Columns of text side by side, each a parameter. */
function unnest(
  parameters: JsonValue[],
  columns: readonly { readonly name: string; readonly values: readonly (string | null)[] }[],
): { text: string } {
  const lists = columns.map((_, index) => `$${parameters.length + index + 1}::text[]`).join(", ");
  const names = columns.map(({ name }) => quoteName(name)).join(", ");
  parameters.push(...columns.map(({ values }) => values));
  return { text: `unnest(${lists}) AS v (${names})` };
}
