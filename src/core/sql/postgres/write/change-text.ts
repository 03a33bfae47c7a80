// The one statement that changes the rows of all steps: each change is a WITH query behind the query of its rows, and the SELECT around
// them counts, takes the images and gives what RETURNING asks for.

import type { Limits } from "../../../model/decision.ts";
import { quoteName, quoteText } from "../rewrite/quote.ts";
import { actionOf, columnsShown, joined, type StepTexts, tableText } from "./step-texts.ts";
import { storedAs } from "./stored-as.ts";

export interface Change {
  /** The WITH queries in front, in order, the changes among them. */
  readonly queries: readonly string[];
  /** Of each step, how many of its changed rows the caller may see. */
  readonly visible: readonly string[];
  /** The SELECT that RETURNING is; null without it. */
  readonly returned: string | null;
  readonly limits: Limits;
  readonly images: boolean;
}

export function changeText(steps: readonly StepTexts[], change: Change): string {
  const { queries, visible, returned, limits, images } = change;
  const result =
    returned === null
      ? []
      : [
          `"gatehouse_list" AS MATERIALIZED (SELECT * FROM (${returned}\n) AS "gatehouse_result" LIMIT ${limits.rows + 1})`,
        ];
  const head = `WITH ${[...queries, ...result].join(", ")}`;
  const list = (of: readonly string[]): string => `json_build_array(${of.map((text) => `(${text})`).join(", ")})::text`;
  const counted = [...steps.map(({ doneName }) => doneName), ...(returned === null ? [] : ['"gatehouse_list"'])];
  const counts = [
    `${list(counted.map((name) => `SELECT count(*) FROM ${name}`))} AS "gatehouse_count"`,
    `${list(visible)} AS "gatehouse_seen"`,
    `${images ? list(steps.map(imageList)) : "NULL::text"} AS "gatehouse_images"`,
    `${images ? list(steps.map(overridden)) : "NULL::text"} AS "gatehouse_overridden"`,
  ];
  const first = `SELECT ${counts.join(", ")}`;
  if (returned === null) return `${head} SELECT "gatehouse_counts".*, false FROM (${first}) AS "gatehouse_counts"`;
  // rows beyond the cap are not sent: whoever asks for RETURNING could ask for any amount
  const fits = `sum(octet_length("gatehouse_list"::text)) OVER (ROWS UNBOUNDED PRECEDING) <= ${limits.bytes}`;
  return `${head} SELECT * FROM (${first}) AS "gatehouse_counts" LEFT JOIN (SELECT ${fits} AS "gatehouse_is_row", "gatehouse_list".* FROM "gatehouse_list") AS "gatehouse_fitting" ON "gatehouse_is_row" LIMIT ${limits.rows + 1}`;
}

/** Of an UPDATE the keys that the row had and the row, of an INSERT the row; of a DELETE nothing is left. */
function imageList({ reading, doneName, keys }: StepTexts): string {
  const { verb, relation } = reading.composed;
  if (verb === "delete") return "SELECT '[]'::json";
  const names = [...keys, ...relation.columns.map(({ name }) => name)].map((name) => `${quoteName(name)}::text`);
  return `SELECT coalesce(json_agg(json_build_array(${names.join(", ")})), '[]'::json) FROM ${doneName}`;
}

/** Columns that hold something else than they were given, in any row: what a trigger made of it. */
function overridden({ reading, doneName, keys, values, from }: StepTexts): string {
  const { verb, relation } = reading.composed;
  if (verb === "delete" || values.length === 0) return "SELECT '[]'::json";
  const own = keys.map((key) => `${quoteName(key)}::text`);
  const given = values.map(({ column, name }) => {
    const type = relation.columns.find((candidate) => candidate.name === column)?.type;
    const value = type === undefined ? quoteName(name) : storedAs(quoteName(name), type);
    const columns = (of: string) => [...own, `${of}::text`].join(", ");
    const all = verb === "insert" ? "" : " ALL";
    const differs = `EXISTS (SELECT ${columns(quoteName(column))} FROM ${doneName} EXCEPT${all} SELECT ${columns(value)} FROM ${from})`;
    return `CASE WHEN ${differs} THEN ${quoteText(column)} END`;
  });
  return `SELECT array_to_json(array_remove(ARRAY[${given.join(", ")}]::text[], NULL))`;
}

/** The changed rows of steps on one table; `told`: what was done to each. */
export function allRows(steps: readonly StepTexts[], { told = false }: { told?: boolean } = {}): string {
  return steps
    .map((step) => {
      const columns = columnsShown(step.reading.composed).map(({ name }) => quoteName(name));
      return `SELECT ${[...columns, ...(told ? [actionOf(step)] : [])].join(", ")} FROM ${step.doneName}`;
    })
    .join(" UNION ALL ");
}

export function statementText(step: StepTexts): string {
  const { reading, keys, values, from } = step;
  const { verb, columns, rows, overriding, passing } = reading.composed;
  const table = `${tableText(reading.composed)} AS "gatehouse_target"`;
  const returned = ['"gatehouse_target".*', ...keys.map((key) => `"gatehouse_rows".${quoteName(key)}`)].join(", ");
  if (verb === "update") {
    const named = new Map(values.map(({ column, name }) => [column, name]));
    const sets = columns.map(({ name, output }) => {
      const value = output === null ? "DEFAULT" : `"gatehouse_rows".${quoteName(named.get(name) ?? "")}`;
      return `${quoteName(name)} = ${value}`;
    });
    return `UPDATE ${table} SET ${sets.join(", ")} FROM ${from} WHERE ${joined(step)} RETURNING ${returned}`;
  }
  if (verb === "delete") return `DELETE FROM ${table} USING ${from} WHERE ${joined(step)} RETURNING ${returned}`;
  if (rows === null) return `INSERT INTO ${table} DEFAULT VALUES RETURNING ${returned}`;
  const names = values.map(({ column }) => quoteName(column)).join(", ");
  const on = passing === null || passing.length === 0 ? "" : ` (${passing.map(quoteName).join(", ")})`;
  const passed = passing === null ? "" : ` ON CONFLICT${on} DO NOTHING`;
  return `INSERT INTO ${table} (${names}) ${overriding} SELECT * FROM ${from}${passed} RETURNING ${returned}`;
}
