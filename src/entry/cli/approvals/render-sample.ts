// The sample of a preview as a readable difference: a line for what a row is, a line for what it would become.

import type { TableSample } from "../../../core/approvals/approval-request.ts";
import { visibleLine } from "../../../core/model/visible-text.ts";
import { cellWidth, cutCell, padCell } from "../terminal/cells.ts";
import { type Palette, paint } from "../terminal/paint.ts";

const WIDEST_CELL = 32;

export function renderSample({ columns, rows }: TableSample, io: Palette): readonly string[] {
  const header = columns.map((name) => cut(visibleLine(name)));
  const shown = rows.map(({ before, after }) => ({
    before: before?.map(showCell) ?? null,
    after: after?.map(showCell) ?? null,
  }));
  const widths = header.map((name, place) =>
    Math.max(
      cellWidth(name),
      ...shown.flatMap(({ before, after }) => [before, after]).map((cells) => cellWidth(cells?.[place] ?? "")),
    ),
  );
  const line = (cells: readonly string[], style: (cell: string, place: number) => string): string =>
    cells
      .map((cell, place) => style(padCell(cell, place === cells.length - 1 ? 0 : (widths[place] ?? 0)), place))
      .join("  ");
  const plain = (cell: string): string => cell;
  return [
    paint(io, "dim", `  ${line(header, plain)}`),
    ...shown.flatMap(({ before, after }) => {
      const changed = (place: number): boolean => before === null || after === null || before[place] !== after[place];
      const bold = (cell: string, place: number): string => (changed(place) ? paint(io, "bold", cell) : cell);
      return [
        ...(before === null ? [] : [`${paint(io, "red", "-")} ${line(before, bold)}`]),
        ...(after === null ? [] : [`${paint(io, "green", "+")} ${line(after, bold)}`]),
      ];
    }),
  ];
}

function showCell(value: string | null): string {
  return value === null ? "NULL" : cut(visibleLine(value));
}

function cut(text: string): string {
  return cutCell(text, WIDEST_CELL);
}
