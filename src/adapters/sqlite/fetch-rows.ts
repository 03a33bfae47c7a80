// Rows of one statement, as JSON can hold them, up to a cap. Runs in the processes that hold a connection.

import { BYTES, INTEGER } from "../../core/model/exact-value.ts";
import type { JsonValue } from "../../core/model/json-value.ts";
import type { BoundValue } from "./fill-parameters.ts";
import type { PreparedRead } from "./prepared-reads.ts";
import type { RunReply, RunRequest } from "./sqlite-messages.ts";

export type Bound = Readonly<Record<string, BoundValue>>;

/** ?1, ?2, … are names to the driver. */
export function bindParameters(parameters: RunRequest["parameters"]): Bound {
  return Object.fromEntries(
    parameters.map((value, place) => [
      String(place + 1),
      typeof value === "number" && Number.isSafeInteger(value) ? BigInt(value) : value,
    ]),
  );
}

export function fetchRows(
  { statement, columns: described }: PreparedRead,
  request: Pick<RunRequest, "parameters" | "rows" | "bytes">,
): RunReply {
  const bare = described.map(({ column, type }) => column !== null && keepsText(type ?? ""));
  const blobs = described.map(({ type }) => /blob/i.test(type ?? ""));
  const rows: JsonValue[][] = [];
  let truncated: "rows" | "bytes" | null = null;
  let bytes = 0;
  for (const row of statement.iterate(bindParameters(request.parameters))) {
    bytes += row.reduce<number>((sum, value) => sum + sizeOf(value), 2);
    truncated = rows.length === request.rows ? "rows" : bytes > request.bytes ? "bytes" : null;
    if (truncated !== null) break;
    for (const [place, value] of row.entries()) if (Buffer.isBuffer(value)) blobs[place] = true;
    rows.push(row.map((value, place) => decode(value, bare[place] === true)));
  }
  const columns = described.map(({ name, type }, place) => ({
    name,
    type: `${(type ?? "").toLowerCase() || "any"}${blobs[place] === true ? ` (${BYTES})` : ""}`,
  }));
  return { kind: "rows", columns, rows, truncated };
}

/** Whether a column of this declared type keeps a number and the same digits as a text apart (datatype3.html, 3.1). */
function keepsText(type: string): boolean {
  return /^$|blob|^any$/i.test(type) && !/int/i.test(type);
}

function sizeOf(value: unknown): number {
  if (typeof value === "string") return Buffer.byteLength(value) + 3;
  if (Buffer.isBuffer(value)) return Math.ceil(value.length / 3) * 4 + 3;
  return 12;
}

/** `bare`: of a column that would keep digits in a text as that text. */
function decode(value: unknown, bare: boolean): JsonValue {
  if (typeof value === "bigint") return decodeInteger(value, bare);
  // what is beyond the largest number is written as the engine reads it
  if (typeof value === "number") return Number.isFinite(value) ? value : value > 0 ? "9e999" : "-9e999";
  if (typeof value === "string") return value.isWellFormed() ? value : value.toWellFormed();
  return Buffer.isBuffer(value) ? { [BYTES]: value.toString("base64") } : null;
}

function decodeInteger(value: bigint, bare: boolean): JsonValue {
  if (value >= -9007199254740991n && value <= 9007199254740991n) return Number(value);
  return bare ? { [INTEGER]: value.toString() } : value.toString();
}
