// The names of the columns that JSON_TABLE and XMLTABLE make.

import { bodyOf, list, word } from "../parse/tree.ts";

export function jsonColumns(columns: unknown): readonly string[] {
  return list(columns).flatMap((value) => {
    const column = bodyOf(value, "JsonTableColumn") ?? {};
    return column["coltype"] === "JTC_NESTED" ? jsonColumns(column["columns"]) : [word(column["name"]) ?? ""];
  });
}

export function xmlColumns(columns: unknown): readonly string[] {
  return list(columns).map((value) => word((bodyOf(value, "RangeTableFuncCol") ?? {})["colname"]) ?? "");
}
