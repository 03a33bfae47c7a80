// What the statements of a write answer, read: counts, samples, images, and what RETURNING gives.

import type { Sample } from "../../../core/approvals/approval-request.ts";
import { joinSamples } from "../../../core/approvals/effect/join-samples.ts";
import type { RelationName } from "../../../core/model/relation-name.ts";
import {
  CHANGE_COLUMNS,
  type PlanText,
  type PostgresStep,
  type SampleText,
} from "../../../core/sql/plans/write-plan.ts";
import type { RowImages } from "../../../core/sql/revert/inverse-statement.ts";
import type { WriteAnswer } from "../../../gate/ports/write-transaction.ts";
import type { LoadedCatalogue } from "../catalogue/load-catalogue.ts";
import { labelOf } from "../catalogue/types-by-oid.ts";
import { decoderFor } from "../values/decode-value.ts";
import type { TextResult } from "./write-session.ts";

interface Answering {
  readonly parts: { readonly steps: readonly PostgresStep[] };
  readonly ask: (plan: PlanText) => Promise<TextResult>;
}

export interface Counts {
  readonly rows: number;
  readonly distinct: number;
  readonly digest: string;
  readonly bytes: number;
}

export function countsOf({ rows: [counts] }: TextResult): Counts {
  const [rows, distinct, digest, bytes] = counts ?? [];
  return { rows: Number(rows ?? 0), distinct: Number(distinct ?? 0), digest: digest ?? "", bytes: Number(bytes ?? 0) };
}

export function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

export function listOf(json: string | null | undefined): readonly unknown[] {
  const parsed: unknown = json === null || json === undefined ? [] : JSON.parse(json);
  return Array.isArray(parsed) ? parsed : [];
}

/** What the statement gives its rows, before anything is tried. Of the first one: where there are several, they are counted. */
export async function givenRows([statement]: readonly Answering[], texts: readonly SampleText[]): Promise<Sample> {
  const found: { relation: RelationName; sample: Sample }[] = [];
  for (const [place, { target: relation }] of statement?.parts.steps.entries() ?? []) {
    const text = texts[place];
    if (text !== undefined && statement !== undefined)
      found.push({ relation, sample: sampleOf(text, await statement.ask(text)) });
  }
  return joinSamples(found);
}

function sampleOf({ columns, before }: SampleText, { rows }: TextResult): Sample {
  return {
    columns: [...columns],
    rows: rows.map((row) => ({
      before: before === 0 ? null : row.slice(0, before),
      after: row.length > before ? row.slice(before) : null,
    })),
  };
}

export function readImages(parsed: unknown): RowImages["after"] {
  if (!Array.isArray(parsed)) return [];
  return parsed.map((row: unknown) =>
    Array.isArray(row) ? row.map((value: unknown) => (typeof value === "string" ? value : null)) : [],
  );
}

export function returnedOf(
  { fields, rows }: TextResult,
  { loaded, limits, held }: { loaded: LoadedCatalogue; limits: { rows: number; bytes: number }; held: number },
): Omit<WriteAnswer, "rows"> {
  const own = fields.slice(CHANGE_COLUMNS);
  const decoders = own.map(({ dataTypeID }) => decoderFor(dataTypeID, loaded.types));
  let bytes = 0;
  let truncated: "rows" | "bytes" | null = null;
  const returned = [];
  for (const row of rows) {
    if (row[CHANGE_COLUMNS - 1] !== "t") continue;
    if (returned.length === limits.rows) truncated ??= "rows";
    const values = row.slice(CHANGE_COLUMNS);
    bytes += values.reduce((sum, value) => sum + (value === null ? 4 : Buffer.byteLength(value)) + 3, 2);
    if (bytes > limits.bytes) truncated ??= "bytes";
    if (truncated !== null) break;
    returned.push(values.map((text, place) => (text === null ? null : (decoders[place]?.(text) ?? null))));
  }
  // the statement itself sends no more rows than fit
  if (own.length > 0 && returned.length < Math.min(held, limits.rows)) truncated ??= "bytes";
  return {
    columns: own.map(({ name, dataTypeID }) => ({ name, type: labelOf(dataTypeID, loaded.types) })),
    returned,
    truncated,
  };
}

/** There are rows, and the first of them is larger than the limit. */
export function fitsNoRow({ returned, truncated }: Pick<WriteAnswer, "returned" | "truncated">): boolean {
  return truncated === "bytes" && returned.length === 0;
}
