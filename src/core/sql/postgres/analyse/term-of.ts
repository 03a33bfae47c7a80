// The expressions of a statement that was read, as the terms by which it is told what values decide in it.
// What is not known by name here is taken to compute with what stands below it.

import type { Comparison, Part } from "../../../model/value-use.ts";
import { constantsOf, type Query, type Term, valuesOf } from "../../terms/term.ts";
import { AGGREGATES } from "../lists/function-list.ts";
import { childrenOf } from "../lists/node-list.ts";
import { bodyOf, list, names, type Struct, struct, unwrap, whole, word } from "../parse/tree.ts";
import type { Reading } from "./reading.ts";
import { type Flow, findColumn, findItems, type Level } from "./scope.ts";

/** What terms are made with. */
export interface Terms {
  readonly reading: Reading;
  /** What a column of a query, or one that several became, may be. */
  readonly ofFlow: (flow: Flow) => Term;
  readonly queries: { query(select: Struct): Query };
}

type Make = (terms: Terms, body: Struct, level: Level) => Term;

export function termOf(terms: Terms, value: unknown, level: Level): Term {
  const node = unwrap(value);
  if (node === null) return NOTHING;
  const make = MAKERS.get(node.kind);
  if (make !== undefined) return make(terms, node.body, level);
  const below = (childrenOf(node.kind, node.body) ?? []).map(({ kind, value: child }) =>
    termOf(terms, kind === "node" ? child : { [kind]: child }, level),
  );
  return { kind: "computed", terms: below };
}

const NOTHING: Term = { kind: "list", terms: [] };

export function termsOf(terms: Terms, value: unknown, level: Level): readonly Term[] {
  return list(value).map((item) => termOf(terms, item, level));
}

const MAKERS: ReadonlyMap<string, Make> = new Map<string, Make>([
  ["ColumnRef", column],
  ["A_Const", constant],
  [
    "ParamRef",
    (_, body) => ({ kind: "constant", constant: { kind: "parameter", number: whole(body["number"]) ?? 0 } }),
  ],
  ["TypeName", () => NOTHING],
  ["TypeCast", (terms, body, level) => termOf(terms, body["arg"], level)],
  ["CollateClause", (terms, body, level) => termOf(terms, body["arg"], level)],
  ["NamedArgExpr", (terms, body, level) => termOf(terms, body["arg"], level)],
  ["SortBy", (terms, body, level) => termOf(terms, body["node"], level)],
  ["List", (terms, body, level) => ({ kind: "list", terms: termsOf(terms, body["items"], level) })],
  ["RowExpr", (terms, body, level) => ({ kind: "list", terms: termsOf(terms, body["args"], level) })],
  ["A_ArrayExpr", (terms, body, level) => ({ kind: "list", terms: termsOf(terms, body["elements"], level) })],
  ["BoolExpr", (terms, body, level) => ({ kind: "logic", terms: termsOf(terms, body["args"], level) })],
  ["BooleanTest", (terms, body, level) => ({ kind: "logic", terms: [termOf(terms, body["arg"], level)] })],
  ["NullTest", (terms, body, level) => ({ kind: "null-test", value: termOf(terms, body["arg"], level) })],
  ["CoalesceExpr", (terms, body, level) => firstOf(termsOf(terms, body["args"], level))],
  ["MinMaxExpr", (terms, body, level) => oneOf(termsOf(terms, body["args"], level))],
  ["CaseExpr", choice],
  ["SubLink", subLink],
  ["A_Expr", operation],
  ["FuncCall", call],
]);

function column(terms: Terms, body: Struct, level: Level): Term {
  const path = names(body["fields"]);
  const name = path?.at(-1) ?? "";
  if (path === null || path.length === 0) return NOTHING;
  const found =
    path.length === 1
      ? findColumn(level, name).map((each) => each.column)
      : findItems(level, { name: path.at(-2) ?? "", schema: path.length > 2 ? (path.at(-3) ?? "") : null }).map(
          ({ columns }) => columns.find((candidate) => candidate.name === name) ?? null,
        );
  const flows = found.flatMap((each) => (each === null ? [] : [each.flow]));
  return { kind: "choice", conditions: [], results: flows.map(terms.ofFlow) };
}

function constant({ reading }: Terms, body: Struct): Term {
  const at = reading.source.index(Number(body["location"] ?? 0));
  const value =
    body["sval"] !== undefined
      ? (word(struct(body["sval"])["sval"]) ?? "")
      : body["ival"] !== undefined
        ? String(whole(struct(body["ival"])["ival"]) ?? 0)
        : word(struct(body["fval"])["fval"]);
  return { kind: "constant", constant: { kind: "value", value, at } };
}

/** COALESCE asks of each but the last whether it is NULL. */
function firstOf(results: readonly Term[]): Term {
  const conditions = results.slice(0, -1).map((value): Term => ({ kind: "null-test", value }));
  return { kind: "choice", conditions, results };
}

/** The greatest or the least of several. */
function oneOf(terms: readonly Term[]): Term {
  return { kind: "aggregate", aggregate: { gives: "one", terms, distinct: false, order: [], filter: null } };
}

function choice(terms: Terms, body: Struct, level: Level): Term {
  const subject = body["arg"] === undefined ? null : termOf(terms, body["arg"], level);
  const whens = list(body["args"]).map((when) => bodyOf(when, "CaseWhen") ?? {});
  const conditions = whens.map((when): Term => {
    const condition = termOf(terms, when["expr"], level);
    return subject === null ? condition : { kind: "comparison", comparison: "=", left: subject, right: condition };
  });
  const results = [...whens.map((when) => when["result"]), body["defresult"]].map((result) =>
    termOf(terms, result, level),
  );
  return { kind: "choice", conditions, results };
}

function subLink(terms: Terms, body: Struct, level: Level): Term {
  const select = bodyOf(body["subselect"], "SelectStmt") ?? {};
  const query = terms.queries.query(select);
  switch (body["subLinkType"]) {
    case "EXISTS_SUBLINK":
      return { kind: "exists", query };
    case "ANY_SUBLINK":
    case "ALL_SUBLINK": {
      const name = names(body["operName"])?.at(-1) ?? "=";
      const left = termOf(terms, body["testexpr"], level);
      return compared(name, left, { kind: "query", query });
    }
    default:
      return { kind: "query", query };
  }
}

const COMPARISONS: Readonly<Record<string, Comparison>> = {
  "=": "=",
  "<>": "=",
  "!=": "=",
  "<": "<",
  "<=": "<=",
  ">": ">",
  ">=": ">=",
};

const MATCHES: ReadonlySet<string> = new Set(["~~", "!~~", "~~*", "!~~*", "~", "!~", "~*", "!~*", "^@"]);

function compared(operator: string, left: Term, right: Term): Term {
  const comparison = COMPARISONS[operator];
  if (comparison !== undefined) return { kind: "comparison", comparison, left, right };
  if (MATCHES.has(operator)) return { kind: "match", value: left, pattern: right };
  if (operator === "||") return { kind: "shown", terms: [left, right] };
  return { kind: "computed", terms: [left, right] };
}

function operation(terms: Terms, body: Struct, level: Level): Term {
  const operator = names(body["name"])?.at(-1) ?? "";
  const left = termOf(terms, body["lexpr"], level);
  const right = termOf(terms, body["rexpr"], level);
  const equal: Term = { kind: "comparison", comparison: "=", left, right };
  switch (body["kind"]) {
    case "AEXPR_NULLIF":
      return { kind: "choice", conditions: [equal], results: [left] };
    case "AEXPR_DISTINCT":
    case "AEXPR_NOT_DISTINCT":
      return equal;
    case "AEXPR_OP":
      return shiftedYear(operator, left, right) ?? compared(operator, left, right);
    case "AEXPR_LIKE":
    case "AEXPR_ILIKE":
    case "AEXPR_SIMILAR":
      return { kind: "match", value: left, pattern: patternOf(right) };
    case "AEXPR_BETWEEN":
    case "AEXPR_NOT_BETWEEN":
    case "AEXPR_BETWEEN_SYM":
    case "AEXPR_NOT_BETWEEN_SYM": {
      const [least, most] = termsOf(terms, bodyOf(body["rexpr"], "List")?.["items"], level);
      const bounds = [...(least === undefined ? [] : [compared(">=", left, least)])];
      if (most !== undefined) bounds.push(compared("<=", left, most));
      return { kind: "logic", terms: bounds };
    }
    default:
      return compared(operator, left, right);
  }
}

/** A first of January, moved by whole years. */
function shiftedYear(operator: string, left: Term, right: Term): Term | null {
  const isMove = operator === "+" || operator === "-";
  const [start] = constantsOf(left);
  const [move] = constantsOf(right);
  if (!isMove || start?.kind !== "value" || move?.kind !== "value") return null;
  return /^\d{4}-01-01/.test(start.value ?? "") && /^\d+ years?$/i.test(move.value ?? "") ? left : null;
}

/** The pattern itself: LIKE … ESCAPE and SIMILAR TO are calls around it. */
function patternOf(term: Term): Term {
  return term.kind === "computed" ? (term.terms[0] ?? term) : term;
}

const COUNTS: ReadonlySet<string> = new Set(["count", "regr_count"]);
const ONE: ReadonlySet<string> = new Set(["min", "max", "mode", "percentile_disc"]);
const ALIKE: ReadonlySet<string> = new Set(["any_value", "lag", "lead", "first_value", "last_value", "nth_value"]);
const ALL: ReadonlySet<string> = new Set([
  "string_agg",
  "array_agg",
  "json_agg",
  "jsonb_agg",
  "json_object_agg",
  "jsonb_object_agg",
  "json_agg_strict",
  "jsonb_agg_strict",
]);
/** They show what they are given. */
const SHOWN: ReadonlySet<string> = new Set([
  "concat",
  "concat_ws",
  "format",
  "upper",
  "lower",
  "initcap",
  "btrim",
  "ltrim",
  "rtrim",
  "to_json",
  "to_jsonb",
  "row_to_json",
  "json_build_object",
  "jsonb_build_object",
  "json_build_array",
  "jsonb_build_array",
  "quote_literal",
  "quote_nullable",
]);

function call(terms: Terms, body: Struct, level: Level): Term {
  const name = names(body["funcname"])?.at(-1) ?? "";
  const args = termsOf(terms, body["args"], level);
  const order = termsOf(terms, body["agg_order"], level);
  const filter = body["agg_filter"] === undefined ? null : termOf(terms, body["agg_filter"], level);
  const over = body["over"] === undefined ? null : struct(body["over"]);
  const own = ownCall({ name, args, order, filter, distinct: body["agg_distinct"] === true });
  if (over === null) return own;
  const partition = termsOf(terms, over["partitionClause"], level);
  return { kind: "window", call: own, partition, order: termsOf(terms, over["orderClause"], level) };
}

function ownCall({
  name,
  args,
  order,
  filter,
  distinct,
}: {
  name: string;
  args: readonly Term[];
  order: readonly Term[];
  filter: Term | null;
  distinct: boolean;
}): Term {
  const aggregate = (gives: "count" | "sum" | "one" | "any" | "all", terms = args, ordered = order): Term => ({
    kind: "aggregate",
    aggregate: { gives, terms, distinct, order: ordered, filter },
  });
  if (COUNTS.has(name)) return aggregate("count");
  if (ONE.has(name)) return aggregate("one", order.length > 0 ? order : args.slice(0, 1), []);
  if (ALIKE.has(name)) return aggregate("any", args.slice(0, 1));
  if (ALL.has(name)) return aggregate("all");
  if (AGGREGATES.has(name)) return aggregate("sum");
  if (SHOWN.has(name)) return { kind: "shown", terms: args };
  return partOf(name, args) ?? { kind: "computed", terms: args };
}

/** A part of a value that a mask may show. */
function partOf(name: string, args: readonly Term[]): Term | null {
  const [first, second] = args;
  const text = (term: Term | undefined): string | null =>
    term?.kind === "constant" && term.constant.kind === "value" ? term.constant.value : null;
  const part = (of: Part, value: Term | undefined): Term | null =>
    value === undefined ? null : { kind: "part", part: of, value, others: args.filter((arg) => arg !== value) };
  const number = (term: Term | undefined): number => Number(text(term) ?? Number.NaN);
  switch (name) {
    case "extract":
    case "date_part":
    case "date_trunc":
      if (!YEARS.has(text(first)?.toLowerCase() ?? "")) return null;
      return name === "date_trunc" && second !== undefined && valuesOf(second).length === 0
        ? dateOf([2000, 1, 1])
        : part("year", second);
    case "make_date":
      return args.length === 3 && args.every((arg) => text(arg) !== null) ? dateOf(args.map(number)) : null;
    case "to_date":
    case "to_timestamp":
      return text(first) === null ? null : (first ?? null);
    case "to_char":
      return /^y{4}$/i.test(text(second) ?? "") ? part("year", first) : null;
    case "length":
    case "char_length":
    case "character_length":
      return part("length", first);
    case "left":
      return number(second) > 0 ? part(`first ${number(second)}`, first) : null;
    case "right":
      return number(second) > 0 ? part(`last ${number(second)}`, first) : null;
    case "substr":
    case "substring": {
      const whole = number(second) === 1 && number(args[2]) > 0;
      if (whole) return part(`first ${number(args[2])}`, first);
      return /^@|\(@?\.|@\(/.test(text(second) ?? "") ? part("domain", first) : null;
    }
    case "split_part":
      return text(second) === "@" && number(args[2]) !== 1 ? part("domain", first) : null;
    default:
      return null;
  }
}

function dateOf(parts: readonly number[]): Term {
  const [year = 0, ...others] = parts;
  const value = [String(year).padStart(4, "0"), ...others.map((other) => String(other).padStart(2, "0"))].join("-");
  return { kind: "constant", constant: { kind: "value", value, at: null } };
}

const YEARS: ReadonlySet<string> = new Set(["year", "years", "isoyear", "decade", "century", "millennium"]);
