// What the steps of a write answer, read.

import type { Sample } from "../../../core/approvals/approval-request.ts";
import type { JsonValue } from "../../../core/model/json-value.ts";
import type { SampleText, SqliteStep } from "../../../core/sql/plans/write-plan.ts";
import type { RowImages } from "../../../core/sql/revert/inverse-statement.ts";
import type { WriteAnswer } from "../../../gate/ports/write-transaction.ts";
import type { RunReply } from "../sqlite-messages.ts";
import type { Effect } from "./compare-effects.ts";
import type { CountedRows } from "./writer-messages.ts";

export interface Changed {
  /** By step. */
  readonly rows: readonly number[];
  readonly images: readonly RowImages[];
  readonly effects: readonly Effect[];
  readonly noted: readonly CountedRows[];
  /** By step: columns that hold something else than they were given. */
  readonly overridden: readonly (readonly string[])[];
  readonly returned: Returned;
}

export type Returned = Omit<WriteAnswer, "rows">;

export type Rows = Extract<RunReply, { kind: "rows" }>;

export function asText(value: JsonValue): string | null {
  if (value === null) return null;
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

export function sampleOf({ columns, before }: SampleText, { rows }: Rows): Sample {
  return {
    columns: [...columns],
    rows: rows.map((row) => {
      const texts = row.map(asText);
      return {
        before: before === 0 ? null : texts.slice(0, before),
        after: texts.length > before ? texts.slice(before) : null,
      };
    }),
  };
}

/** Both lists are in one order, so the old key of a changed row stands in the row before it; but where a trigger took some of them away. */
export function imagesOf(
  { target: relation, layout, key, verb }: SqliteStep,
  before: RowImages["before"],
  after: RowImages["after"],
): RowImages {
  const places = key.map((name) => layout.indexOf(name));
  const all = before.length === after.length;
  const keyed = after.map((row, index) => [
    ...places.map((place) => (all ? before[index] : row)?.[place] ?? null),
    ...row,
  ]);
  return { relation, verb, layout, key, before, after: verb === "update" ? keyed : after };
}
