// Whether a statement reads anything that its caller does not see as it is. Where it does not, no mask decides in it and nothing is to be said.

import type { RelationRead } from "../model/facts.ts";
import { columnOf, type Governance } from "../model/governed-relation.ts";
import { relationKey } from "../model/relation-name.ts";

export function readsMasked(reads: readonly RelationRead[], governance: Governance): boolean {
  return reads.some(({ relation, columns }) => {
    const governed = governance.get(relationKey(relation));
    // behind a view, and hidden
    return governed === undefined || columns.some((name) => columnOf(governed, name)?.treatment.kind !== "clear");
  });
}
