// What is asked of the rows of a step before they are changed: how many, which, and what they are now.

import { quoteName } from "../rewrite/quote.ts";
import { VERSION_NAME } from "./compose-rows.ts";
import { joined, type StepTexts, tableText } from "./step-texts.ts";

export function previewText(step: StepTexts): string {
  const { before, from, keys, values, reading } = step;
  const { verb, timed } = reading.composed;
  const timeless = values.filter(({ column }) => !timed.has(column)).map(({ name }) => name);
  const version = verb === "insert" ? [] : [VERSION_NAME];
  const row = `ROW(${[...keys, ...version, ...timeless].map(quoteName).join(", ")})::text`;
  const hash = `encode(sha256(convert_to(${row}, 'UTF8')), 'hex')`;
  const order = keys.length === 0 ? hash : keys.map(quoteName).join(", ");
  const digest = `encode(sha256(convert_to(coalesce(string_agg(${hash}, '' ORDER BY ${order}), ''), 'UTF8')), 'hex')`;
  return `${before} SELECT count(*)::text, (${distinctCount(step)})::text, ${digest}, (${imageBytes(step)})::text FROM ${from}`;
}

/** Rows that are no other's double. */
function distinctCount({ keys, values, reading }: StepTexts): string {
  const { distinct } = reading.composed;
  const unique = distinct.flatMap((column) => values.find((value) => value.column === column)?.name ?? []);
  const names = (keys.length > 0 ? keys : unique).map(quoteName);
  if (names.length === 0) return "count(*)";
  const whole = names.map((name) => `${name} IS NOT NULL`).join(" AND ");
  return `count(DISTINCT ROW(${names.join(", ")})) FILTER (WHERE ${whole}) + count(*) FILTER (WHERE NOT (${whole}))`;
}

/** How much the images of the rows would take, before and after, about. */
function imageBytes(step: StepTexts): string {
  const { keys, values, from, reading } = step;
  const given = values.map(({ name }) => quoteName(name)).join(", ");
  const after = `coalesce(sum(octet_length(ROW(${given})::text)), 0)`;
  if (keys.length === 0) return after;
  const stored = `SELECT coalesce(sum(octet_length("gatehouse_target"::text)), 0) FROM ${tableText(reading.composed)} AS "gatehouse_target", ${from} WHERE ${joined(step)}`;
  return `${after} + ${values.length === 0 ? 1 : 2} * (${stored})`;
}

export function imagesText(step: StepTexts): string {
  const { before, from, keys, reading } = step;
  const { relation } = reading.composed;
  const columns = relation.columns.map(({ name }) => `"gatehouse_target".${quoteName(name)}::text`);
  const order = keys.map((key) => `"gatehouse_rows".${quoteName(key)}`).join(", ");
  return `${before} SELECT ${columns.join(", ")} FROM ${tableText(reading.composed)} AS "gatehouse_target", ${from} WHERE ${joined(step)} ORDER BY ${order} FOR UPDATE OF "gatehouse_target"`;
}
