// Expressions, from the rules that SQLite has for them.

import type { Node } from "../tree.ts";
import { type Build, isOf, type Symbols } from "./symbols.ts";
import type { Rule } from "./tables.ts";
import { unquote } from "./unquote.ts";

type ExpressionRule = Extract<
  Rule,
  `${"expr" | "term" | "likeop" | "between_op" | "in_op" | `case_${string}` | "exprlist" | "nexprlist" | "paren_exprlist" | "nm" | "raisetype" | "distinct"} ::=${string}`
>;

export const passOn: Build = (s) => s.valueAt(0);
export const nothing: Build = () => null;
export const word: Build = (s) => s.word(0);

export const newList: Build = (s) => ({ part: "nodes", items: [s.node(0)] });
export const longer =
  (place: number): Build =>
  (s) =>
    s.grown(s.node(place));

/** A word that may be a column, or one of two truths where none is called so. */
const named: Build = (s) => {
  const written = s.written(0);
  const name = unquote(written);
  const truth = name === written && /^(?:true|false)$/i.test(name);
  return truth
    ? { type: "boolean_literal", ...s.span, name, value: name.length === "true".length }
    : { type: "identifier", ...s.span, name };
};

const path =
  (...places: readonly number[]): Build =>
  (s) => {
    const [first = 0, ...others] = places;
    const nameAt = (place: number): Node => ({ type: "identifier", ...s.spanOf(place), name: s.name(place) });
    return others.reduce<Node>(
      (object, place) => ({
        type: "member_expr",
        from: object.from,
        to: s.spanOf(place).to,
        object,
        property: nameAt(place),
      }),
      nameAt(first),
    );
  };

/** Of numbers, a list may hold ten thousand. */
const number: Build = (s) => {
  const { from, to } = s.span;
  const text = s.written(0);
  return { type: "number_literal", from, to, text, value: digitsOf(text) ?? Number(text) };
};

/** What plain digits come to, which are most numbers; null of anything else. */
function digitsOf(text: string): number | null {
  if (text.length > MOST_DIGITS) return null;
  let value = 0;
  for (let place = 0; place < text.length; place++) {
    const digit = text.charCodeAt(place) - 0x30;
    if (digit < 0 || digit > 9) return null;
    value = value * 10 + digit;
  }
  return value;
}

/** Fewer than a number that is exact may have. */
const MOST_DIGITS = 15;

/** The tokenizer takes separators anywhere; they stand between two digits (sqlite3DequoteNumber). */
const separated: Build = (s) => {
  const text = s.written(0);
  const between = /^0x/i.test(text) ? /[0-9a-f]_(?=[0-9a-f])/gi : /\d_(?=\d)/g;
  const plain = text.replaceAll(between, (pair) => pair.slice(0, -1));
  return plain.includes("_") ? undefined : { type: "number_literal", ...s.span, text, value: Number(plain) };
};

const nullOrNumber: Build = (s) => {
  const text = s.written(0);
  if (/^null$/i.test(text)) return { type: "null_literal", ...s.span };
  return /^x/i.test(text) ? { type: "blob_literal", ...s.span, text } : number(s);
};

/** `#1` is SQLite's own, for statements that it makes itself. */
const parameter: Build = (s) => {
  const text = s.written(0);
  return /^#\d/.test(text) ? undefined : { type: "parameter", ...s.span, text };
};

const list = (s: Symbols, place: number): Node => ({
  type: "list_expr",
  ...s.spanOf(place),
  items: s.nodes(place),
});
const brackets = (s: Symbols, [open, close]: readonly [number, number], expr: Node): Node => ({
  type: "paren_expr",
  ...s.spanOf(open, close),
  expr,
});
const bracketed: Build = (s) => brackets(s, [0, 2], s.node(1));

const row: Build = (s) => {
  const { from } = s.spanOf(1);
  return brackets(s, [0, 4], { type: "list_expr", from, to: s.spanOf(3).to, items: [...s.nodes(1), s.node(3)] });
};

const joined = (s: Symbols, operator: string, [left, right]: readonly [number, number]): Node => ({
  type: "binary_expr",
  ...s.span,
  operator,
  left: s.node(left),
  right: s.node(right),
  escape: null,
});
const binary: Build = (s) => joined(s, s.word(1), [0, 2]);
const infix =
  (operator: string, right: number): Build =>
  (s) =>
    joined(s, operator, [0, right]);
const like: Build = (s) => joined(s, s.name(1), [0, 2]);
const likeEscaped: Build = (s) => {
  const compared = joined(s, s.name(1), [0, 2]);
  return isOf(compared, "binary_expr") ? { ...compared, escape: s.node(4) } : compared;
};

const prefixed: Build = (s) => ({ type: "prefix_op_expr", ...s.span, operator: s.word(0), expr: s.node(1) });
const tested: Build = (s) => ({ type: "postfix_op_expr", ...s.span, operator: s.word(1), expr: s.node(0) });

const isIn =
  (make: (s: Symbols) => Node): Build =>
  (s) => ({ type: "binary_expr", ...s.span, operator: s.name(1), left: s.node(0), right: make(s), escape: null });
const inTable = (s: Symbols): Node => {
  const { schema, name } = qualified(s, 2);
  const args = s.part(4, "nodes");
  const span = { from: s.spanOf(2).from, to: s.spanOf(2, 3).to };
  return args === null
    ? { type: "table_name", ...span, schema, name }
    : { type: "table_call", ...span, schema, name, args: args.items };
};

/** `nm dbnm`: the name, with what stands before its point. */
export function qualified(s: Symbols, place: number): { readonly schema: string | null; readonly name: string } {
  const [first, second] = [s.name(place), s.text(place + 1)];
  return second === null ? { schema: null, name: first } : { schema: first, name: second };
}

const call =
  ({ args, order, tail }: { args?: number; order?: number; tail?: number }): Build =>
  (s) => {
    const behind = tail === undefined ? null : s.part(tail, "call");
    const star: Node = { type: "all_columns", ...s.spanOf(2) };
    return {
      type: "func_call",
      ...s.span,
      name: unquote(s.written(0)),
      distinct: args !== undefined && s.text(2) === "DISTINCT",
      args: args === undefined ? [star] : s.nodes(args),
      order: order === undefined ? [] : s.nodes(order),
      filter: behind?.filter ?? null,
      over: behind?.over ?? null,
    };
  };

const clock: Build = (s) => ({
  type: "func_call",
  ...s.span,
  name: s.written(0),
  distinct: false,
  args: [],
  order: [],
  filter: null,
  over: null,
});

const when =
  (condition: number): Build =>
  (s) => {
    const { from } = s.spanOf(condition - 1);
    const { to } = s.spanOf(condition + 2);
    const clause: Node = { type: "case_when", from, to, condition: s.node(condition), result: s.node(condition + 2) };
    return condition === 1 ? { part: "nodes", items: [clause] } : s.grown(clause);
  };

export const EXPRESSIONS: Readonly<Record<ExpressionRule, Build>> = {
  "nm ::= ID|INDEXED|JOIN_KW": (s) => unquote(s.written(0)),
  "nm ::= STRING": (s) => unquote(s.written(0)),
  "expr ::= term": passOn,
  "expr ::= ID|INDEXED|JOIN_KW": named,
  "expr ::= nm DOT nm": path(0, 2),
  "expr ::= nm DOT nm DOT nm": path(0, 2, 4),
  "term ::= NULL|FLOAT|BLOB": nullOrNumber,
  "term ::= STRING": (s) => ({ type: "string_literal", ...s.span, value: unquote(s.written(0)) }),
  "term ::= INTEGER": number,
  "term ::= QNUMBER": separated,
  "term ::= CTIME_KW": clock,
  "expr ::= VARIABLE": parameter,
  "expr ::= LP expr RP": bracketed,
  "expr ::= LP nexprlist COMMA expr RP": row,
  "expr ::= LP select RP": bracketed,
  "expr ::= EXISTS LP select RP": (s) => ({
    type: "prefix_op_expr",
    ...s.span,
    operator: "EXISTS",
    expr: brackets(s, [1, 3], s.node(2)),
  }),
  "expr ::= expr COLLATE ID|STRING": (s) => ({
    type: "collate_expr",
    ...s.span,
    expr: s.node(0),
    collation: unquote(s.written(2)),
  }),
  "expr ::= CAST LP expr AS typetoken RP": (s) => ({
    type: "cast_expr",
    ...s.span,
    expr: s.node(2),
    dataType: s.written(4),
  }),
  "expr ::= ID|INDEXED|JOIN_KW LP distinct exprlist RP": call({ args: 3 }),
  "expr ::= ID|INDEXED|JOIN_KW LP distinct exprlist ORDER BY sortlist RP": call({ args: 3, order: 6 }),
  "expr ::= ID|INDEXED|JOIN_KW LP STAR RP": call({}),
  "expr ::= ID|INDEXED|JOIN_KW LP distinct exprlist RP filter_over": call({ args: 3, tail: 5 }),
  "expr ::= ID|INDEXED|JOIN_KW LP distinct exprlist ORDER BY sortlist RP filter_over": call({
    args: 3,
    order: 6,
    tail: 8,
  }),
  "expr ::= ID|INDEXED|JOIN_KW LP STAR RP filter_over": call({ tail: 4 }),
  "expr ::= expr AND expr": binary,
  "expr ::= expr OR expr": binary,
  "expr ::= expr LT|GT|GE|LE expr": binary,
  "expr ::= expr EQ|NE expr": binary,
  "expr ::= expr BITAND|BITOR|LSHIFT|RSHIFT expr": binary,
  "expr ::= expr PLUS|MINUS expr": binary,
  "expr ::= expr STAR|SLASH|REM expr": binary,
  "expr ::= expr CONCAT expr": binary,
  "expr ::= expr PTR expr": binary,
  "expr ::= expr likeop expr": like,
  "expr ::= expr likeop expr ESCAPE expr": likeEscaped,
  "expr ::= expr ISNULL|NOTNULL": tested,
  "expr ::= expr NOT NULL": (s) => ({ type: "postfix_op_expr", ...s.span, operator: "NOT NULL", expr: s.node(0) }),
  "expr ::= expr IS expr": binary,
  "expr ::= expr IS NOT expr": infix("IS NOT", 3),
  "expr ::= expr IS NOT DISTINCT FROM expr": infix("IS NOT DISTINCT FROM", 5),
  "expr ::= expr IS DISTINCT FROM expr": infix("IS DISTINCT FROM", 4),
  "expr ::= NOT expr": prefixed,
  "expr ::= BITNOT expr": prefixed,
  "expr ::= PLUS|MINUS expr": prefixed,
  "expr ::= expr between_op expr AND expr": (s) => ({
    type: "between_expr",
    ...s.span,
    operator: s.name(1),
    left: s.node(0),
    begin: s.node(2),
    end: s.node(4),
  }),
  "expr ::= expr in_op LP exprlist RP": isIn((s) => brackets(s, [2, 4], list(s, 3))),
  "expr ::= expr in_op LP select RP": isIn((s) => brackets(s, [2, 4], s.node(3))),
  "expr ::= expr in_op nm dbnm paren_exprlist": isIn(inTable),
  "expr ::= CASE case_operand case_exprlist case_else END": (s) => {
    const otherwise = s.maybeOf(3, "case_else");
    const clauses = [...s.nodesOf(2, "case_when"), ...(otherwise === null ? [] : [otherwise])];
    return { type: "case_expr", ...s.span, expr: s.maybe(1), clauses };
  },
  "case_operand ::= expr": passOn,
  "case_operand ::=": nothing,
  "case_exprlist ::= case_exprlist WHEN expr THEN expr": when(2),
  "case_exprlist ::= WHEN expr THEN expr": when(1),
  "case_else ::= ELSE expr": (s) => ({ type: "case_else", ...s.span, result: s.node(1) }),
  "case_else ::=": nothing,
  "expr ::= RAISE LP IGNORE RP": (s) => ({ type: "raise_expr", ...s.span, action: s.word(2), message: null }),
  "expr ::= RAISE LP raisetype COMMA expr RP": (s) => ({
    type: "raise_expr",
    ...s.span,
    action: s.name(2),
    message: s.node(4),
  }),
  "raisetype ::= ROLLBACK": word,
  "raisetype ::= ABORT": word,
  "raisetype ::= FAIL": word,
  "likeop ::= LIKE_KW|MATCH": word,
  "likeop ::= NOT LIKE_KW|MATCH": (s) => `NOT ${s.word(1)}`,
  "between_op ::= BETWEEN": word,
  "between_op ::= NOT BETWEEN": () => "NOT BETWEEN",
  "in_op ::= IN": word,
  "in_op ::= NOT IN": () => "NOT IN",
  "distinct ::= DISTINCT": word,
  "distinct ::= ALL": nothing,
  "distinct ::=": nothing,
  "exprlist ::= nexprlist": passOn,
  "exprlist ::=": () => ({ part: "nodes", items: [] }),
  "nexprlist ::= nexprlist COMMA expr": longer(2),
  "nexprlist ::= expr": newList,
  "paren_exprlist ::=": nothing,
  "paren_exprlist ::= LP exprlist RP": (s) => s.valueAt(1),
};
