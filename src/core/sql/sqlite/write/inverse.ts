// The statement that reverts a write, made from the images of its rows. It is a statement like any caller's: governed, previewed and
// weighed for whoever asks for it. It finds a row only while it still is what the write left, in every column.

import { type Refusal, refuse } from "../../../model/refusal.ts";
import type { InverseStatement, RowImages, StepToRevert } from "../../revert/inverse-statement.ts";
import { quoteName } from "../parse/node.ts";

export function inverseStatement(
  [step, ...others]: readonly StepToRevert[],
  unchanged: readonly StepToRevert[] = [],
): InverseStatement | Refusal {
  if (step === undefined || others.length > 0) return refuseImages();
  const { images, relation, byKey = false } = step;
  const { verb } = images;
  const table = `main.${quoteName(relation.name.name)}`;
  const kept = relation.columns.filter(({ name }) => relation.writing?.computed.includes(name) !== true);
  const place = (name: string) => images.layout.indexOf(name);
  if (kept.length === 0) return refuseImages();
  if (verb === "delete") {
    const rows = encodeRows(images.before.map((row) => ({ before: row, after: [] })));
    if (rows === null) return refuseImages();
    const names = kept.map(({ name }) => quoteName(name)).join(", ");
    const values = kept.map(({ name }) => valueOf("b", place(name))).join(", ");
    return {
      sql: `INSERT INTO ${table} (${names}) SELECT ${values} FROM json_each(?1) AS v`,
      parameters: [rows],
      rows: images.before.length,
    };
  }
  const pairs = verb === "insert" ? images.after.map((after) => ({ before: [], after })) : pairImages(images);
  const rows = pairs === null ? null : encodeRows(pairs);
  if (pairs === null || rows === null) return refuseImages();
  const target = `${table} AS t`;
  const guards = unchanged.map((other, index) => guardOf(other, index + 2));
  const read = guards.flatMap((guard) => (guard === null ? [] : [guard]));
  if (read.length < guards.length) return refuseImages();
  const still = byKey ? hasKey(images) : isStill(images, pairs);
  const where = [...still, ...read.map(({ sql }) => sql)].join(" AND ");
  if (verb === "insert") {
    return {
      sql: `DELETE FROM ${target} WHERE EXISTS (SELECT 1 FROM json_each(?1) AS v WHERE ${where})`,
      parameters: [rows],
      rows: pairs.length,
    };
  }
  const changed = kept.filter(({ name }) =>
    pairs.some(({ before, after }) => before[place(name)] !== after[place(name)]),
  );
  const sets = (changed.length === 0 ? kept.slice(0, 1) : changed).map(
    ({ name }) => `${quoteName(name)} = ${valueOf("b", place(name))}`,
  );
  return {
    sql: `UPDATE ${target} SET ${sets.join(", ")} FROM json_each(?1) AS v WHERE ${where}`,
    parameters: [rows, ...read.map((guard) => guard.rows)],
    rows: pairs.length,
  };
}

/** `t` is, in every column, what `v` says that it became. */
function isStill(images: RowImages, pairs: readonly Pair[]): readonly string[] {
  const { layout } = images;
  const same = layout.map((name, index) => {
    const held = `t.${quoteName(name)}`;
    const odd = pairs.some(({ after }) => after[index]?.startsWith("CAST(") === true);
    if (!odd) return `quote(${held}) = json_extract(v.value, '$.q[${index}]')`;
    // quote() cannot spell these texts
    const value = valueOf("a", index);
    return `typeof(${held}) = typeof(${value}) AND ${held} IS ${value} COLLATE BINARY`;
  });
  // by the key first, so that an index is used
  return [...hasKey(images), ...same];
}

function hasKey({ key, layout }: RowImages): readonly string[] {
  return key.map((name) => `t.${quoteName(name)} = ${valueOf("a", layout.indexOf(name))}`);
}

/** All of these rows are what they became. Null for images of another make. */
function guardOf({ images, relation }: StepToRevert, parameter: number): { sql: string; rows: string } | null {
  const pairs = pairImages(images);
  const rows = pairs === null ? null : encodeRows(pairs);
  if (pairs === null || rows === null) return null;
  const table = `main.${quoteName(relation.name.name)}`;
  const sql = `(SELECT count(*) FROM ${table} AS t, json_each(?${parameter}) AS v WHERE ${isStill(images, pairs).join(" AND ")}) = ${pairs.length}`;
  return { sql, rows };
}

type Row = RowImages["before"][number];

interface Pair {
  readonly before: Row;
  readonly after: Row;
}

/** Each row before the change beside the same row after it: both lists are in one order. */
function pairImages({ key, before, after }: RowImages): readonly Pair[] | null {
  if (before.length !== after.length) return null;
  return before.map((row, index) => ({ before: row, after: (after[index] ?? []).slice(key.length) }));
}

/** JSON of `{b, a, q}` for each row: the values before, after, and those after as quote() writes them. Null for an image of another make. */
function encodeRows(pairs: readonly Pair[]): string | null {
  const rows = pairs.map(({ before, after }) => {
    const [b, a] = [before.map(encodeCell), after.map(encodeCell)];
    if (b.includes(null) || a.includes(null)) return null;
    return `{"b":[${b.join()}],"a":[${a.join()}],"q":${JSON.stringify(after.map((cell) => cell ?? "NULL"))}}`;
  });
  return rows.includes(null) ? null : `[${rows.join()}]`;
}

/** A value in JSON, its storage class with it; null for what is no image. */
function encodeCell(cell: string | null): string | null {
  if (cell === null) return "null";
  const bytes = /^X'([0-9A-F]*)'$/.exec(cell)?.[1];
  if (bytes !== undefined) return `{"x":"${bytes}"}`;
  const odd = /^CAST\(X'([0-9A-F]*)' AS TEXT\)$/.exec(cell)?.[1];
  if (odd !== undefined) return `{"t":"${odd}"}`;
  if (cell.startsWith("'") && cell.endsWith("'")) return JSON.stringify(cell.slice(1, -1).replaceAll("''", "'"));
  return /^-?\d+(\.\d+)?(e[+-]?\d+)?$/.test(cell) ? cell : null;
}

/** Strings become text, numbers integers or reals as they are written, objects blobs. */
function valueOf(which: "a" | "b", place: number): string {
  const at = `'$.${which}[${place}]'`;
  const inner = (key: string) => `unhex(json_extract(v.value, '$.${which}[${place}].${key}'))`;
  return `CASE json_type(v.value, ${at}) WHEN 'object' THEN coalesce(${inner("x")}, CAST(${inner("t")} AS TEXT)) ELSE json_extract(v.value, ${at}) END`;
}

function refuseImages(): Refusal {
  return refuse("nothing-to-revert", "The rows as they were are not kept in a way that can be put back.", {
    rule: "revert",
    remedy: "Make the change that is wanted with a statement of its own.",
  });
}
