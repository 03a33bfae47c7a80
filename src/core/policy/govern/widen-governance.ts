// A governance with some of its masked columns in the clear: what people granted a caller for a time.
// INVARIANT: nothing is added. A relation or column that the caller does not see stays away, and row filters are as they were.

import type { Governance, GovernedColumn } from "../../model/governed-relation.ts";
import { type ColumnName, type RelationKey, relationKey } from "../../model/relation-name.ts";
import { treatExpanded } from "./treat-expanded.ts";

export function widenGovernance(governance: Governance, columns: readonly ColumnName[]): Governance {
  const granted = new Map<RelationKey, Set<string>>();
  for (const { relation, column } of columns) {
    const key = relationKey(relation);
    granted.set(key, (granted.get(key) ?? new Set()).add(column));
  }
  const clear = ({ insteadOf: _, ...column }: GovernedColumn): GovernedColumn => ({
    ...column,
    treatment: { kind: "clear" },
  });
  const widened: Governance = new Map(
    [...governance].map(([key, governed]) => {
      const names = granted.get(key);
      if (names === undefined) return [key, governed];
      return [
        key,
        {
          ...governed,
          columns: governed.columns.map((held) => (names.has(held.column.name) ? clear(held) : held)),
        },
      ];
    }),
  );
  return treatExpanded(widened);
}
