// The columns of an answer as it tells them, with their JSON: made once for a plan's columns, as long as the scan replaces nothing in them.

import { marksOf, type ResultColumn, type ResultMarks } from "../planning.ts";
import type { ResultColumns } from "../ports/execution.ts";

export interface ToldColumns {
  readonly columns: readonly ResultColumn[];
  readonly json: string;
}

const KNOWN = new WeakMap<ResultMarks, { readonly of: ResultColumns; readonly told: ToldColumns }>();

/** `redactions`: values that the scan replaced, by column. */
export function tellColumns(
  columns: ResultColumns,
  { marks, redactions }: { marks: ResultMarks; redactions: readonly number[] },
): ToldColumns {
  const known = KNOWN.get(marks);
  const isPlain = redactions.every((count) => count === 0);
  if (isPlain && known?.of === columns) return known.told;
  const placed = marksOf(marks, columns.length);
  const list = columns.map(({ name, type }, index): ResultColumn => {
    const masked = placed[index]?.masked ?? [];
    const replaced = redactions[index] ?? 0;
    return { name, type, ...(masked.length > 0 && { masked }), ...(replaced > 0 && { redactions: replaced }) };
  });
  const told = { columns: list, json: JSON.stringify(list) };
  if (isPlain) KNOWN.set(marks, { of: columns, told });
  return told;
}
