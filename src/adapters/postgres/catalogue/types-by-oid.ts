// What is known of types by oid: their names, and of what arrays and domains are made. Values are read and sent by it.

export interface KnownType {
  readonly name: string;
  /** Of a domain, what it stands on; null of any other type. */
  readonly base: number | null;
  /** Of an array, the type of its elements; null of any other type. */
  readonly element: number | null;
  /** Between its elements, where it is an array. */
  readonly delimiter: string;
}

export type TypesByOid = ReadonlyMap<number, KnownType>;

/** OIDs of pg_type (PostgreSQL's pg_type.dat); they never change. */
export const OID = {
  bool: 16,
  bytea: 17,
  int8: 20,
  int2: 21,
  int4: 23,
  json: 114,
  float4: 700,
  float8: 701,
  oid: 26,
  jsonb: 3802,
} as const;

/** json, jsonb (behind a byte of version), text, varchar, bpchar, name, unknown. */
const TEXTS_IN_BINARY: ReadonlySet<number> = new Set([OID.json, OID.jsonb, 25, 1043, 1042, 19, 705]);

/** Whether the binary format of a type, which is no domain, is its text, or its text behind a byte. */
export function isTextInBinary(oid: number): boolean {
  return TEXTS_IN_BINARY.has(oid);
}

/** Itself, or what the domain stands on in the end. */
export function baseOf(oid: number, types: TypesByOid): number {
  const base = types.get(oid)?.base ?? null;
  return base === null ? oid : baseOf(base, types);
}

export function isJsonType(oid: number): boolean {
  return oid === OID.json || oid === OID.jsonb;
}

/** As an answer calls it: with the notation of its values, where they are no text of their own. */
export function labelOf(oid: number, types: TypesByOid): string {
  const known = types.get(oid);
  if (known === undefined) return "unknown";
  const inner = known.element ?? oid;
  return baseOf(inner, types) === OID.bytea ? `${known.name} (hex)` : known.name;
}
