// The content scan over the columns of a result that no classification covers.

import type { JsonValue } from "../model/json-value.ts";
import { scanContent } from "./scan-content.ts";

export interface ScannedRows {
  readonly rows: readonly (readonly JsonValue[])[];
  /** Values replaced, by column. */
  readonly redactions: readonly number[];
}

/** `scan` says of each column whether it is scanned. Where nothing is found, the rows come back as they are. */
export function scanRows(rows: readonly (readonly JsonValue[])[], { scan }: { scan: readonly boolean[] }): ScannedRows {
  const redactions = scan.map(() => 0);
  if (!scan.includes(true)) return { rows, redactions };
  let changed = false;
  const scanned = rows.map((row) => {
    let replaced: JsonValue[] | null = null;
    for (const [column, value] of row.entries()) {
      if (scan[column] !== true) continue;
      let found = 0;
      const clean = scanValue(value, () => found++);
      if (found === 0) continue;
      replaced ??= [...row];
      replaced[column] = clean;
      redactions[column] = (redactions[column] ?? 0) + found;
      changed = true;
    }
    return replaced ?? row;
  });
  return { rows: changed ? scanned : rows, redactions };
}

function scanValue(value: JsonValue, report: () => void): JsonValue {
  if (typeof value === "string") {
    if (value.length < 7) return value; // shorter than anything that is looked for
    const { text, found } = scanContent(value);
    if (found > 0) report();
    return text;
  }
  if (value === null || typeof value !== "object") return value;
  if (isList(value)) return value.map((item) => scanValue(item, report));
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => {
      const { text, found } = scanContent(key);
      if (found > 0) report();
      return [text, scanValue(item, report)];
    }),
  );
}

function isList(value: object): value is readonly JsonValue[] {
  return Array.isArray(value);
}
