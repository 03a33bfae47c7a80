// What SQLite makes of a value that is stored in a column (sqlite.org/datatype3.html, 3.1): by the words of its declared type.

/** A declared type of the same affinity; empty for none. `any` is no affinity where a table is STRICT, and the name of none elsewhere. */
export function affinityOf(declared: string): string {
  const words = declared.toLowerCase();
  if (words === "" || words === "any") return "";
  if (/int/.test(words)) return "INTEGER";
  if (/char|clob|text/.test(words)) return "TEXT";
  if (/blob/.test(words)) return "BLOB";
  return /real|floa|doub/.test(words) ? "REAL" : "NUMERIC";
}
