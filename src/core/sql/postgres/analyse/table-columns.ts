// The names of the columns that functions in FROM, JSON_TABLE and XMLTABLE make.

import { FUNCTION_COLUMNS, SHAPELESS_FUNCTIONS } from "../lists/function-list.ts";
import { bodyOf, list, names, word } from "../parse/tree.ts";

export function jsonColumns(columns: unknown): readonly string[] {
  return list(columns).flatMap((value) => {
    const column = bodyOf(value, "JsonTableColumn") ?? {};
    return column["coltype"] === "JTC_NESTED" ? jsonColumns(column["columns"]) : [word(column["name"]) ?? ""];
  });
}

export function xmlColumns(columns: unknown): readonly string[] {
  return list(columns).map((value) => word((bodyOf(value, "RangeTableFuncCol") ?? {})["colname"]) ?? "");
}

/** Which columns a function in FROM has. */
export function shapeOf(call: unknown, alias: string | null): { columns: readonly string[]; complete: boolean } {
  const body = bodyOf(call, "FuncCall");
  if (body === null) return { columns: alias === null ? [] : [alias], complete: false };
  const path = names(body["funcname"]) ?? [];
  const name = path.at(-1) ?? "";
  const builtIn = path.length === 1 || path[0] === "pg_catalog";
  const complete = builtIn && !SHAPELESS_FUNCTIONS.has(name);
  return { columns: (builtIn ? FUNCTION_COLUMNS.get(name) : undefined) ?? [alias ?? name], complete };
}
