// What a tried write comes to for a request: the digest of every row that it changes, the columns whose values are left out of it, and what
// each relation's change is made of. INVARIANT: what is left out is named in the request, and people sign that.

import type { ApprovalRequest } from "../../../core/approvals/approval-request.ts";
import {
  effectLines,
  foundIn,
  type Observation,
  type ObservedRow,
  timedColumns,
  type UnboundColumn,
  unboundColumns,
} from "../../../core/approvals/effect/observed-effect.ts";
import { hexDigest } from "../../../core/approvals/hex-digest.ts";
import type { Verb } from "../../../core/model/catalogue.ts";
import { type ColumnName, type RelationName, relationKey } from "../../../core/model/relation-name.ts";
import type { Gatehouse } from "../../calls.ts";
import type { Tried } from "../../ports/write-transaction.ts";

type Observed = NonNullable<ApprovalRequest["effect"]["observed"]>;
type Primitives = Gatehouse["primitives"];

/** Null where it does another thing at each try, and so cannot be approved. */
export function observedOf(tried: Extract<Tried, { kind: "tried" }>, primitives: Primitives): Observed | null {
  const [first, second] = tried.observations;
  if (first === undefined) throw new RangeError("nothing was observed");
  const unbound =
    second === undefined
      ? [...tried.unbound, ...foundIn(first, tried.unbound)]
      : unboundColumns([first, second], tried.unbound);
  if (unbound === null) return null;
  return {
    digest: digestOf(first, { unbound, primitives }),
    unbound: unbound.map(({ why, ...name }) => ({ ...columnOf(name), why })),
    timed: timedColumns(first, unbound).map(columnOf),
  };
}

function columnOf({ relation, column }: ColumnName): { schema: string; relation: string; column: string } {
  return { schema: relation.schema, relation: relation.name, column };
}

/** Whether what was done is what the request says. */
export function isObserved(observation: Observation, observed: Observed, primitives: Primitives): boolean {
  const unbound = observed.unbound.map(({ schema, relation, column, why }) => ({
    relation: { schema, name: relation },
    column,
    why,
  }));
  return digestOf(observation, { unbound, primitives }) === observed.digest;
}

/** A time that stands in a column is bound, with its distance from the change. */
function digestOf(
  observation: Observation,
  { unbound, primitives }: { unbound: readonly UnboundColumn[]; primitives: Primitives },
): string {
  return `sha256:${hexDigest(effectLines(observation, unbound).join("\n"), primitives)}`;
}

/** Columns that the database itself gives another value: by triggers, defaults, foreign keys, or because they are computed. */
export function columnsSet(
  { tables }: Observation,
  { relation, verb }: { relation: RelationName; verb: Verb },
): readonly string[] {
  const set = new Set<string>();
  for (const table of tables) {
    if (relationKey(table.relation) !== relationKey(relation)) continue;
    for (const row of table.rows) {
      if (verbOf(row) !== verb || row.after === null) continue;
      for (const [place, column] of table.columns.entries()) {
        const value = row.after[place] ?? null;
        if (!table.given.has(column) && value !== (row.before?.[place] ?? null)) set.add(column);
      }
    }
  }
  return [...set];
}

function verbOf({ before, after }: ObservedRow): Verb {
  return before === null ? "insert" : after === null ? "delete" : "update";
}
