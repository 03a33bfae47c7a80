// The definition of a view of the server's own, read once: it is placed like a view of users', its relations governed.

import type { Catalogue, Relation } from "../../../model/catalogue.ts";
import type { Refusal } from "../../../model/refusal.ts";
import { readStatement } from "../analyse/read-statement.ts";
import type { Reading } from "../analyse/reading.ts";
import { parseText } from "../parse/parse-text.ts";

const READINGS = new WeakMap<Relation, Reading | Refusal>();

/** Null for what is no such view. */
export function readCatalogueBody(relation: Relation, catalogue: Catalogue): Reading | Refusal | null {
  if (relation.definition === null) return null;
  const known = READINGS.get(relation) ?? read(relation.definition, catalogue);
  READINGS.set(relation, known);
  return known;
}

function read(definition: string, catalogue: Catalogue): Reading | Refusal {
  const statement = parseText(definition.trim().replace(/;$/, ""));
  if (statement.kind === "refusal") return statement;
  const reading = readStatement(statement, { catalogue, functions: "any-qualified", readsCatalogue: true });
  return reading.obstacles[0] ?? reading;
}
