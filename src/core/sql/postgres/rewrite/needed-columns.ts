// Which of the columns that a caller may see a text needs of each of its relations: the others need not be written out, parsed, compared
// and planned. INVARIANT: a column that is left out is one that nothing in the text can mean. So it goes by names: a name that stands
// anywhere keeps its column in every relation, and each name is found where it was found with all columns. Stars, whole rows, NATURAL and
// columns renamed by their places keep everything.

import type { Reading } from "../analyse/reading.ts";
import type { FromItem } from "../analyse/scope.ts";
import { bodyOf, list, names, struct, word } from "../parse/tree.ts";

/** Null for every column. */
export type NeededColumns = (item: FromItem) => ReadonlySet<string> | null;

export const EVERYTHING: NeededColumns = () => null;

export function neededColumns(reading: Reading): NeededColumns {
  if (reading.byPlace) return EVERYTHING;
  const mentioned = new Set<string>();
  const whole = new Set<FromItem>();
  for (const { reference, items } of reading.names) {
    const path = list(reference["fields"]).map((field) => word(bodyOf(field, "String")?.["sval"]) ?? "");
    for (const name of path) mentioned.add(name);
    // a lone name may mean the row of a relation, and `t.f` be a function of it, where no column has the name
    const last = path.at(-1) ?? "";
    for (const item of items) {
      if (path.length === 1 || !item.columns.some(({ name }) => name === last)) whole.add(item);
    }
  }
  for (const { item, column } of reading.columns) {
    if (column === null) whole.add(item);
    else mentioned.add(column);
  }
  for (const { item, variable } of reading.relations) {
    if ((names(struct(variable["alias"])["colnames"]) ?? []).length > 0) whole.add(item);
  }
  return (item) => (whole.has(item) ? null : mentioned);
}
