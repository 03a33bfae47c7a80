// A name that a statement's own WITH gives to a query whose columns are known already, because it was walked on its own.

import type { Output } from "./outputs.ts";
import { columnsOf, renameColumns } from "./outputs.ts";
import type { Cte } from "./place.ts";

/** A query that has been walked on its own. */
export function knownCte(query: { name: string; columns: readonly string[]; outputs: readonly Output[] }): Cte {
  const { name, columns, outputs } = query;
  const blurred = outputs.some(({ fromStar, open }) => fromStar || open);
  return {
    name,
    body: {},
    recursive: false,
    references: 0,
    parent: null,
    env: null,
    state: "done",
    columns: renameColumns(columnsOf(outputs), columns, blurred),
    complete: outputs.every(({ open }) => !open),
  };
}
