// Which values decide where in a statement, and in the bodies of the views that it reads.

import type { Catalogue } from "../../../model/catalogue.ts";
import type { Refusal } from "../../../model/refusal.ts";
import { type RelationName, relationKey } from "../../../model/relation-name.ts";
import type { ValueUse } from "../../../model/value-use.ts";
import { planningWork, refuseCostly } from "../../terms/planning-work.ts";
import type { Query } from "../../terms/term.ts";
import { usesOf } from "../../terms/value-uses.ts";
import { tooDeep } from "../parse/parse-text.ts";
import { bodyOf, type Struct } from "../parse/tree.ts";
import { QueryTerms } from "./query-terms.ts";
import type { Reading } from "./reading.ts";
import { readView } from "./view-body.ts";

/** Those of a view's body do not change with who reads it. */
const OWN = new WeakMap<Reading, readonly Omit<ValueUse, "through">[]>();

export function valueUses(readings: readonly Reading[], catalogue: Catalogue): readonly ValueUse[] {
  const found: ValueUse[] = [];
  const read = new Set<string>();
  const collect = (reading: Reading, through: readonly RelationName[]): void => {
    for (const use of ownUses(reading, catalogue)) found.push({ ...use, through });
    for (const { relation } of reading.relations) {
      const body = readView(relation, catalogue);
      const key = relationKey(relation.name);
      if (body === null || "code" in body || read.has(key)) continue;
      read.add(key);
      collect(body, [...through, relation.name]);
    }
  };
  for (const reading of readings) collect(reading, []);
  return found;
}

/** Refuses what would hold the server's planner up; the queries of views are the database's own affair. */
export function tooCostly(readings: readonly Reading[]): readonly Refusal[] {
  return readings.flatMap((reading) => {
    const select = bodyOf(reading.tree, "SelectStmt");
    if (select === null || reading.obstacles.length > 0) return [];
    if (reading.levels.length === 1) return []; // what it takes stands in its text, which has a bound of its own
    try {
      return refuseCostly(planningWork(queryOf(reading, select)), COMPUTED_ONCE) ?? [];
    } catch (error) {
      if (error instanceof RangeError) return tooDeep();
      throw error;
    }
  });
}

const COMPUTED_ONCE =
  "Write WITH … AS MATERIALIZED for steps whose columns are used several times, so that they are computed once.";

function ownUses(reading: Reading, catalogue: Catalogue): readonly Omit<ValueUse, "through">[] {
  const known = OWN.get(reading);
  if (known !== undefined) return known;
  const select = bodyOf(reading.tree, "SelectStmt");
  const uses = select === null || reading.obstacles.length > 0 ? [] : usesOf(() => queryOf(reading, select), catalogue);
  OWN.set(reading, uses);
  return uses;
}

/** Both go through the same terms. */
const QUERIES = new WeakMap<Reading, Query>();

function queryOf(reading: Reading, select: Struct): Query {
  const query = QUERIES.get(reading) ?? new QueryTerms(reading).query(select);
  QUERIES.set(reading, query);
  return query;
}
