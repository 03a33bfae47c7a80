// Instants without the session's time zone. A zone's name would not do: what `UTC` or `GMT` means can be moved by a session's TimeZone
// (PostgreSQL 18 looks abbreviations up in it first). An interval cannot be moved.

import type { ColumnType } from "../../../model/catalogue.ts";
import { call } from "./built-in.ts";

/** `timestamp with time zone`, whatever its precision. */
export function isZoned({ sql }: ColumnType): boolean {
  return /^timestamp\b.*with time zone$/.test(sql) && !sql.endsWith("without time zone");
}

/** An instant as the time of day in UTC, and back. */
export function atUtc(value: string): string {
  return call("timezone", "'0'::interval", value);
}
