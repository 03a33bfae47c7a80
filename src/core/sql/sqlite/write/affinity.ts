// What SQLite makes of a value that is stored in a column (sqlite.org/datatype3.html, 3.1): by the words of its declared type.

import type { Column, Relation } from "../../../model/catalogue.ts";

/** A declared type of the same affinity; empty for none. ANY is no affinity where a table is STRICT, and NUMERIC elsewhere. */
export function affinityOf({ type: { bare, label } }: Column, { writing }: Relation): string {
  const words = (bare ?? label).toLowerCase();
  const isStrict = writing?.strict === true;
  if (words === "" || (isStrict && words === "any")) return "";
  if (/int/.test(words)) return "INTEGER";
  if (/char|clob|text/.test(words)) return "TEXT";
  if (/blob/.test(words)) return "BLOB";
  return /real|floa|doub/.test(words) ? "REAL" : "NUMERIC";
}
