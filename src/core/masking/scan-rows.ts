// The content scan over the columns of a result that no classification covers.

import type { JsonValue } from "../model/json-value.ts";
import { mayHold } from "./may-hold.ts";
import { type Place, placeWithin } from "./place.ts";
import { type Scanned, scanContent } from "./scan-content.ts";
import { scanJsonText } from "./scan-json-text.ts";
import type { ScanKind } from "./scan-kind.ts";

/** How one column is scanned. */
export interface ColumnScan {
  readonly kind: ScanKind;
  readonly place: Place;
}

export interface ScannedRows {
  readonly rows: readonly (readonly JsonValue[])[];
  /** Values replaced, by column. */
  readonly redactions: readonly number[];
}

/** `scans` says of each column how it is scanned; null where it is not. Where nothing is found, the rows come back as they are. */
export function scanRows(
  rows: readonly (readonly JsonValue[])[],
  { scans }: { scans: readonly (ColumnScan | null)[] },
): ScannedRows {
  const redactions = scans.map(() => 0);
  const columns = scans.flatMap((scan, column) => (scan === null || scan.kind === "none" ? [] : [{ scan, column }]));
  if (columns.length === 0) return { rows, redactions };
  let changed = false;
  const scanned = rows.map((row) => {
    let replaced: JsonValue[] | null = null;
    for (const { scan, column } of columns) {
      const value = row[column] ?? null;
      let found = 0;
      const clean = scanValue(value, scan, () => found++);
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

/**
 * What leaves in place of a value of the column; `report` is called for each thing that was replaced. `path`: by which members of JSON the
 * value is reached; absent for what the column itself holds.
 */
export function scanValue(value: JsonValue, scan: ColumnScan, report: () => void, path?: readonly string[]): JsonValue {
  if (typeof value === "string") {
    const { text, found } = scanText(value, scan, path);
    if (found > 0) report();
    return text;
  }
  if (value === null || typeof value !== "object") return value;
  if (isList(value)) return value.map((item) => scanValue(item, scan, report, path ?? []));
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => {
      const { text, found } = mayHold(key) ? scanContent(key, scan.place) : { text: key, found: 0 };
      if (found > 0) report();
      return [text, scanValue(item, scan, report, [...(path ?? []), key])];
    }),
  );
}

/** A list or an object in a text is looked through as such, wherever it stands; so it stays one. */
function scanText(value: string, { kind, place }: ColumnScan, path?: readonly string[]): Scanned {
  if (kind === "address") return { text: "[ip-address]", found: 1 };
  const number = path === undefined && (kind === "digits" || kind === "json") && NUMERAL.test(value);
  if (number || !mayHold(value)) return { text: value, found: 0 };
  const within = placeWithin(place, path ?? []);
  return scanJsonText(value, within) ?? scanContent(value, within);
}

/** Where numbers are no texts: one that a double does not hold. */
const NUMERAL = /^-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

function isList(value: object): value is readonly JsonValue[] {
  return Array.isArray(value);
}
