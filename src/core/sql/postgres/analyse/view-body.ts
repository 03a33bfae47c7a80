// The definition of a view, parsed and read once for each catalogue. Views are read with every function allowed:
// which of them may be called is decided where a view is expanded.

import type { Catalogue, Relation } from "../../../model/catalogue.ts";
import { type Refusal, refuse } from "../../../model/refusal.ts";
import { type RelationKey, relationKey } from "../../../model/relation-name.ts";
import { parseText } from "../parse/parse-text.ts";
import { readStatement } from "./read-statement.ts";
import type { Reading } from "./reading.ts";

const READINGS = new WeakMap<Catalogue["relations"], Map<RelationKey, Reading | Refusal>>();

/** Null for a relation that is no view, or a view whose text is not known. */
export function readView(relation: Relation, catalogue: Catalogue): Reading | Refusal | null {
  if (relation.kind !== "view" || relation.definition === null) return null;
  const known = READINGS.get(catalogue.relations) ?? new Map<RelationKey, Reading | Refusal>();
  READINGS.set(catalogue.relations, known);
  const key = relationKey(relation.name);
  const reading = known.get(key) ?? readDefinition(relation.definition, catalogue);
  known.set(key, reading);
  return reading;
}

export function readDefinition(definition: string, catalogue: Catalogue): Reading | Refusal {
  const statement = parseText(definition.trim().replace(/;$/, ""));
  if (statement.kind === "refusal") return statement;
  if (statement.tree.kind !== "SelectStmt") {
    return refuse("unsupported-syntax", "The definition of the view is not a SELECT.", {
      rule: "views",
      remedy: "Name the view's columns in a policy.",
    });
  }
  return readStatement(statement, { catalogue, functions: "any-qualified" });
}

/** Whether the server runs code of users' where the view is read: that code finds names by the database's own search path. */
export function runsOwnCode(relation: Relation, catalogue: Catalogue, within: readonly Relation[] = []): boolean {
  if (relation.kind !== "view" || within.includes(relation)) return false;
  if (relation.opaque !== false) return true;
  const body = readView(relation, catalogue);
  if (body === null || "code" in body) return false;
  return body.relations.some((use) => runsOwnCode(use.relation, catalogue, [...within, relation]));
}
