// Which values decide where in a statement, and in the bodies of the views that it reads.

import type { Catalogue, Relation } from "../../../model/catalogue.ts";
import type { Refusal } from "../../../model/refusal.ts";
import { type RelationName, relationKey } from "../../../model/relation-name.ts";
import type { ValueUse } from "../../../model/value-use.ts";
import { planningWork, refuseCostly } from "../../terms/planning-work.ts";
import { usesOf } from "../../terms/value-uses.ts";
import { parseText, tooDeep } from "../parse/parse-text.ts";
import { queryOf } from "./query-terms.ts";
import { readStatement } from "./read-statement.ts";
import type { Reading } from "./reading.ts";

/** Views are read once for each catalogue. */
const BODIES = new WeakMap<Catalogue, Map<Relation, Reading | null>>();

export function valueUses(readings: readonly Reading[], catalogue: Catalogue): readonly ValueUse[] {
  const found: ValueUse[] = [];
  const read = new Set<string>();
  const collect = (reading: Reading, through: readonly RelationName[]): void => {
    if (reading.obstacles.length > 0) return;
    for (const use of usesOf(() => queryOf(reading), catalogue)) found.push({ ...use, through });
    for (const { relation } of reading.uses) {
      const key = relationKey(relation.name);
      const body = read.has(key) ? null : bodyOf(relation, catalogue);
      if (body === null) continue;
      read.add(key);
      collect(body, [...through, relation.name]);
    }
  };
  for (const reading of readings) collect(reading, []);
  return found;
}

/** Refuses what would hold SQLite's parser and planner up; the queries of views are the database's own affair. */
export function tooCostly(readings: readonly Reading[]): readonly Refusal[] {
  return readings.flatMap((reading) => {
    if (reading.obstacles.length > 0) return [];
    try {
      return refuseCostly(planningWork(queryOf(reading)), NAMED_LESS) ?? [];
    } catch (error) {
      if (error instanceof RangeError) return tooDeep();
      throw error;
    }
  });
}

const NAMED_LESS = "Use a query of WITH, and a column that is computed, in fewer places, or ask in several statements.";

function bodyOf(relation: Relation, catalogue: Catalogue): Reading | null {
  if (relation.definition === null) return null;
  const bodies = BODIES.get(catalogue) ?? new Map<Relation, Reading | null>();
  BODIES.set(catalogue, bodies);
  const known = bodies.get(relation);
  if (known !== undefined) return known;
  const statement = parseText(relation.definition);
  const body = statement.kind === "refusal" ? null : readStatement(statement, { catalogue, functions: new Set() });
  bodies.set(relation, body);
  return body;
}
