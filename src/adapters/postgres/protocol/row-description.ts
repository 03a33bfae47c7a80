// The body of a RowDescription (PostgreSQL manual, 54.7): the columns of a result.

import type { WireField } from "../../../gate/ports/execution.ts";

/** Behind a column's name: its table, its number there, its type with size and modifier, and how its values come. */
const TYPE_AT = 6;
const SIZE_AT = 10;
const MODIFIER_AT = 12;
const AFTER_NAME = 18;

export function readRowDescription(bytes: Buffer, from: number): readonly WireField[] {
  const fields: WireField[] = [];
  let at = from + 2;
  for (let count = bytes.readUInt16BE(from); count > 0; count--) {
    const end = bytes.indexOf(0, at);
    fields.push({
      name: bytes.toString("utf8", at, end),
      oid: bytes.readUInt32BE(end + 1 + TYPE_AT),
      size: bytes.readInt16BE(end + 1 + SIZE_AT),
      modifier: bytes.readInt32BE(end + 1 + MODIFIER_AT),
    });
    at = end + 1 + AFTER_NAME;
  }
  return fields;
}
