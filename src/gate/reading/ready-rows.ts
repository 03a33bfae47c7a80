// Rows made ready to leave: scanned, ended where their message would be too large, and written as JSON once. In slices, between which other
// calls have their turn: of ten thousand wide rows all of it at once would keep them waiting.

import { type ColumnScan, scanRows } from "../../core/masking/scan-rows.ts";
import type { JsonValue } from "../../core/model/json-value.ts";
import type { Gatehouse } from "../calls.ts";

type Rows = readonly (readonly JsonValue[])[];
type Truncated = "rows" | "bytes" | null;

export interface ReadyRows {
  readonly rows: Rows;
  /** The rows as a JSON list. */
  readonly json: string;
  readonly truncated: Truncated;
  /** Values that the content scan replaced, by column. */
  readonly redactions: readonly number[];
}

/** A result travels twice in its message, once as JSON in a text, and clients end a session at 10 MiB. */
const LARGEST_MESSAGE = 8_000_000;
const VALUES_OF_A_SLICE = 20_000;
/** Characters of JSON that are not gone through to measure what they take. */
const SMALL = 2_000;

/** `scans` says of each column how its content is scanned. */
export async function readyRows(
  result: { readonly rows: Rows; readonly truncated: Truncated },
  { scans, turn }: { scans: readonly (ColumnScan | null)[]; turn: Gatehouse["turn"] },
): Promise<ReadyRows> {
  const step = Math.max(1, Math.floor(VALUES_OF_A_SLICE / Math.max(1, scans.length)));
  const rows: (readonly JsonValue[])[] = [];
  const pieces: string[] = [];
  const redactions = scans.map(() => 0);
  let left = LARGEST_MESSAGE;
  for (let from = 0; from < result.rows.length; from += step) {
    if (from > 0) await turn();
    const scanned = scanRows(result.rows.slice(from, from + step), { scans });
    const piece = fit(scanned.rows, left);
    for (const row of piece.rows) rows.push(row);
    for (const [column, found] of scanned.redactions.entries()) redactions[column] = (redactions[column] ?? 0) + found;
    if (piece.json !== "") pieces.push(piece.json);
    left -= piece.size;
    if (piece.rows.length < scanned.rows.length) {
      return { rows, json: `[${pieces.join(",")}]`, truncated: "bytes", redactions };
    }
  }
  return { rows, json: `[${pieces.join(",")}]`, truncated: result.truncated, redactions };
}

/** As many of the first rows as have room, their JSON without the brackets of the list, and what it takes of the message. */
function fit(rows: Rows, room: number): { readonly rows: Rows; readonly json: string; readonly size: number } {
  for (let count = rows.length; count > 0; count = Math.floor(count / 2)) {
    const kept = count === rows.length ? rows : rows.slice(0, count);
    const json = JSON.stringify(kept).slice(1, -1);
    const size = sizeInMessage(json);
    if (size <= room) return { rows: kept, json, size };
  }
  return { rows: [], json: "", size: 0 };
}

/** The length of JSON and of the same inside a JSON string, where quotes and backslashes are escaped once more and nothing else has to be. */
function sizeInMessage(json: string): number {
  if (json.length < SMALL) return 3 * json.length + 2; // no more than that, which is little
  let size = 2 * json.length + 2;
  for (let index = 0; index < json.length; index++) {
    const unit = json.charCodeAt(index);
    if (unit === 0x22 || unit === 0x5c) size++;
  }
  return size;
}
