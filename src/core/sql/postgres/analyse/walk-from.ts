// Walks FROM and says which names and columns each item brings into scope.

import type { Relation } from "../../../model/catalogue.ts";
import { MOST_JOINED_COLUMNS } from "../../most-columns.ts";
import { childrenOf } from "../lists/node-list.ts";
import { bodyOf, list, names, type Struct, struct, unwrap, word } from "../parse/tree.ts";
import { givenValues, judgeMeeting } from "./casts-of-users.ts";
import { columnsOf, renameColumns } from "./outputs.ts";
import type { Place } from "./place.ts";
import { refuseColumns, unsupported, type Walk } from "./reading.ts";
import { findCte, visitCte } from "./resolve-cte.ts";
import { resolveRelation } from "./resolve-relation.ts";
import { Flow, type FromItem, type ScopeColumn, type Visible } from "./scope.ts";
import { jsonColumns, shapeOf, xmlColumns } from "./table-columns.ts";
import { noteTypes } from "./types-from-users.ts";
import { judgeShared } from "./user-defined-names.ts";
import { walkAll, walkNode } from "./walk-expression.ts";

export interface Brought {
  readonly item: FromItem;
  readonly visible: readonly Visible[];
}

export function walkFrom(walk: Walk, value: unknown, place: Place): Brought {
  const node = unwrap(value);
  if (node === null || childrenOf(node.kind, node.body) === null) return refused(walk, node?.kind ?? "FROM", place);
  const { kind, body } = node;
  switch (kind) {
    case "RangeVar":
      return alone(walkRelation(walk, { variable: body, wrapper: value, sample: null }, place));
    case "RangeTableSample": {
      const variable = bodyOf(body["relation"], "RangeVar");
      if (variable === null) return refused(walk, kind, place);
      checkSampling(walk, body);
      walkAll(walk, body["args"], place);
      walkAll(walk, body["repeatable"], place);
      return alone(walkRelation(walk, { variable, wrapper: value, sample: body }, place));
    }
    case "RangeSubselect":
      return alone(walkSubselect(walk, body, place));
    case "RangeFunction":
      return alone(walkRangeFunction(walk, body, place));
    case "JsonTable":
      if (walk.catalogue.serverVersion < 170_000) unsupported(walk, "JSON_TABLE", body["location"]);
      return alone(walkTable(walk, { kind, body, columns: jsonColumns(body["columns"]) }, place));
    case "RangeTableFunc":
      return alone(walkTable(walk, { kind, body, columns: xmlColumns(body["columns"]) }, place));
    case "JoinExpr":
      return walkJoin(walk, body, place);
    default:
      return refused(walk, kind, place);
  }
}

function alone(item: FromItem): Brought {
  return { item, visible: [{ item, byName: true, byColumn: true }] };
}

function refused(walk: Walk, kind: string, place: Place): Brought {
  unsupported(walk, kind);
  return alone(itemOf(place, { name: null, columns: [], complete: false, flow: new Flow() }));
}

function itemOf(
  place: Place,
  item: Pick<FromItem, "name" | "columns" | "complete" | "flow"> & Partial<FromItem>,
): FromItem {
  return { schema: null, relation: null, level: place.level, ...item };
}

function aliasOf(body: Struct): { name: string | null; columns: readonly string[] } {
  const alias = struct(body["alias"]);
  return { name: word(alias["aliasname"]), columns: names(alias["colnames"]) ?? [] };
}

function walkRelation(
  walk: Walk,
  use: { variable: Struct; wrapper: unknown; sample: Struct | null },
  place: Place,
): FromItem {
  const { variable } = use;
  const alias = aliasOf(variable);
  const name = word(variable["relname"]) ?? "";
  const schema = word(variable["schemaname"]);
  const cte = schema === null && variable["catalogname"] === undefined ? findCte(place.env, name) : null;
  if (cte !== null) {
    if (use.sample !== null) unsupported(walk, "TABLESAMPLE of a WITH query", variable["location"]);
    visitCte(walk, cte);
    cte.references++;
    walk.reading.named.uses.set(variable, cte);
    const columns = renameColumns(
      cte.columns,
      alias.columns,
      cte.columns.some(({ base }) => base !== null),
    );
    const flow = Flow.of(...cte.columns.map((column) => column.flow));
    return itemOf(place, { name: alias.name ?? name, columns, complete: cte.complete, flow });
  }
  const relation = resolveRelation(walk, variable);
  if (relation === null) {
    return itemOf(place, { name: alias.name ?? name, columns: [], complete: false, flow: new Flow() });
  }
  const item = relationItem(place, relation, alias);
  walk.reading.relations.push({ ...use, relation, item });
  return item;
}

function relationItem(
  place: Place,
  relation: Relation,
  alias: { name: string | null; columns: readonly string[] },
): FromItem {
  const columns: ScopeColumn[] = [];
  const item: FromItem = {
    name: alias.name ?? relation.name.name,
    schema: alias.name === null ? relation.name.schema : null,
    columns,
    complete: true,
    relation,
    level: place.level,
    flow: Flow.of(...relation.columns.map(({ name }) => ({ relation: relation.name, column: name }))),
  };
  relation.columns.forEach(({ name }, index) => {
    const base = { relation: relation.name, column: name };
    const alike = alias.columns[index];
    const column = alike ?? name;
    // names of an alias list fall on the columns that the caller may see, so they may mean any of them
    columns.push({
      name: column,
      flow: alike === undefined ? Flow.of(base) : item.flow,
      base: alike === undefined ? base : null,
      members: [{ item, column: alike === undefined ? column : "" }],
    });
  });
  return item;
}

function checkSampling(walk: Walk, sample: Struct): void {
  const method = names(sample["method"]) ?? [];
  if (method.length === 1 && /^(bernoulli|system)$/.test(method[0] ?? "")) return;
  unsupported(walk, `TABLESAMPLE ${method.join(".")}`, sample["location"]);
}

function walkSubselect(walk: Walk, body: Struct, place: Place): FromItem {
  const alias = aliasOf(body);
  if (alias.name === null && walk.catalogue.serverVersion < 160_000) {
    unsupported(walk, "a sub-select in FROM without an alias");
  }
  const parent = body["lateral"] === true ? place.level : place.level.parent;
  const outputs = walk.walkQuery(walk, body["subquery"], {
    env: place.env,
    parent,
    sink: place.nested ? place.sink : null,
  });
  const blurred = outputs.some(({ fromStar, open }) => fromStar || open);
  return itemOf(place, {
    name: alias.name,
    columns: renameColumns(columnsOf(outputs), alias.columns, blurred),
    complete: outputs.every(({ open }) => !open),
    flow: Flow.of(...outputs.map(({ flow }) => flow)),
  });
}

function walkRangeFunction(walk: Walk, body: Struct, place: Place): FromItem {
  const alias = aliasOf(body);
  const flow = new Flow();
  const columns: string[] = [];
  let complete = true;
  const define = (definitions: readonly unknown[]): void => {
    for (const definition of definitions) {
      walkNode(walk, { kind: "node", value: definition }, { ...place, sink: flow });
      columns.push(word(bodyOf(definition, "ColumnDef")?.["colname"]) ?? "");
    }
  };
  for (const pair of list(body["functions"])) {
    const [call, definitions] = list(bodyOf(pair, "List")?.["items"]);
    walkNode(walk, { kind: "node", value: call }, { ...place, sink: flow });
    const defined = list(bodyOf(definitions, "List")?.["items"]);
    define(defined);
    if (defined.length > 0 || body["coldeflist"] !== undefined) continue;
    const shape = shapeOf(call, body["is_rowsfrom"] === true ? null : alias.name);
    columns.push(...shape.columns);
    if (!shape.complete) complete = false;
  }
  define(list(body["coldeflist"]));
  noteTypes(walk, { value: [body["functions"], body["coldeflist"]], flow }, place);
  if (place.nested === true) place.sink.from.push(flow);
  if (body["ordinality"] === true) columns.push("ordinality");
  const scoped = columns.map((name) => ({ name, flow, base: null, members: [] }));
  const extra = alias.columns.slice(columns.length).map((name) => ({ name, flow, base: null, members: [] }));
  return itemOf(place, {
    name: alias.name ?? columns[0] ?? null,
    columns: [...renameColumns(scoped, alias.columns, false), ...extra],
    complete,
    flow,
  });
}

/** JSON_TABLE and XMLTABLE: any column may hold any part of the document. */
function walkTable(
  walk: Walk,
  table: { kind: string; body: Struct; columns: readonly string[] },
  place: Place,
): FromItem {
  const { kind, body } = table;
  const flow = new Flow();
  const alias = aliasOf(body);
  for (const child of childrenOf(kind, body) ?? []) {
    if (child.kind !== "Alias") walkNode(walk, child, { ...place, sink: flow });
  }
  noteTypes(walk, { value: body["columns"], flow }, place);
  if (place.nested === true) place.sink.from.push(flow);
  const columns = table.columns.map((name) => ({ name, flow, base: null, members: [] }));
  return itemOf(place, {
    name: alias.name,
    columns: renameColumns(columns, alias.columns, false),
    complete: true,
    flow,
  });
}

function walkJoin(walk: Walk, body: Struct, place: Place): Brought {
  const { level } = place;
  const outer = level.visible;
  const left = walkFrom(walk, body["larg"], place);
  level.visible = [...outer, ...left.visible];
  const right = walkFrom(walk, body["rarg"], place);
  level.visible = [...outer, ...left.visible, ...right.visible];
  walkAll(walk, body["quals"], place);
  if (body["quals"] !== undefined) judgeMeeting(walk, "number", { given: givenValues(walk, [body["quals"]], place) });
  level.visible = outer;

  const shared =
    body["isNatural"] === true
      ? left.item.columns
          .map(({ name }) => name)
          .filter((name) => right.item.columns.some((column) => column.name === name))
      : (names(body["usingClause"]) ?? []);
  const merged = shared.map((name): ScopeColumn => mergeColumns(walk, name, [left.item, right.item]));
  judgeShared(walk, shared, [left.item, right.item]);
  const rest = (item: FromItem) => item.columns.filter(({ name }) => !shared.includes(name));
  let columns = [...merged, ...rest(left.item), ...rest(right.item)];
  if (columns.length > MOST_JOINED_COLUMNS) {
    refuseColumns(walk);
    columns = merged;
  }
  const alias = aliasOf(body);
  if (body["isNatural"] === true || alias.columns.length > 0) walk.reading.byPlace = true;
  const joined = itemOf(place, {
    name: alias.name,
    columns: renameColumns(columns, alias.columns, true),
    complete: left.item.complete && right.item.complete,
    flow: Flow.of(left.item.flow, right.item.flow),
  });
  const self: Visible = { item: joined, byName: alias.name !== null, byColumn: true };
  if (alias.name !== null) return { item: joined, visible: [self] };
  const using = struct(body["join_using_alias"]);
  const name = word(using["aliasname"]);
  const usingItem = itemOf(place, {
    name,
    columns: merged,
    complete: true,
    flow: Flow.of(...merged.map(({ flow }) => flow)),
  });
  return {
    item: joined,
    visible: [
      ...[...left.visible, ...right.visible].map(({ item, byName }) => ({ item, byName, byColumn: false })),
      self,
      ...(name === null ? [] : [{ item: usingItem, byName: true, byColumn: false }]),
    ],
  };
}

function mergeColumns(walk: Walk, name: string, items: readonly FromItem[]): ScopeColumn {
  const found = items.flatMap(({ columns }) => columns.filter((column) => column.name === name));
  const members = found.flatMap((column) => column.members);
  for (const { item, column } of members) {
    walk.reading.columns.push({ item, column, clause: "from", aggregated: false });
  }
  const unknown = items.filter(({ complete }) => !complete).map(({ flow }) => flow);
  const bases = found.map(({ base }) => base);
  return {
    name,
    flow: Flow.of(...found.map(({ flow }) => flow), ...unknown),
    base: bases.length === 1 ? (bases[0] ?? null) : null,
    members,
  };
}
