// Rows of one statement, as JSON can hold them, up to a cap. Runs in the processes that hold a connection.

import type Database from "better-sqlite3";
import type { JsonValue } from "../../core/model/json-value.ts";
import type { RunReply, RunRequest } from "./sqlite-messages.ts";

export type Bound = Readonly<Record<string, string | number | bigint | null>>;

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
  open: Database.Database,
  request: Pick<RunRequest, "text" | "parameters" | "rows" | "bytes">,
): RunReply {
  const statement = open.prepare<unknown[], unknown[]>(request.text).raw(true);
  const columns = statement.columns().map(({ name, type }) => ({ name, type: (type ?? "").toLowerCase() || "any" }));
  const rows: JsonValue[][] = [];
  let bytes = 0;
  for (const row of statement.iterate(bindParameters(request.parameters))) {
    if (rows.length === request.rows) return { kind: "rows", columns, rows, truncated: "rows" };
    bytes += row.reduce<number>((sum, value) => sum + sizeOf(value), 2);
    if (bytes > request.bytes) return { kind: "rows", columns, rows, truncated: "bytes" };
    rows.push(row.map(decode));
  }
  return { kind: "rows", columns, rows, truncated: null };
}

function sizeOf(value: unknown): number {
  if (typeof value === "string") return Buffer.byteLength(value) + 3;
  if (Buffer.isBuffer(value)) return Math.ceil(value.length / 3) * 4 + 3;
  return 12;
}

function decode(value: unknown): JsonValue {
  if (typeof value === "bigint")
    return value >= -9007199254740991n && value <= 9007199254740991n ? Number(value) : value.toString();
  if (typeof value === "number") return Number.isFinite(value) ? value : String(value);
  if (typeof value === "string") return value.isWellFormed() ? value : value.toWellFormed();
  return Buffer.isBuffer(value) ? value.toString("base64") : null;
}
