// The one column of a relation that a reference means, where there can be no doubt which one that is.

import type { Column, Relation } from "../../../model/catalogue.ts";
import { isStruct, names, unwrap } from "../parse/tree.ts";
import { findColumn, findItems, type Level } from "./scope.ts";

/** Null when it means another thing, or may mean one of several. */
export function baseColumn(value: unknown, level: Level): { relation: Relation; column: Column } | null {
  const node = unwrap(value);
  if (node?.kind !== "ColumnRef" || !isStruct(node.body)) return null;
  const path = names(node.body["fields"]);
  if (path === null) return null;
  const name = path.at(-1) ?? "";
  const items =
    path.length === 1
      ? findColumn(level, name).flatMap(({ column }) =>
          column === null ? [null] : column.members.map(({ item }) => item),
        )
      : findItems(level, { name: path.at(-2) ?? "", schema: path.length > 2 ? (path.at(-3) ?? "") : null });
  const [item] = items;
  if (items.length !== 1 || item === null || item === undefined || item.relation === null) return null;
  const base = item.columns.find((column) => column.name === name)?.base;
  const column = item.relation.columns.find((candidate) => candidate.name === base?.column);
  return column === undefined ? null : { relation: item.relation, column };
}
