// How the values of a result's columns are written as JSON, by their types: most go from the server's bytes to the answer's as they are.
// What comes of it is what decode-value.ts makes of the same text.

import type { ColumnScan } from "../../../core/masking/scan-rows.ts";
import type { JsonValue } from "../../../core/model/json-value.ts";
import { baseOf, OID, type TypesByOid } from "../catalogue/types-by-oid.ts";
import { decoderFor } from "../values/decode-value.ts";

export type ValueForm =
  | { readonly kind: "number" | "bigint" | "float" | "boolean" | "text" }
  /** Text in which something may be found that has to be replaced. */
  | { readonly kind: "scanned-text"; readonly scan: ColumnScan }
  /** By way of the value that it stands for. */
  | { readonly kind: "decoded"; readonly scan: ColumnScan | null; readonly decode: (text: string) => JsonValue };

const NUMBER: ValueForm = { kind: "number" };
const TEXT: ValueForm = { kind: "text" };

/** Of types whose text is none of JSON's strings. */
const SCALARS: ReadonlyMap<number, ValueForm> = new Map<number, ValueForm>([
  [OID.bool, { kind: "boolean" }],
  [OID.int2, NUMBER],
  [OID.int4, NUMBER],
  [OID.oid, NUMBER],
  [OID.int8, { kind: "bigint" }],
  [OID.float4, { kind: "float" }],
  [OID.float8, { kind: "float" }],
]);

/** `scan`: how the column's content is scanned; null where it is not. */
export function valueForm(oid: number, { types, scan }: { types: TypesByOid; scan: ColumnScan | null }): ValueForm {
  const looked = scan === null || scan.kind === "none" ? null : scan;
  const own = types.get(baseOf(oid, types));
  const isList = own !== undefined && own.element !== null;
  if (isList || oid === OID.json || oid === OID.jsonb || (looked !== null && looked.kind !== "text"))
    return { kind: "decoded", scan: looked, decode: decoderFor(oid, types) };
  return SCALARS.get(oid) ?? (looked === null ? TEXT : { kind: "scanned-text", scan: looked });
}
