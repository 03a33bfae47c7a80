// A relation by its name, in any case, as SQLite finds it.

import type { Catalogue, Relation } from "../../../model/catalogue.ts";
import { relationKey } from "../../../model/relation-name.ts";
import { fold } from "../parse/node.ts";

export function findRelation(catalogue: Catalogue, folded: string): Relation | null {
  const exact = catalogue.relations.get(relationKey({ schema: "main", name: folded }));
  if (exact !== undefined) return exact;
  for (const relation of catalogue.relations.values()) if (fold(relation.name.name) === folded) return relation;
  return null;
}
