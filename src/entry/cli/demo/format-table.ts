// Rows as aligned columns for a terminal.

import { visibleLine } from "../../../core/model/visible-text.ts";

const WIDEST = 44;

/** Two spaces before each line and between columns; long cells are cut. */
export function formatTable(names: readonly string[], rows: readonly (readonly unknown[])[]): readonly string[] {
  const cells = [names, ...rows].map((row) => row.map((value) => cell(value)));
  const widths = names.map((_, column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)));
  return cells.map((row) => `  ${row.map((text, column) => text.padEnd(widths[column] ?? 0)).join("  ")}`.trimEnd());
}

function cell(value: unknown): string {
  if (value === null || value === undefined) return "-";
  const text = visibleLine(typeof value === "string" ? value : JSON.stringify(value));
  return text.length > WIDEST ? `${text.slice(0, WIDEST - 1)}…` : text;
}
