// Families of PostgreSQL types, for masks; by pg_type's own name. What is not listed is "other", which every mask makes NULL.

import type { TypeFamily } from "../../../core/model/catalogue.ts";

const FAMILIES: Readonly<Record<string, TypeFamily>> = {
  text: "text",
  varchar: "text",
  bpchar: "text",
  name: "text",
  citext: "text",
  int2: "integer",
  int4: "integer",
  int8: "integer",
  numeric: "numeric",
  float4: "float",
  float8: "float",
  bool: "boolean",
  date: "date",
  timestamp: "timestamp",
  timestamptz: "timestamp",
  time: "time",
  timetz: "time",
  interval: "interval",
  uuid: "uuid",
  json: "json",
  jsonb: "json",
  bytea: "bytes",
  inet: "network",
  cidr: "network",
  macaddr: "network",
  macaddr8: "network",
};

/** `category` and `kind` are pg_type.typcategory and typtype. */
export function typeFamily(name: string, { category, kind }: { category: string; kind: string }): TypeFamily {
  if (kind === "e") return "enum";
  if (category === "A") return "array";
  return FAMILIES[name] ?? "other";
}
