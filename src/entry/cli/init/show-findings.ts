// What was found of a database's columns, as a table for people: what is personal and what nobody could tell, each with how sure that is and
// why. Names come from the catalogue, and are attacker-controlled: they leave through the terminal's one door, and are cut to a line.

import type { ClassifiedColumn, ClassifiedTable } from "../../../core/classification/classify-columns.ts";
import { isUnsure } from "../../../core/classification/finding.ts";
import { LEVELS } from "../../../core/model/data-class.ts";
import { formatRelation } from "../../../core/model/relation-name.ts";
import { visibleText } from "../../../core/model/visible-text.ts";
import { cellWidth, cutCell, padCell } from "../terminal/cells.ts";
import { type Palette, paint } from "../terminal/paint.ts";

interface Shown {
  readonly path: string;
  readonly column: ClassifiedColumn;
}

/** Rows of each of the two tables, unless all are asked for. */
const MOST = 60;
const LONGEST = 44;

export function showFindings(
  tables: readonly ClassifiedTable[],
  { palette, all }: { palette: Palette; all: boolean },
): readonly string[] {
  const columns = columnsOf(tables);
  const unsure = columns.filter(({ column }) => isUnsure(column));
  const personal = columns.filter(({ column }) => !isUnsure(column) && !isInClear(column));
  const clear = columns.length - unsure.length - personal.length;
  const most = all ? Number.POSITIVE_INFINITY : MOST;
  return [
    `${columns.length} columns of ${tables.length} ${tables.length === 1 ? "table" : "tables"}: ${personal.length} personal, ${unsure.length} unsure, ${clear} shown as they are.`,
    ...(personal.length === 0 ? [] : ["", paint(palette, "bold", "Personal, and masked:"), ...rowsOf(personal, most)]),
    ...(unsure.length === 0
      ? []
      : ["", paint(palette, "yellow", "Unsure, and masked until you say what they are:"), ...rowsOf(unsure, most)]),
  ];
}

export function columnsOf(tables: readonly ClassifiedTable[]): readonly Shown[] {
  return tables.flatMap(({ relation, columns }) =>
    columns.map((column) => ({ path: `${formatRelation(relation)}.${column.name}`, column })),
  );
}

function isInClear({ holds }: ClassifiedColumn): boolean {
  return LEVELS.some((level) => level === holds && level !== "confidential" && level !== "restricted");
}

function rowsOf(shown: readonly Shown[], most: number): readonly string[] {
  const some = shown.slice(0, most);
  const width = Math.max(...some.map(({ path }) => cellWidth(cut(path))));
  const rows = some.map(
    ({ path, column }) =>
      `  ${padCell(cut(path), width)}  ${column.holds.padEnd(13)} ${`${Math.round(column.confidence * 100)}%`.padStart(4)}  ${column.reason}`,
  );
  return some.length < shown.length
    ? [...rows, `  … and ${shown.length - some.length} more: the policy lists all of them.`]
    : rows;
}

function cut(path: string): string {
  return cutCell(visibleText(path).replaceAll("\n", "⏎"), LONGEST);
}
