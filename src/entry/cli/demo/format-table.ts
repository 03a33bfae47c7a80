// Rows as aligned columns for a terminal.

import { visibleLine } from "../../../core/model/visible-text.ts";
import { cellWidth, cutCell, padCell } from "../terminal/cells.ts";

const WIDEST = 44;

/** Two spaces before each line and between columns; long cells are cut. */
export function formatTable(names: readonly string[], rows: readonly (readonly unknown[])[]): readonly string[] {
  const cells = [names, ...rows].map((row) => row.map((value) => cell(value)));
  const widths = names.map((_, column) => Math.max(...cells.map((row) => cellWidth(row[column] ?? ""))));
  return cells.map((row) => `  ${row.map((text, column) => padCell(text, widths[column] ?? 0)).join("  ")}`.trimEnd());
}

function cell(value: unknown): string {
  if (value === null || value === undefined) return "-";
  return cutCell(visibleLine(typeof value === "string" ? value : JSON.stringify(value)), WIDEST);
}
