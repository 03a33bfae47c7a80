// What a value of a row filter is, as far as a session's settings could move it: how it is read from text, written as text, or compared.

import type { ColumnType, TypeFamily } from "../../../../model/catalogue.ts";
import { isZoned } from "../utc.ts";

export type Sort =
  | "instant" // timestamptz
  | "timestamp"
  | "date"
  | "time"
  | "zoned-time"
  | "interval"
  | "float"
  | "bytes"
  | "text"
  | "number"
  | "boolean"
  | "uuid"
  | "json"
  | "network"
  | "enum"
  | "array"
  | "money"
  | "other"
  /** A text constant whose type its place gives. */
  | "literal"
  | "null"
  /** What a function of the operator's own gives: it is trusted to be of the type that it is used as. */
  | "foreign"
  /** What cannot be told. */
  | "unknown";

/** A value on its way: its node, and what it is. */
export interface Settled {
  readonly node: unknown;
  readonly sort: Sort;
  /** Of an instant: the node is its time in UTC, a timestamp. */
  readonly utc: boolean;
  /** Of an array: what its elements are. */
  readonly element: Sort;
  /** `schema.name` of a type from outside pg_catalog that has operators of its own, of an array that of its elements; null for others. */
  readonly type: string | null;
}

export function settled(node: unknown, sort: Sort, more: Partial<Settled> = {}): Settled {
  return { utc: false, type: null, element: "unknown", ...more, node, sort };
}

const SORTS: Readonly<Record<TypeFamily, Sort>> = {
  text: "text",
  integer: "number",
  numeric: "number",
  float: "float",
  boolean: "boolean",
  date: "date",
  timestamp: "timestamp",
  time: "time",
  interval: "interval",
  uuid: "uuid",
  json: "json",
  bytes: "bytes",
  network: "network",
  enum: "enum",
  array: "array",
  other: "other",
};

export type TypeSort = Pick<Settled, "sort" | "type" | "element">;

export function sortOfType(type: ColumnType): TypeSort {
  const element = type.family === "array" ? sortOfElement(type) : "unknown";
  return { sort: sortOfColumn(type), element, type: type.foreign ?? null };
}

function sortOfColumn(type: ColumnType): Sort {
  if (type.sql === "money") return "money";
  if (isZoned(type)) return "instant";
  return type.family === "time" && type.sql.endsWith("with time zone") ? "zoned-time" : SORTS[type.family];
}

/** What an element of an array of this type is. */
function sortOfElement({ sql }: ColumnType): Sort {
  const element = sql.replaceAll("[]", "").replace(/\(\d+(,\d+)?\)/, "");
  return ELEMENTS[element] ?? "unknown";
}

const ELEMENTS: Readonly<Record<string, Sort>> = {
  date: "date",
  "timestamp without time zone": "timestamp",
  "timestamp with time zone": "instant",
  "time without time zone": "time",
  interval: "interval",
  text: "text",
  "character varying": "text",
  character: "text",
  smallint: "number",
  integer: "number",
  bigint: "number",
  numeric: "number",
  real: "float",
  "double precision": "float",
  boolean: "boolean",
  uuid: "uuid",
  jsonb: "json",
  json: "json",
};

const NAMED: Readonly<Record<string, Sort>> = {
  timestamptz: "instant",
  timestamp: "timestamp",
  date: "date",
  time: "time",
  timetz: "zoned-time",
  interval: "interval",
  float4: "float",
  float8: "float",
  bytea: "bytes",
  text: "text",
  varchar: "text",
  bpchar: "text",
  name: "text",
  char: "text",
  int2: "number",
  int4: "number",
  int8: "number",
  numeric: "number",
  bool: "boolean",
  uuid: "uuid",
  json: "json",
  jsonb: "json",
  inet: "network",
  cidr: "network",
  macaddr: "network",
  macaddr8: "network",
  money: "money",
};

/** Of a type of pg_catalog, by its own name. */
export function sortOfName(name: string): Sort {
  return NAMED[name] ?? "other";
}

/** Of a type from outside pg_catalog. */
export function sortOfOwn(key: string): Sort {
  return key.endsWith(".citext") ? "text" : "other";
}

/** What reads the same under any settings. */
export const STEADY_TEXT: ReadonlySet<Sort> = new Set<Sort>([
  "text",
  "number",
  "boolean",
  "uuid",
  "json",
  "network",
  "enum",
  "time",
  "zoned-time",
  "literal",
  "null",
  "foreign",
]);

export const DAYS: ReadonlySet<Sort> = new Set<Sort>(["instant", "timestamp", "date"]);
