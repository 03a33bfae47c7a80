// Rows made ready to leave: scanned, ended where their message would be too large, and written as JSON once. An engine may have done that as
// they arrived, in this very format. Otherwise it is done here, in slices, between which other calls have their turn: of ten thousand wide
// rows all of it at once would keep them waiting.

import { type ColumnScan, scanRows } from "../../core/masking/scan-rows.ts";
import type { JsonBytes } from "../../core/model/json-text.ts";
import type { JsonValue } from "../../core/model/json-value.ts";
import type { Gatehouse } from "../calls.ts";
import type { Execution, RowFormat } from "../ports/execution.ts";

type Rows = readonly (readonly JsonValue[])[];
type Result = Extract<Execution, { kind: "rows" }>;
type Truncated = Result["truncated"];

export interface ReadyRows {
  readonly readRows: () => Rows;
  readonly count: number;
  /** The rows as a JSON list. */
  readonly json: string | JsonBytes;
  readonly truncated: Truncated;
  /** Values that the content scan replaced, by column. */
  readonly redactions: readonly number[];
}

const VALUES_OF_A_SLICE = 20_000;
/** Characters of JSON that are not gone through to measure what they take. */
const SMALL = 2_000;

export async function readyRows(
  result: Result,
  { format, turn }: { format: RowFormat; turn: Gatehouse["turn"] },
): Promise<ReadyRows> {
  const { written, truncated } = result;
  if (written?.format !== format) return writeRows(result, { scans: format.scansOf(result.columns), format, turn });
  const { json, count, redactions } = written;
  return { readRows: () => result.rows, json, count, truncated, redactions };
}

async function writeRows(
  result: Result,
  { scans, format, turn }: { scans: readonly (ColumnScan | null)[]; format: RowFormat; turn: Gatehouse["turn"] },
): Promise<ReadyRows> {
  const step = Math.max(1, Math.floor(VALUES_OF_A_SLICE / Math.max(1, scans.length)));
  const from = result.rows;
  const rows: (readonly JsonValue[])[] = [];
  const pieces: string[] = [];
  const redactions = scans.map(() => 0);
  const ready = (truncated: Truncated): ReadyRows => {
    return { readRows: () => rows, count: rows.length, json: `[${pieces.join(",")}]`, truncated, redactions };
  };
  let left = format.largest;
  for (let next = 0; next < from.length; next += step) {
    if (next > 0) await turn();
    const scanned = scanRows(from.slice(next, next + step), { scans });
    const piece = fit(scanned.rows, left);
    for (const row of piece.rows) rows.push(row);
    for (const [column, found] of scanned.redactions.entries()) redactions[column] = (redactions[column] ?? 0) + found;
    if (piece.json !== "") pieces.push(piece.json);
    left -= piece.size;
    if (piece.rows.length < scanned.rows.length) return ready("bytes");
  }
  return ready(result.truncated);
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
