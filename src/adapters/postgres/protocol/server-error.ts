// The body of an ErrorResponse (PostgreSQL manual, 54.8), as the driver has it: as much of it as is looked at.

import pg from "pg";

const PRIMARY = { code: 0x43, message: 0x4d, routine: 0x52, severity: 0x56 } as const;

/** `bytes` between `from` and `to`: a byte of kind and a text that a NUL ends, for each field; a NUL ends the list. */
export function readServerError(bytes: Buffer, from: number, to: number): pg.DatabaseError {
  const fields = new Map<number, string>();
  for (let at = from; at < to && bytes[at] !== 0; ) {
    const end = bytes.indexOf(0, at + 1);
    if (end < 0) break;
    fields.set(bytes[at] ?? 0, bytes.toString("utf8", at + 1, end));
    at = end + 1;
  }
  const error = new pg.DatabaseError(fields.get(PRIMARY.message) ?? "", to - from, "error");
  error.code = fields.get(PRIMARY.code);
  error.routine = fields.get(PRIMARY.routine);
  error.severity = fields.get(PRIMARY.severity);
  return error;
}
