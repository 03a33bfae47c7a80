// Whether a statement may do without the fence around row filters, so that a lookup by key stays an index lookup.
// INVARIANT: it may only when nothing in it can raise or tell for a row that a filter hides: comparisons of bare columns
// with constants, parameters and columns of the same type, and nothing else. What is not known here keeps the fence.
// Without the fence the planner tries the same comparisons on statistics of hidden rows, so they must raise for no value at all.

import type { Column, TypeFamily } from "../../../model/catalogue.ts";
import { baseColumn } from "../analyse/base-column.ts";
import type { Reading, RelationUse } from "../analyse/reading.ts";
import type { Level } from "../analyse/scope.ts";
import { list, names, type Struct, struct, unwrap } from "../parse/tree.ts";

const OPERATORS = new Set(["=", "<>", "<", "<=", ">", ">="]);
const KINDS = new Set([
  "AEXPR_OP",
  "AEXPR_IN",
  "AEXPR_BETWEEN",
  "AEXPR_NOT_BETWEEN",
  "AEXPR_DISTINCT",
  "AEXPR_NOT_DISTINCT",
]);
const COUNTING = new Set(["count", "min", "max"]);

/** Families whose comparisons never raise, with constants of any kind that the parser lets through. */
const COMPARABLE: Readonly<Record<TypeFamily, boolean>> = {
  text: true,
  integer: true,
  numeric: true,
  boolean: true,
  date: true,
  timestamp: true,
  uuid: true,
  float: false,
  time: false,
  interval: false,
  json: false,
  bytes: false,
  network: false,
  enum: false,
  array: false,
  other: false,
};

export function needsFence(reading: Reading): boolean {
  const [level, ...others] = reading.levels;
  if (level === undefined || others.length > 0) return true;
  if (reading.relations.some((use) => computesWhatItShows(use))) return true;
  const { select } = level;
  return !Object.keys(select).every((field) => isHarmless(field, select[field], level));
}

/** Views and virtual generated columns compute their values when they are read, for hidden rows too, and that may raise. */
function computesWhatItShows({ relation, sample }: RelationUse): boolean {
  if (sample !== null || relation.columns.some(({ generatedFrom }) => generatedFrom.length > 0)) return true;
  return !["table", "partitioned-table", "materialized-view"].includes(relation.kind);
}

function isHarmless(field: string, value: unknown, level: Level): boolean {
  switch (field) {
    case "targetList":
      return list(value).every((target) => isTarget(unwrap(target)?.body["val"], level));
    case "fromClause":
      return list(value).every((item) => isSource(item, level));
    case "whereClause":
      return isCondition(value, level);
    case "groupClause":
      return list(value).every((item) => baseColumn(item, level) !== null);
    case "sortClause":
      return list(value).every(
        (item) => unwrap(item)?.body["useOp"] === undefined && isTarget(unwrap(item)?.body["node"], level),
      );
    case "distinctClause":
      return list(value).every((item) => unwrap(item) === null);
    case "limitCount":
    case "limitOffset":
      return isConstant(value);
    case "limitOption":
    case "op":
      return true;
    default:
      return false;
  }
}

function isSource(value: unknown, level: Level): boolean {
  const node = unwrap(value);
  if (node?.kind === "RangeVar") return true;
  if (node?.kind !== "JoinExpr" || node.body["isNatural"] === true || node.body["usingClause"] !== undefined)
    return false;
  const { larg, rarg, quals } = node.body;
  return isSource(larg, level) && isSource(rarg, level) && (quals === undefined || isCondition(quals, level));
}

/** What only looks at rows that passed the conditions: a column, a star, a constant, a count. */
function isTarget(value: unknown, level: Level): boolean {
  const node = unwrap(value);
  if (node === null) return false;
  if (node.kind === "FuncCall") {
    const { body } = node;
    const plain = ["agg_filter", "agg_order", "over", "agg_within_group", "func_variadic"].every(
      (field) => body[field] === undefined,
    );
    const path = names(body["funcname"]) ?? [];
    return (
      plain && COUNTING.has(path.at(-1) ?? "") && list(body["args"]).every((arg) => baseColumn(arg, level) !== null)
    );
  }
  if (node.kind === "ColumnRef" && unwrap(list(node.body["fields"]).at(-1))?.kind === "A_Star") return true;
  return isConstant(value) || baseColumn(value, level) !== null;
}

function isCondition(value: unknown, level: Level): boolean {
  const node = unwrap(value);
  if (node === null) return false;
  const { kind, body } = node;
  if (kind === "BoolExpr") return list(body["args"]).every((arg) => isCondition(arg, level));
  if (kind === "NullTest") return baseColumn(body["arg"], level) !== null;
  if (kind === "ColumnRef") return baseColumn(value, level)?.column.type.family === "boolean";
  return kind === "A_Expr" && isComparison(body, level);
}

function isComparison(body: Struct, level: Level): boolean {
  if (typeof body["kind"] !== "string" || !KINDS.has(body["kind"])) return false;
  const range = body["kind"] === "AEXPR_BETWEEN" || body["kind"] === "AEXPR_NOT_BETWEEN";
  const operator = names(body["name"]) ?? [];
  if (!range && !(operator.length === 1 && OPERATORS.has(operator[0] ?? ""))) return false;
  const right = body["rexpr"];
  const operands = [body["lexpr"], ...(unwrap(right)?.kind === "List" ? list(unwrap(right)?.body["items"]) : [right])];
  const columns: Column[] = [];
  for (const operand of operands) {
    if (isConstant(operand)) continue;
    const found = baseColumn(operand, level);
    // what an extension's operators do is not known here
    if (found === null || !isComparable(found.column) || found.column.type.foreign !== undefined) return false;
    columns.push(found.column);
  }
  return columns.every(({ type }) => type.sql === columns[0]?.type.sql);
}

/** The operators of an extension's type, such as citext, are code that nobody vouches for. */
function isComparable({ type: { family, sql } }: Column): boolean {
  return COMPARABLE[family] && !sql.includes(".");
}

/** Types to which a literal is converted while the statement is parsed, before there are rows. Casts to domains are not. */
const LITERAL_TYPES = new Set([
  "date",
  "timestamp",
  "timestamptz",
  "int2",
  "int4",
  "int8",
  "numeric",
  "text",
  "uuid",
  "bool",
]);

/** A constant, a parameter, or a literal of a type: it cannot raise for one row and not for another. */
function isConstant(value: unknown): boolean {
  const node = unwrap(value);
  if (node?.kind !== "TypeCast") return node?.kind === "A_Const" || node?.kind === "ParamRef";
  const type = struct(node.body["typeName"]);
  const path = names(type["names"]) ?? [];
  const listed = LITERAL_TYPES.has(path.at(-1) ?? "") && (path.length === 1 || path[0] === "pg_catalog");
  if (!listed || type["typmods"] !== undefined || type["arrayBounds"] !== undefined) return false;
  const literal = unwrap(node.body["arg"]);
  return literal?.kind === "ParamRef" || (literal?.kind === "A_Const" && literal.body["sval"] !== undefined);
}
