// The type that a value has once it is stored: an assignment rounds and pads it by the column's modifier, or by its domain's.

import type { ColumnType } from "../../../model/catalogue.ts";

/**
 * A type whose explicit cast gives what an assignment stores. Where a cast would cut what an assignment refuses (texts and bits that are
 * too long) it is the type without its modifier.
 */
export function storedAs({ family, label, sql, bare }: ColumnType): string {
  const cuts = family === "text" || /^(bit|"bit"|bit varying|varbit)\b/.test(bare ?? sql);
  return cuts ? (bare ?? sql) : label;
}
