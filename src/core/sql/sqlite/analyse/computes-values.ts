// What of a table on SQLite computes its values when it is read.

import type { Relation } from "../../../model/catalogue.ts";

/** Views and generated columns compute their values when they are read, for hidden rows too, and that may raise. */
export function computesValues({ definition, columns, writing }: Relation): boolean {
  const computed = new Set(writing?.computed ?? []);
  return (
    definition !== null || columns.some(({ name, generatedFrom }) => generatedFrom.length > 0 || computed.has(name))
  );
}
