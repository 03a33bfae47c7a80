// A value as it is once it is stored: an assignment rounds and pads it by the column's modifier, or by its domain's.

import type { ColumnType } from "../../../model/catalogue.ts";

/**
 * A type whose explicit cast gives what an assignment stores, but for spaces at the end that it cuts. Where a cast would cut what an
 * assignment refuses (texts and bits that are too long) it is the type without its modifier.
 */
export function storedType({ family, label, sql, bare }: ColumnType): string {
  const cuts = family === "text" || /^(bit|"bit"|bit varying|varbit)\b/.test(bare ?? sql);
  return cuts ? (bare ?? sql) : label;
}

/** The value as it is stored. A text that is too long by spaces alone is cut, as an assignment does it. */
export function storedAs(value: string, type: ColumnType): string {
  const whole = `CAST(${value} AS ${storedType(type)})`;
  const [, length] =
    (type.family === "text" && /^(?:character varying|varchar|character|char|bpchar)\((\d+)\)$/.exec(type.sql)) || [];
  if (length === undefined) return whole;
  const fits = `pg_catalog.length(pg_catalog.rtrim(CAST(${value} AS text), ' ')) <= ${length}`;
  return `CASE WHEN ${fits} THEN CAST(CAST(${value} AS ${type.sql}) AS ${storedType(type)}) ELSE ${whole} END`;
}
