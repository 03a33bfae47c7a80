// The tables that our triggers stand on while a write is tried, and how a row of each is told from others.

import type { Catalogue } from "../../../core/model/catalogue.ts";
import { rowKey } from "../../../core/sql/sqlite/write/row-key.ts";
import { literalOf } from "./observe-rows.ts";
import type { WatchedTable } from "./writer-messages.ts";

export function watchedTables(catalogue: Catalogue): readonly WatchedTable[] {
  return [...catalogue.relations.values()]
    .filter(({ kind }) => kind === "table")
    .map((relation) => {
      const keyOf = (row: string) => {
        const parts = rowKey(relation).map((part) => literalOf(`${row}.${part}`));
        return parts.length === 0 ? "NULL" : `'(' || ${parts.join(" || ', ' || ")} || ')'`;
      };
      return { name: relation.name.name, keys: { old: keyOf("OLD"), new: keyOf("NEW") } };
    });
}
