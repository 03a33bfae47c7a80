// What two answers to one statement, from the two sides of a shop, say of each other.

import type { Told } from "../support/governed-shop.ts";

export type Comparison =
  /** Byte for byte. */
  | "same"
  /** The same rows in another order: an unordered result, for which the engine chose another plan. */
  | "order"
  /** Both failed on a value, each on another one first: another plan again. */
  | "other-error"
  | "different";

export function compareAnswers(a: Told, b: Told): Comparison {
  if (a.json === b.json && a.refused === b.refused) return "same";
  if (a.refused && b.refused) return a.code === "data-error" && b.code === "data-error" ? "other-error" : "different";
  if (a.refused || b.refused) return "different";
  return sorted(a.json) === sorted(b.json) ? "order" : "different";
}

function sorted(json: string): string {
  const { rows, ...rest }: { rows: unknown[] } = JSON.parse(json);
  return JSON.stringify([rest, rows.map((row) => JSON.stringify(row)).sort()]);
}
