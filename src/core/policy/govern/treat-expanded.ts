// What is said of the columns of views that are expanded: their values are treated where they are read, so their treatment is that of
// what flows into them.

import type { Governance, GovernedColumn } from "../../model/governed-relation.ts";
import { type ColumnName, type RelationKey, relationKey } from "../../model/relation-name.ts";
import { stricter, type Treatment } from "../../model/treatment.ts";

/** The same governance with those treatments as its other relations have them. */
export function treatExpanded(governance: Governance): Governance {
  const known = new Map<RelationKey, readonly GovernedColumn[]>();
  const columnsOf = (key: RelationKey): readonly GovernedColumn[] => {
    const governed = governance.get(key);
    if (governed === undefined) return [];
    if (governed.placement === "base") return governed.columns;
    const found = known.get(key);
    if (found !== undefined) return found;
    known.set(key, []); // a view that reads itself shows nothing
    const columns = governed.columns.flatMap((column): readonly GovernedColumn[] => {
      const sources = (column.sources ?? []).map(sourceOf);
      const treatment = sources.map((source) => source?.treatment ?? HIDDEN).reduce(stricter, CLEAR);
      if (treatment.kind === "hide") return [];
      const redacted = sources.some((source) => source?.insteadOf !== undefined);
      return [{ ...without(column), treatment, ...(redacted && { insteadOf: "token" as const }) }];
    });
    known.set(key, columns);
    return columns;
  };
  const sourceOf = ({ relation, column }: ColumnName): GovernedColumn | undefined =>
    columnsOf(relationKey(relation)).find((held) => held.column.name === column);
  return new Map(
    [...governance].map(([key, governed]) => [
      key,
      governed.placement === "base" ? governed : { ...governed, columns: columnsOf(key) },
    ]),
  );
}

const CLEAR: Treatment = { kind: "clear" };
const HIDDEN: Treatment = { kind: "hide" };

function without({ insteadOf: _, ...column }: GovernedColumn): GovernedColumn {
  return column;
}
