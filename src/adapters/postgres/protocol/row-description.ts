// The body of a RowDescription (PostgreSQL manual, 54.7): the columns of a result.

export interface Field {
  readonly name: string;
  /** Of pg_type. */
  readonly oid: number;
}

/** Behind a column's name: table, number and size of the column, its type, and how its values come. */
const TYPE_AT = 6;
const AFTER_NAME = 18;

export function readRowDescription(bytes: Buffer, from: number): readonly Field[] {
  const fields: Field[] = [];
  let at = from + 2;
  for (let count = bytes.readUInt16BE(from); count > 0; count--) {
    const end = bytes.indexOf(0, at);
    fields.push({ name: bytes.toString("utf8", at, end), oid: bytes.readUInt32BE(end + 1 + TYPE_AT) });
    at = end + 1 + AFTER_NAME;
  }
  return fields;
}
