// What types of pg_catalog a value may have, as far as the tree tells. Types of users' are told by types-from-outside.ts.

import { type ColumnName, relationKey } from "../../../model/relation-name.ts";
import { bodyOf, list, type Node, names, struct, unwrap } from "../parse/tree.ts";
import type { Place } from "./place.ts";
import { isUnseen, type Walk } from "./reading.ts";
import { type Flow, findColumn, findItems, type ScopeColumn } from "./scope.ts";

/** Names in pg_catalog; null where the tree does not tell. Empty for constants and parameters, whose type their place gives. */
export type PossibleTypes = ReadonlySet<string> | null;

const NONE: PossibleTypes = new Set();
const BOOLEAN: PossibleTypes = new Set(["bool"]);

export function typesOfValue(walk: Walk, value: unknown, place: Place): PossibleTypes {
  const node = unwrap(value);
  return node === null ? NONE : typesOfNode(walk, node, place);
}

function typesOfNode(walk: Walk, { kind, body }: Node, place: Place): PossibleTypes {
  switch (kind) {
    case "A_Const":
      return typesOfConstant(body);
    case "ParamRef":
    case "SetToDefault":
      return NONE;
    case "TypeCast":
      return new Set((names(struct(body["typeName"])["names"]) ?? []).slice(-1));
    case "CollateClause":
    case "NamedArgExpr":
      return typesOfValue(walk, body["arg"], place);
    case "ColumnRef":
      return typesOfReference(walk, body["fields"], place);
    case "FuncCall":
      return typesOfCall(body);
    case "BoolExpr":
    case "NullTest":
    case "BooleanTest":
      return BOOLEAN;
    case "SubLink":
      return typesOfSubLink(walk, body);
    case "A_Expr":
      return isTest(body) ? BOOLEAN : null;
    case "CaseExpr":
      return eachOf(
        walk,
        [...list(body["args"]).map((when) => bodyOf(when, "CaseWhen")?.["result"]), body["defresult"]],
        place,
      );
    case "CoalesceExpr":
    case "MinMaxExpr":
    case "RowExpr":
      return eachOf(walk, list(body["args"]), place);
    case "List":
      return eachOf(walk, list(body["items"]), place);
    case "A_ArrayExpr":
      return eachOf(walk, list(body["elements"]), place);
    default:
      return null;
  }
}

/** What every function of pg_catalog of the name gives. */
const RESULTS: ReadonlyMap<string, PossibleTypes> = new Map(
  Object.entries({
    text: `btrim concat concat_ws format initcap left lower lpad ltrim md5 overlay regexp_replace repeat replace reverse right rpad rtrim
      split_part string_agg substr to_char translate upper`,
    int8: "count rank dense_rank row_number",
    bool: "bool_and bool_or every starts_with",
  }).flatMap(([type, functions]) => functions.split(/\s+/).map((name) => [name, new Set([type, "bytea"])])),
);

function typesOfCall({ funcname }: Node["body"]): PossibleTypes {
  const path = names(funcname) ?? [];
  const builtIn = path.length === 1 || path[0] === "pg_catalog";
  return (builtIn ? RESULTS.get(path.at(-1) ?? "") : undefined) ?? null;
}

function typesOfSubLink(walk: Walk, body: Node["body"]): PossibleTypes {
  if (/^(EXISTS|ANY|ALL)_SUBLINK$/.test(String(body["subLinkType"]))) return BOOLEAN;
  const [first] = walk.reading.selects.get(bodyOf(body["subselect"], "SelectStmt") ?? body) ?? [];
  return first === undefined || body["subLinkType"] !== "EXPR_SUBLINK" ? null : typesOfColumn(walk, first);
}

function eachOf(walk: Walk, values: readonly unknown[], place: Place): PossibleTypes {
  const all = new Set<string>();
  for (const value of values) {
    const types = typesOfValue(walk, value, place);
    if (types === null) return null;
    for (const type of types) all.add(type);
  }
  return all;
}

function typesOfConstant(body: Node["body"]): PossibleTypes {
  if (body["ival"] !== undefined) return new Set(["int4"]);
  if (body["fval"] !== undefined) return new Set(["int8", "numeric"]);
  if (body["boolval"] !== undefined) return BOOLEAN;
  return body["bsval"] === undefined ? NONE : new Set(["bit"]);
}

const TESTS = /^(=|<>|!=|<|<=|>|>=|!?~~?\*?)$/;

function isTest(body: Node["body"]): boolean {
  const kind = String(body["kind"]);
  if (kind === "AEXPR_OP") return TESTS.test(names(body["name"])?.at(-1) ?? "");
  return kind !== "AEXPR_NULLIF";
}

function typesOfReference(walk: Walk, fields: unknown, place: Place): PossibleTypes {
  const path = names(fields);
  if (path === null) return null;
  const name = path.at(-1) ?? "";
  const found: readonly (ScopeColumn | null)[] =
    path.length === 1
      ? findColumn(place.level, name).map(({ column }) => column)
      : findItems(place.level, { name: path.at(-2) ?? "", schema: path.length > 2 ? (path.at(-3) ?? "") : null }).map(
          (item) => item.columns.find((column) => column.name === name) ?? null,
        );
  const all = new Set<string>();
  for (const column of found) {
    const types = column === null ? null : typesOfColumn(walk, column);
    if (types === null) return null;
    for (const type of types) all.add(type);
  }
  return all.size === 0 ? null : all;
}

type Column = Pick<ScopeColumn, "base" | "flow">;

export function typesOfColumn(walk: Walk, column: Column): PossibleTypes {
  const all = new Set<string>();
  const seen = new Set<Flow>();
  const open: Column[] = [column];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { base, flow } = next;
    const arms = base === null ? walk.reading.arms.get(flow) : undefined;
    if (arms !== undefined) {
      if (!seen.has(flow)) open.push(...arms);
      seen.add(flow);
      continue;
    }
    const types = typesOfOne(walk, next);
    if (types === null) return null;
    for (const type of types) all.add(type);
  }
  return all;
}

function typesOfOne(walk: Walk, { base, flow }: Column): PossibleTypes {
  if (base !== null) return isUnseen(walk, base) ? null : typesOfBase(walk, base);
  const made = walk.reading.made.get(flow);
  return made === undefined ? null : typesOfValue(walk, made.value, { env: null, level: made.level, sink: flow });
}

function typesOfBase({ catalogue }: Walk, { relation, column }: ColumnName): PossibleTypes {
  const type = catalogue.relations.get(relationKey(relation))?.columns.find(({ name }) => name === column)?.type;
  if (type === undefined) return null;
  const plain = (type.bare ?? type.sql)
    .replace(/\(.*?\)/g, "")
    .replaceAll("[]", "")
    .trim();
  // what is masked of a type of users' is shown as text
  return new Set([internalName(plain), ...(type.madeOf === undefined ? [] : ["text"])]);
}

/** The name in the catalogue of a type of pg_catalog as format_type gives it. */
export function internalName(name: string): string {
  return INTERNAL.get(name) ?? name;
}

/** Types whose names in the catalogue are not those that format_type gives. */
const INTERNAL: ReadonlyMap<string, string> = new Map([
  ["smallint", "int2"],
  ["integer", "int4"],
  ["bigint", "int8"],
  ["real", "float4"],
  ["double precision", "float8"],
  ["boolean", "bool"],
  ["character varying", "varchar"],
  ["character", "bpchar"],
  ["bit varying", "varbit"],
  ["timestamp without time zone", "timestamp"],
  ["timestamp with time zone", "timestamptz"],
  ["time without time zone", "time"],
  ["time with time zone", "timetz"],
  ['"char"', "char"],
]);
