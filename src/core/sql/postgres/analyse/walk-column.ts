// Names of columns, rows and stars in expressions: what each may mean where it stands, and what is read by it.

import { FUNCTIONS } from "../lists/function-list.ts";
import { list, type Node, names, type Struct, unwrap } from "../parse/tree.ts";
import { checkField } from "./allowed-names.ts";
import type { Place } from "./place.ts";
import { unsupported, type Walk } from "./reading.ts";
import { type FromItem, findColumn, findItems, type ScopeColumn } from "./scope.ts";
import { refuseSystemColumn, SYSTEM_COLUMNS } from "./system-columns.ts";

export function visitColumn(walk: Walk, { body }: Node, place: Place): void {
  const fields = list(body["fields"]);
  const star = unwrap(fields.at(-1))?.kind === "A_Star";
  const path = names(star ? fields.slice(0, -1) : fields);
  const ofDatabase = path !== null && path.length === (star ? 3 : 4) && path[0] === walk.catalogue.database;
  if (path === null || (path.length > (star ? 2 : 3) && !ofDatabase)) {
    return unsupported(walk, "this column name", body["location"]);
  }
  const name = path.at(-1) ?? "";
  if (!star && SYSTEM_COLUMNS.has(name)) walk.reading.namesSystemColumn = true;
  if (star && path.length === 0) {
    for (const { item, byColumn } of place.level.visible) if (byColumn) useWholeRow(walk, item, place);
    return;
  }
  if (path.length === 1 && !star) return visitBareName(walk, { name, reference: body }, place);
  const qualifier = star ? path : path.slice(0, -1);
  const schema = qualifier.length > 1 ? (qualifier.at(-2) ?? "") : null;
  const items = findItems(place.level, { name: qualifier.at(-1) ?? "", schema });
  walk.reading.names.push({ reference: body, level: place.level, columns: [], items });
  for (const item of items) {
    if (schema !== null) walk.reading.threePart.push({ reference: body, item });
    if (star) useWholeRow(walk, item, place);
    else visitField(walk, { item, name, location: body["location"] }, place);
  }
  if (items.length > 0) return;
  walk.reading.untraced = true;
  if (!star) checkField(walk, name, { location: body["location"] });
}

function visitBareName(walk: Walk, { name, reference }: { name: string; reference: Struct }, place: Place): void {
  const found = findColumn(place.level, name);
  const items = findItems(place.level, { name, schema: null });
  walk.reading.names.push({ reference, level: place.level, columns: found, items });
  for (const { column, item } of found) {
    if (column === null) place.sink.from.push(item.flow);
    else useColumn(walk, column, place);
  }
  if (found.some(({ column }) => column !== null)) return;
  for (const item of items) useWholeRow(walk, item, place);
  if (items.length > 0) return;
  walk.reading.untraced = true;
  if (SYSTEM_COLUMNS.has(name)) refuseSystemColumn(walk, name, reference["location"]);
}

function visitField(
  walk: Walk,
  { item, name, location }: { item: FromItem; name: string; location: unknown },
  place: Place,
): void {
  if (walk.ownColumns.has(name)) return;
  const column = item.columns.find((candidate) => candidate.name === name);
  if (column !== undefined) {
    if (item.relation === null) checkField(walk, name, { location, found: true });
    return useColumn(walk, column, place);
  }
  if (item.relation !== null && SYSTEM_COLUMNS.has(name)) return refuseSystemColumn(walk, name, location);
  checkField(walk, name, { location });
  walk.reading.untraced = true;
  // `c.f` is f(c) where c has no column f; any other name is one that nothing has, whether or not a hidden column bears it
  if (FUNCTIONS.has(name) || item.relation === null) useWholeRow(walk, item, place);
}

function useColumn(walk: Walk, column: ScopeColumn, place: Place): void {
  place.sink.from.push(column.flow);
  for (const { item, column: name } of column.members) {
    note(walk, item, name === "" ? null : name);
  }
}

function useWholeRow(walk: Walk, item: FromItem, place: Place): void {
  place.sink.from.push(item.flow);
  if (item.relation !== null) note(walk, item, null);
  else for (const { members } of item.columns) for (const member of members) note(walk, member.item, member.column);
}

function note(walk: Walk, item: FromItem, column: string | null): void {
  const { clause, aggregates } = item.level;
  walk.reading.columns.push({ item, column: column === "" ? null : column, clause, aggregated: aggregates > 0 });
}
