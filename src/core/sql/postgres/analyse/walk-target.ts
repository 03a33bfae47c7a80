// Walks one entry of a select list and says which columns of the result it makes. A star makes as many as its items have.

import { childrenOf } from "../lists/node-list.ts";
import { bodyOf, list, type Struct, unwrap, word } from "../parse/tree.ts";
import { outputLabel } from "./output-label.ts";
import type { Output } from "./outputs.ts";
import { expressionOutput } from "./outputs.ts";
import type { Place } from "./place.ts";
import { unsupported, type Walk } from "./reading.ts";
import { Flow, type FromItem, findColumn, findItems } from "./scope.ts";
import { noteTypes } from "./types-from-users.ts";
import { walkNode } from "./walk-expression.ts";

export function walkTarget(walk: Walk, target: unknown, place: Place): readonly Output[] {
  const body = bodyOf(target, "ResTarget");
  if (body === null || childrenOf("ResTarget", body) === null) {
    unsupported(walk, "this entry of the select list");
    return [];
  }
  const value = body["val"];
  const flow = new Flow();
  walkNode(walk, { kind: "node", value }, { ...place, sink: flow });
  noteTypes(walk, { value, flow }, place);
  walk.reading.made.set(flow, { value, level: place.level });
  const node = unwrap(value);
  if (node !== null) {
    const items = starItems(node.kind, node.body, place);
    if (items !== null) return items.length === 0 ? [openOutput(flow)] : items.flatMap((item) => starOutputs(item));
  }
  const name = word(body["name"]);
  const base = node?.kind === "ColumnRef" ? baseOf(node.body, place) : null;
  if (name === null && base === null && node?.kind !== "ColumnRef") return [expressionOutput(outputLabel(value), flow)];
  return [{ ...expressionOutput(name ?? outputLabel(value), flow), named: true, base }];
}

/** The items that a star stands for; empty when it cannot be told, null when there is no star. */
function starItems(kind: string, body: Struct, place: Place): readonly FromItem[] | null {
  if (kind === "A_Indirection") {
    return unwrap(list(body["indirection"]).at(-1))?.kind === "A_Star" ? [] : null;
  }
  if (kind !== "ColumnRef") return null;
  const fields = list(body["fields"]);
  if (unwrap(fields.at(-1))?.kind !== "A_Star") return null;
  const path = fields.slice(0, -1).map((field) => word(bodyOf(field, "String")?.["sval"]) ?? "");
  if (path.length === 0) return place.level.visible.filter(({ byColumn }) => byColumn).map(({ item }) => item);
  return findItems(place.level, {
    name: path.at(-1) ?? "",
    schema: path.length > 1 ? (path.at(-2) ?? "") : null,
  }).slice(0, 1);
}

function starOutputs(item: FromItem): readonly Output[] {
  const outputs = item.columns.map(
    ({ name, flow, base }): Output => ({ name, named: true, flow, base, fromStar: true, open: false }),
  );
  return item.complete ? outputs : [...outputs, openOutput(item.flow)];
}

function openOutput(flow: Flow): Output {
  return { name: "?", named: false, flow, base: null, fromStar: true, open: true };
}

/** The base column that a bare or qualified reference is, when it is one. */
function baseOf(reference: Struct, place: Place): Output["base"] {
  const path = list(reference["fields"]).map((field) => word(bodyOf(field, "String")?.["sval"]) ?? "");
  const name = path.at(-1) ?? "";
  if (path.length === 1) {
    const found = findColumn(place.level, name);
    return found.length === 1 ? (found[0]?.column?.base ?? null) : null;
  }
  const items = findItems(place.level, {
    name: path.at(-2) ?? "",
    schema: path.length > 2 ? (path.at(-3) ?? "") : null,
  });
  return items.length === 1 ? (items[0]?.columns.find((column) => column.name === name)?.base ?? null) : null;
}
