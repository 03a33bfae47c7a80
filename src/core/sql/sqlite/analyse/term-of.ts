// The expressions of a statement that was read, as the terms by which it is told what values decide in it.
// What is not known by name here is taken to compute with what stands below it.

import type { Comparison, Part } from "../../../model/value-use.ts";
import { constantsOf, type Query, type Term, valuesOf } from "../../terms/term.ts";
import { childrenOf, fold } from "../parse/node.ts";
import { isQuery, type Node, type NodeOf } from "../parse/tree.ts";

/** What names and sub-selects mean at a place. */
export interface TermScope {
  readonly column: (node: Node) => Term;
  readonly query: (node: Node) => Query;
  readonly parameters: ReadonlyMap<Node, number>;
}

export function termOf(node: Node, scope: TermScope): Term {
  const own = (child: Node): Term => termOf(child, scope);
  // `x IN t` is IN (SELECT * FROM t)
  if (isQuery(node) || node.type === "table_name") return { kind: "query", query: scope.query(node) };
  switch (node.type) {
    case "identifier":
    case "boolean_literal":
    case "member_expr":
      return scope.column(node);
    case "number_literal":
      return { kind: "constant", constant: { kind: "value", value: writtenOf(node), at: node.from } };
    case "string_literal":
      return { kind: "constant", constant: { kind: "value", value: node.value, at: node.from } };
    case "null_literal":
      return { kind: "constant", constant: { kind: "value", value: null, at: null } };
    case "parameter":
      return { kind: "constant", constant: { kind: "parameter", number: scope.parameters.get(node) ?? 0 } };
    case "paren_expr":
      return own(node.expr);
    case "list_expr":
      return { kind: "list", terms: node.items.map(own) };
    case "cast_expr":
    case "collate_expr":
      return own(node.expr);
    case "case_expr":
      return choice(node, scope);
    case "between_expr": {
      const left = own(node.left);
      const bounds: readonly (readonly [Comparison, Node])[] = [
        [">=", node.begin],
        ["<=", node.end],
      ];
      return {
        kind: "logic",
        terms: bounds.map(([comparison, bound]) => ({ kind: "comparison", comparison, left, right: own(bound) })),
      };
    }
    case "postfix_op_expr":
      return { kind: "null-test", value: own(node.expr) };
    case "prefix_op_expr":
      return prefixed(node, scope);
    case "binary_expr":
      return binary(node, scope);
    case "func_call":
      return call(node, scope);
    case "join_on_specification":
    case "sort_specification":
      return own(node.expr);
    default:
      return { kind: "computed", terms: childrenOf(node).map(own) };
  }
}

function choice(node: NodeOf<"case_expr">, scope: TermScope): Term {
  const own = (child: Node): Term => termOf(child, scope);
  const subject = node.expr === null ? null : own(node.expr);
  const conditions = node.clauses.flatMap((clause): readonly Term[] => {
    if (clause.type !== "case_when") return [];
    const condition = own(clause.condition);
    return [subject === null ? condition : { kind: "comparison", comparison: "=", left: subject, right: condition }];
  });
  return { kind: "choice", conditions, results: node.clauses.map(({ result }) => own(result)) };
}

function prefixed(node: NodeOf<"prefix_op_expr">, scope: TermScope): Term {
  const { operator: word } = node;
  const inner = termOf(node.expr, scope);
  if (word === "NOT") return { kind: "logic", terms: [inner] };
  if (word === "EXISTS") return inner.kind === "query" ? { kind: "exists", query: inner.query } : inner;
  if (word === "+") return inner;
  const [number] = constantsOf(inner);
  if (word === "-" && number?.kind === "value" && number.value !== null)
    return { kind: "constant", constant: { kind: "value", value: `-${number.value}`, at: null } };
  return { kind: "computed", terms: [inner] };
}

const COMPARISONS: Readonly<Record<string, Comparison>> = {
  "=": "=",
  "==": "=",
  "<>": "=",
  "!=": "=",
  IS: "=",
  "IS NOT": "=",
  "IS DISTINCT FROM": "=",
  "IS NOT DISTINCT FROM": "=",
  IN: "=",
  "NOT IN": "=",
  "<": "<",
  "<=": "<=",
  ">": ">",
  ">=": ">=",
};

function binary(node: NodeOf<"binary_expr">, scope: TermScope): Term {
  const { operator } = node;
  const [left, right] = [termOf(node.left, scope), termOf(node.right, scope)];
  if (operator.startsWith("IS") && node.right.type === "null_literal") return { kind: "null-test", value: left };
  if (operator === "AND" || operator === "OR") return { kind: "logic", terms: [left, right] };
  if (operator === "||") return { kind: "shown", terms: [left, right] };
  const comparison = COMPARISONS[operator];
  if (comparison !== undefined) return { kind: "comparison", comparison, left, right };
  const word = operator.replace(/^NOT /, "");
  if (word === "LIKE" || word === "GLOB") return { kind: "match", value: left, pattern: asLike(right, word) };
  const escape = node.escape === null ? [] : [termOf(node.escape, scope)];
  return { kind: "computed", terms: [left, right, ...escape] };
}

/** A pattern of GLOB as LIKE writes it. */
function asLike(pattern: Term, operator: string): Term {
  if (operator !== "GLOB" || pattern.kind !== "constant" || pattern.constant.kind !== "value") return pattern;
  const value = pattern.constant.value?.replaceAll("*", "%").replaceAll("?", "_") ?? null;
  return { kind: "constant", constant: { kind: "value", value, at: null } };
}

const ANY: ReadonlySet<string> = new Set(["lag", "lead", "first_value", "last_value", "nth_value"]);
const SUMS: ReadonlySet<string> = new Set(["sum", "total", "avg", "median", "percentile", "percentile_cont"]);
const ALL: ReadonlySet<string> = new Set([
  "group_concat",
  "string_agg",
  "json_group_array",
  "jsonb_group_array",
  "json_group_object",
  "jsonb_group_object",
]);
/** They show what they are given. */
const SHOWN: ReadonlySet<string> = new Set([
  "concat",
  "concat_ws",
  "format",
  "printf",
  "upper",
  "lower",
  "trim",
  "ltrim",
  "rtrim",
  "quote",
  "json_object",
  "jsonb_object",
  "json_array",
  "jsonb_array",
]);
const RANKS: ReadonlySet<string> = new Set(["row_number", "rank", "dense_rank", "percent_rank", "cume_dist", "ntile"]);

function call(node: NodeOf<"func_call">, scope: TermScope): Term {
  const own = (child: Node): Term => termOf(child, scope);
  const call = ownCall(fold(node.name), {
    args: node.args.filter(({ type }) => type !== "all_columns").map(own),
    order: node.order.map(own),
    filter: node.filter === null ? null : own(node.filter),
    distinct: node.distinct,
  });
  if (node.over === null) return call;
  return { kind: "window", call, partition: node.over.partition.map(own), order: node.over.order.map(own) };
}

function ownCall(
  name: string,
  given: { args: readonly Term[]; order: readonly Term[]; filter: Term | null; distinct: boolean },
): Term {
  const { args } = given;
  const [first] = args;
  const aggregate = (gives: "count" | "sum" | "one" | "any" | "all", terms = args): Term => ({
    kind: "aggregate",
    aggregate: { gives, terms, distinct: given.distinct, order: given.order, filter: given.filter },
  });
  if (name === "count") return aggregate("count");
  if (name === "min" || name === "max") return aggregate("one");
  if (ANY.has(name)) return aggregate("any", args.slice(0, 1));
  if (SUMS.has(name)) return aggregate("sum", args.slice(0, 1));
  if (ALL.has(name)) return aggregate("all");
  if (RANKS.has(name)) return { kind: "list", terms: [] };
  if (SHOWN.has(name)) return { kind: "shown", terms: args };
  if (name === "coalesce" || name === "ifnull") {
    const conditions = args.slice(0, -1).map((value): Term => ({ kind: "null-test", value }));
    return { kind: "choice", conditions, results: args };
  }
  if (name === "nullif" && first !== undefined) {
    const [, other] = args;
    const equal: readonly Term[] =
      other === undefined ? [] : [{ kind: "comparison", comparison: "=", left: first, right: other }];
    return { kind: "choice", conditions: equal, results: [first] };
  }
  if (name === "iif" || name === "if") return { kind: "choice", conditions: args.slice(0, 1), results: args.slice(1) };
  if ((name === "like" || name === "glob") && first !== undefined) {
    const [, value] = args;
    return value === undefined ? first : { kind: "match", value, pattern: asLike(first, name.toUpperCase()) };
  }
  if ((name === "likely" || name === "unlikely" || name === "likelihood") && first !== undefined) return first;
  return partOf(name, args) ?? { kind: "computed", terms: args };
}

/** A part of a value that a mask may show. */
function partOf(name: string, args: readonly Term[]): Term | null {
  const [first, second, third] = args;
  const text = (term: Term | undefined): string | null => {
    const [constant] = term === undefined ? [] : constantsOf(term);
    return constant?.kind === "value" ? constant.value : null;
  };
  const number = (term: Term | undefined): number => Number(text(term) ?? Number.NaN);
  const part = (of: Part, value: Term | undefined): Term | null =>
    value === undefined ? null : { kind: "part", part: of, value, others: args.filter((arg) => arg !== value) };
  switch (name) {
    case "strftime":
      return text(first) === "%Y" ? part("year", second) : null;
    case "date":
    case "datetime": {
      const values = first === undefined ? [] : valuesOf(first);
      if (args.length === 1) return text(first) === null ? (first ?? null) : (first ?? null);
      const toYear = args.slice(1).some((move) => text(move) === "start of year");
      if (values.length > 0) return toYear && args.length === 2 ? part("year", first) : null;
      const moves = args.slice(1).map((move) => text(move) ?? "");
      const whole = toYear && moves.every((move) => move === "start of year" || /^[+-]?\d+ years?$/.test(move));
      return whole ? { kind: "constant", constant: { kind: "value", value: "2000-01-01", at: null } } : null;
    }
    case "length":
      return part("length", first);
    case "substr":
    case "substring":
      if (number(second) < 0 && (third === undefined || number(third) >= -number(second)))
        return part(`last ${-number(second)}`, first);
      if (number(second) !== 1 || !(number(third) > 0)) return null;
      return yearOrFirst(number(third), args);
    default:
      return null;
  }
}

/** The first four characters of a date are its year, and of any other text its first four characters. */
function yearOrFirst(count: number, [value, ...others]: readonly Term[]): Term | null {
  if (value === undefined) return null;
  return { kind: "part", part: count === 4 ? "first 4" : `first ${count}`, value, others };
}

/** The number as a text. One of plain digits is what is written; to make that of ten thousand numbers takes milliseconds. */
function writtenOf({ text, value }: NodeOf<"number_literal">): string {
  if (text.length > MOST_DIGITS || text.charCodeAt(0) === 0x30) return String(value);
  for (let place = 0; place < text.length; place++) {
    const unit = text.charCodeAt(place);
    if (unit < 0x30 || unit > 0x39) return String(value);
  }
  return text;
}

/** Fewer than a number that is exact may have. */
const MOST_DIGITS = 15;
