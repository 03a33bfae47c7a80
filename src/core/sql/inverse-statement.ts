// What is kept of the rows of a write, and the statement that it makes to take the write back.

import type { JsonValue } from "../model/json-value.ts";

/** Whole rows as text, as the engine wrote them (RowImages of the database port). */
export interface StoredImages {
  readonly layout: readonly string[];
  readonly key: readonly string[];
  readonly before: readonly (readonly (string | null)[])[];
  /** [old key…, column…] of an UPDATE; columns alone of an INSERT; empty for a DELETE. */
  readonly after: readonly (readonly (string | null)[])[];
}

export interface InverseStatement {
  readonly sql: string;
  readonly parameters: readonly JsonValue[];
  /** How many rows it has to find: fewer means that some have moved on. */
  readonly rows: number;
}

/** Null for a text that holds no images. */
export function parseImages(text: string): StoredImages | null {
  const parsed: unknown = JSON.parse(text);
  if (typeof parsed !== "object" || parsed === null) return null;
  const layout = "layout" in parsed ? parsed.layout : null;
  const key = "key" in parsed ? parsed.key : null;
  const before = "before" in parsed ? parsed.before : null;
  const after = "after" in parsed ? parsed.after : null;
  if (!isRow(layout) || !isRow(key) || !isRows(before) || !isRows(after)) return null;
  return { layout: layout.map(String), key: key.map(String), before, after };
}

function isRow(value: unknown): value is readonly (string | null)[] {
  return Array.isArray(value) && value.every((cell) => cell === null || typeof cell === "string");
}

function isRows(value: unknown): value is readonly (readonly (string | null)[])[] {
  return Array.isArray(value) && value.every(isRow);
}
