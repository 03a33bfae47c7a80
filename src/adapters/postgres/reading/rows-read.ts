// The rows that a plan gave, as they were written when they arrived.
// A class, because an object literal with a getter has a hidden class of its own each time, which the garbage collector finds late, with
// whatever the call has made.

import { joinJson } from "../../../core/model/json-text.ts";
import type { JsonValue } from "../../../core/model/json-value.ts";
import type { Execution, RowFormat, WrittenRows } from "../../../gate/ports/execution.ts";
import type { RunResult } from "./plan-run.ts";

type Rows = Extract<Execution, { kind: "rows" }>;

export class RowsRead implements Rows {
  readonly kind = "rows";
  readonly columns: Rows["columns"];
  readonly written: WrittenRows;
  readonly truncated: Rows["truncated"];

  constructor({ columns, fields, rows, truncated }: RunResult, format: RowFormat | null) {
    this.columns = columns;
    this.written = format?.as === "wire" ? { format, ...rows, fields } : { format, ...rows };
    this.truncated = truncated;
  }

  /** As values, read anew each time; rows for the wire are none. */
  get rows(): Rows["rows"] {
    if (this.written.fields !== undefined) return [];
    const rows: unknown = JSON.parse(joinJson([this.written.json]));
    return isRows(rows) ? rows : [];
  }
}

/** It was written as that. */
function isRows(value: unknown): value is readonly (readonly JsonValue[])[] {
  return Array.isArray(value);
}
