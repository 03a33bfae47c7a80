// How the rows of a planned read are to be written: scanned where no classification covers what flows into a column, and ended where their
// message would be too large.

import type { Engine } from "../../core/model/catalogue.ts";
import { marksOf, type ResultMarks, scansOf } from "../planning.ts";
import type { RowFormat } from "../ports/execution.ts";

/** A result travels twice in its message, once as JSON in a text, and clients end a session at 10 MiB. */
const LARGEST_MESSAGE = 8_000_000;

const FORMATS = new WeakMap<ResultMarks, RowFormat>();

/** One for the same marks, which are those of one plan. */
export function rowFormatOf(marks: ResultMarks, engine: Engine): RowFormat {
  const known = FORMATS.get(marks);
  if (known !== undefined) return known;
  const format: RowFormat = {
    scansOf: (columns) => scansOf(marksOf(marks, columns.length), { columns, engine }),
    largest: LARGEST_MESSAGE,
  };
  FORMATS.set(marks, format);
  return format;
}

const TEXT_FORMATS = new WeakMap<ResultMarks, RowFormat>();

/** Of rows for the wire, which the limits of the role bound alone. `codes`: in which formats the columns come; one for the same marks in text. */
export function wireFormatOf(marks: ResultMarks, engine: Engine, codes: readonly number[]): RowFormat {
  const known = codes.length === 0 ? TEXT_FORMATS.get(marks) : undefined;
  if (known !== undefined) return known;
  const { scansOf: scans } = rowFormatOf(marks, engine);
  const format: RowFormat = { as: "wire", codes, scansOf: scans, largest: Number.POSITIVE_INFINITY };
  if (codes.length === 0) TEXT_FORMATS.set(marks, format);
  return format;
}
