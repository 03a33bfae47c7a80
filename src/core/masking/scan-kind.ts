// How the values of a column are scanned, by its type: what no type of text or JSON holds is no text that somebody wrote, whatever its digits
// look like. A type that is not known is scanned.

import type { Engine } from "../model/catalogue.ts";

/** `digits`: a text of digits alone is a number there, which is no text. */
export type ScanKind = "none" | "text" | "digits" | "json" | "address";

/** Types of PostgreSQL that hold numbers, times, bits and shapes; of arrays, of their elements. */
const PLAIN =
  /^(?:smallint|integer|bigint|numeric|real|double precision|money|boolean|oid|xid8?|cid|tid|pg_lsn|uuid|cidr|macaddr8?|bytea|bit(?: varying)?|"char"|date|interval|time(?:stamp)?(?: with(?:out)? time zone)?|point|line|lseg|box|path|polygon|circle|(?:int[48]|num|ts|tstz|date)(?:multi)?range|vector|halfvec)(?:\(| |\[|$)/;

export function scanKindOf(type: string, engine: Engine): ScanKind {
  if (engine === "sqlite") return /int|real|floa|doub|num|dec|bool|date|time/i.test(type) ? "digits" : "text";
  if (PLAIN.test(type)) return "none";
  if (/^inet(?:\[|$)/.test(type)) return "address";
  return /^jsonb?(?:\[|$)/.test(type) ? "json" : "text";
}
