// What a plan opens, as the catalogue it was made for describes it, to be compared with what the server says while it holds their locks.

import { relationKey } from "../../../core/model/relation-name.ts";
import type { ExecutablePlan } from "../../../core/sql/plans/executable-plan.ts";
import type { LoadedCatalogue } from "./load-catalogue.ts";

export interface Opened {
  /** An oid[] literal. */
  readonly oids: string;
  /** What the witness has to say. */
  readonly expected: string;
}

/** The oids and shapes of what a plan opens; null when the catalogue at hand is not the one it was made for. */
export function witnessOf(
  plan: Pick<ExecutablePlan, "opens" | "catalogueVersion">,
  { catalogue, shapes }: LoadedCatalogue,
): Opened | null {
  if (plan.catalogueVersion !== catalogue.version) return null;
  const oids: number[] = [];
  for (const name of plan.opens) {
    const relation = catalogue.relations.get(relationKey(name));
    if (relation === undefined) return null;
    oids.push(relation.oid);
  }
  const ordered = [...new Set(oids)].sort((a, b) => a - b);
  return {
    oids: `{${ordered.join(",")}}`,
    expected: ordered.map((oid) => `${oid} ${shapes.get(oid) ?? ""}`).join("\n"),
  };
}
