// Which types from outside pg_catalog the values of an expression may have (citext, hstore, a base type of the database's own making).
// Conservative: what the tree cannot tell is taken to have every such type that flows into it.

import type { Catalogue } from "../../../model/catalogue.ts";
import { type ColumnName, relationKey } from "../../../model/relation-name.ts";
import { bodyOf, list, type Node, names, unwrap } from "../parse/tree.ts";
import type { Place } from "./place.ts";
import { isUnseen, type Walk } from "./reading.ts";
import { type Flow, findColumn, findItems, type ScopeColumn } from "./scope.ts";
import { searchPathOf } from "./search-path.ts";

const NONE: ReadonlySet<string> = new Set();

export function userDefinedTypesOf(walk: Walk, values: readonly unknown[], place: Place): ReadonlySet<string> {
  if ((walk.catalogue.foreign?.types.size ?? 0) === 0) return NONE;
  const found = new Set<string>();
  for (const value of values) collect(walk, value, { place, found });
  return found;
}

export function userDefinedTypesOfColumns(
  walk: Walk,
  columns: readonly Pick<ScopeColumn, "base" | "flow">[],
): ReadonlySet<string> {
  const found = new Set<string>();
  for (const column of columns) addColumn(walk, column, found);
  return found;
}

interface Collecting {
  readonly place: Place;
  readonly found: Set<string>;
}

function collect(walk: Walk, value: unknown, into: Collecting): void {
  if (Array.isArray(value)) {
    for (const item of value) collect(walk, item, into);
    return;
  }
  const node = unwrap(value);
  if (node !== null) collectNode(walk, node, into);
}

/** Functions of pg_catalog whose result has the type of an argument. */
const POLYMORPHIC: ReadonlySet<string> = new Set(
  `any_value array_agg array_append array_cat array_fill array_prepend array_remove array_replace array_sample array_shuffle array_sort
   first_value lag last_value lead max min mode nth_value percentile_disc trim_array unnest range_agg lower upper`.split(
    /\s+/,
  ),
);

function collectNode(walk: Walk, { kind, body }: Node, into: Collecting): void {
  switch (kind) {
    case "ColumnRef":
      return collectColumn(walk, body["fields"], into);
    case "TypeCast":
    case "ColumnDef":
    case "JsonOutput":
    case "XmlSerialize":
      return collectType(walk, body["typeName"], into);
    case "JsonTableColumn":
    case "RangeTableFuncCol":
      collect(walk, body["columns"], into);
      return collectType(walk, body["typeName"], into);
    case "JsonFuncExpr":
      return collect(walk, { JsonOutput: body["output"] }, into);
    case "FuncCall": {
      const name = (names(body["funcname"]) ?? []).at(-1) ?? "";
      collectResults(walk, { kind: "functions", name: body["funcname"], operands: [body["args"]] }, into);
      if (POLYMORPHIC.has(name)) collect(walk, body["args"], into);
      return;
    }
    case "SubLink":
      for (const { base, flow } of walk.reading.selects.get(bodyOf(body["subselect"], "SelectStmt") ?? body) ?? []) {
        addColumn(walk, { base, flow }, into.found);
      }
      return;
    case "A_Expr":
      if (body["kind"] === "AEXPR_NULLIF") collect(walk, body["lexpr"], into);
      return collectResults(
        walk,
        { kind: "operators", name: body["name"], operands: [body["lexpr"], body["rexpr"]] },
        into,
      );
    case "CaseExpr":
      for (const when of list(body["args"])) collect(walk, bodyOf(when, "CaseWhen")?.["result"], into);
      collect(walk, body["defresult"], into);
      return;
    case "A_Const":
    case "ParamRef":
    case "BoolExpr":
    case "NullTest":
    case "BooleanTest":
    case "SQLValueFunction":
      return;
    case "List":
      return collect(walk, body["items"], into);
    case "A_ArrayExpr":
      return collect(walk, body["elements"], into);
    default:
      // COALESCE, GREATEST, ROW, x[1], COLLATE, a named argument: what they are made of
      collect(walk, body["args"], into);
      collect(walk, body["arg"], into);
  }
}

/** What those of the name give that can be meant by what they are applied to. */
function collectResults(
  walk: Walk,
  call: { kind: "functions" | "operators"; name: unknown; operands: readonly unknown[] },
  { place, found }: Collecting,
): void {
  const results = (walk.catalogue.foreign?.[call.kind].get((names(call.name) ?? []).at(-1) ?? "") ?? []).filter(
    ({ gives }) => gives !== null,
  );
  if (results.length === 0) return;
  const operands = userDefinedTypesOf(walk, call.operands, place);
  for (const { gives, takes } of results) {
    if (gives !== null && takes.every((type) => operands.has(type))) found.add(gives);
  }
}

function collectColumn(walk: Walk, fields: unknown, { place, found }: Collecting): void {
  const path = names(fields);
  if (path === null) return; // a star: a row, compared by what its columns' types have
  const name = path.at(-1) ?? "";
  const columns: readonly Pick<ScopeColumn, "base" | "flow">[] =
    path.length === 1
      ? findColumn(place.level, name).map(({ column, item }) => column ?? { base: null, flow: item.flow })
      : findItems(place.level, {
          name: path.at(-2) ?? "",
          schema: path.length > 2 ? (path.at(-3) ?? "") : null,
        }).flatMap((item): readonly Pick<ScopeColumn, "base" | "flow">[] => {
          const named = item.columns.filter((column) => column.name === name);
          return named.length > 0 || item.complete ? named : [{ base: null, flow: item.flow }];
        });
  for (const column of columns) addColumn(walk, column, found);
  if (columns.length > 0 || path.length > 1) return;
  // a whole row
  for (const item of findItems(place.level, { name, schema: null }))
    for (const column of item.columns) addColumn(walk, column, found);
}

function addColumn(walk: Walk, { base, flow }: Pick<ScopeColumn, "base" | "flow">, found: Set<string>): void {
  if (base !== null) return addSource(walk, base, found);
  // down to where the types are known
  const seen = new Set<Flow>();
  const open: Flow[] = [flow];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (seen.has(next)) continue;
    seen.add(next);
    const known = walk.reading.typesOf.get(next);
    if (known !== undefined) for (const type of known) found.add(type);
    else {
      for (const source of next.own) addSource(walk, source, found);
      open.push(...next.from);
    }
  }
}

function addSource(walk: Walk, source: ColumnName, found: Set<string>): void {
  if (isUnseen(walk, source)) return;
  const { relation, column } = source;
  const { relations, foreign } = walk.catalogue;
  const type = relations.get(relationKey(relation))?.columns.find(({ name }) => name === column)?.type;
  if (type?.foreign !== undefined) found.add(type.foreign);
  for (const part of type?.madeOf ?? []) addPart(foreign, `${part.schema}.${part.name}`, found);
}

/** A field of a row, an end of a range. */
function addPart(foreign: Catalogue["foreign"], key: string, found: Set<string>): void {
  if (foreign?.types.has(key) === true) found.add(key);
}

function collectType(walk: Walk, type: unknown, { found }: Collecting): void {
  const { catalogue } = walk;
  const key = typeKey(catalogue, type);
  if (key !== null) found.add(key);
  const path = names(unwrapped(type)) ?? [];
  const { types, everyType = types, foreign } = catalogue;
  const schemas = path.length === 2 ? [path[0] ?? ""] : searchPathOf(catalogue);
  for (const own of everyType.get(path.at(-1) ?? "") ?? []) {
    if (schemas.includes(own.schema)) for (const part of own.parts) addPart(foreign, part, found);
  }
}

/** `schema.name` of a written type, where it is one from outside pg_catalog. */
export function typeKey(catalogue: Catalogue, type: unknown): string | null {
  const path = names(unwrapped(type)) ?? [];
  const types = catalogue.foreign?.types;
  const schemas = path.length === 2 ? [path[0] ?? ""] : searchPathOf(catalogue);
  const name = path.at(-1) ?? "";
  const schema = schemas.find((candidate) => types?.has(`${candidate}.${name}`) === true);
  return schema === undefined ? null : `${schema}.${name}`;
}

function unwrapped(type: unknown): unknown {
  return typeof type === "object" && type !== null && "names" in type ? type.names : [];
}

/** Kept for an expression's flow, so that what stands around a sub-select knows the types of its columns. */
export function noteTypes(walk: Walk, { value, flow }: { value: unknown; flow: Flow }, place: Place): void {
  if ((walk.catalogue.foreign?.types.size ?? 0) === 0) return;
  walk.reading.typesOf.set(flow, userDefinedTypesOf(walk, [value], place));
}
