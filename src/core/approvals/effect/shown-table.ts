// A few changed rows of one table as somebody sees them, for the eye: the keys, and the columns in which a row is not what it was.

import type { TableSample } from "../approval-request.ts";

const MOST_COLUMNS = 12;

export interface ShownTable {
  readonly columns: readonly string[];
  readonly key: readonly string[];
  readonly rows: TableSample["rows"];
}

export function shownTable({ columns, key, rows }: ShownTable): TableSample {
  const changed = columns.flatMap((column, place) => {
    const differs = rows.some(({ before, after }) => (before?.[place] ?? null) !== (after?.[place] ?? null));
    return differs || key.includes(column) ? [place] : [];
  });
  const inFront = changed.filter((place) => key.includes(columns[place] ?? ""));
  const places = [...inFront, ...changed.filter((place) => !inFront.includes(place))].slice(0, MOST_COLUMNS);
  const cut = (row: readonly (string | null)[] | null) =>
    row === null ? null : places.map((place) => row[place] ?? null);
  return {
    columns: places.map((place) => columns[place] ?? ""),
    rows: rows.map(({ before, after }) => ({ before: cut(before), after: cut(after) })),
  };
}
