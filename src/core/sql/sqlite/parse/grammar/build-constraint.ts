// What a table demands of its columns.

import type { Node, NodeOf } from "../tree.ts";
import { longer, nothing, passOn, word } from "./build-expression.ts";
import type { Build, Symbols } from "./symbols.ts";
import type { Rule } from "./tables.ts";
import { unquote } from "./unquote.ts";

type ConstraintRule = Extract<
  Rule,
  `${"ccons" | "generated" | "autoinc" | "refargs" | "refarg" | "refact" | "defer_subclause" | "defer_subclause_opt" | "init_deferred_pred_opt" | "conslist_opt" | "conslist" | "tconscomma" | "tcons" | "onconf"} ::=${string}`
>;

export const plainTable = (s: Symbols, place: number): NodeOf<"table_name"> => ({
  type: "table_name",
  ...s.spanOf(place),
  schema: null,
  name: s.name(place),
});

const defaultValue =
  (first: number, last: number): Build =>
  (s) => ({ type: "constraint_default", ...s.span, expr: s.node(first === last ? first : first + 1) });
const signedDefault: Build = (s) => ({
  type: "constraint_default",
  ...s.span,
  expr: { type: "prefix_op_expr", ...s.spanOf(1, 3), operator: s.word(1), expr: s.node(3) },
});

export const CONSTRAINTS: Readonly<Record<ConstraintRule, Build>> = {
  "ccons ::= CONSTRAINT nm": (s) => ({ type: "constraint_name", ...s.span, name: s.name(1) }),
  "ccons ::= DEFAULT scantok term": defaultValue(2, 2),
  "ccons ::= DEFAULT LP expr RP": (s) => ({
    type: "constraint_default",
    ...s.span,
    expr: { type: "paren_expr", ...s.spanOf(1, 3), expr: s.node(2) },
  }),
  "ccons ::= DEFAULT PLUS scantok term": signedDefault,
  "ccons ::= DEFAULT MINUS scantok term": signedDefault,
  "ccons ::= DEFAULT scantok ID|INDEXED": (s) => ({
    type: "constraint_default",
    ...s.span,
    expr: { type: "string_literal", ...s.spanOf(2), value: unquote(s.written(2)) },
  }),
  "ccons ::= NULL onconf": (s) => ({ type: "constraint_null", ...s.span, conflict: s.text(1) }),
  "ccons ::= NOT NULL onconf": (s) => ({ type: "constraint_not_null", ...s.span, conflict: s.text(2) }),
  "ccons ::= PRIMARY KEY sortorder onconf autoinc": (s) => ({
    type: "constraint_primary_key",
    ...s.span,
    columns: null,
    direction: s.text(2) ?? "",
    conflict: s.text(3),
    autoincrement: s.text(4) !== null,
  }),
  "ccons ::= UNIQUE onconf": (s) => ({ type: "constraint_unique", ...s.span, columns: null, conflict: s.text(1) }),
  "ccons ::= CHECK LP expr RP": (s) => ({ type: "constraint_check", ...s.span, expr: s.node(2), conflict: null }),
  "ccons ::= REFERENCES nm eidlist_opt refargs": (s) => reference(s, 0),
  "ccons ::= defer_subclause": passOn,
  "ccons ::= COLLATE ID|STRING": (s) => ({
    type: "constraint_collate",
    ...s.span,
    collation: unquote(s.written(1)),
  }),
  "ccons ::= GENERATED ALWAYS AS generated": (s) => ({ ...s.nodeOf(3, "constraint_generated"), ...s.span }),
  "ccons ::= AS generated": (s) => ({ ...s.nodeOf(1, "constraint_generated"), ...s.span }),
  "generated ::= LP expr RP": (s) => ({ type: "constraint_generated", ...s.span, expr: s.node(1), stored: null }),
  "generated ::= LP expr RP ID": (s) => ({
    type: "constraint_generated",
    ...s.span,
    expr: s.node(1),
    stored: s.word(3),
  }),
  "autoinc ::=": nothing,
  "autoinc ::= AUTOINCR": word,
  "refargs ::=": nothing,
  "refargs ::= refargs refarg": (s) => s.grown(s.node(1)),
  "refarg ::= MATCH nm": (s) => ({ type: "referential_match", ...s.span, name: s.name(1) }),
  "refarg ::= ON INSERT refact": (s) => referentialAction(s),
  "refarg ::= ON DELETE refact": (s) => referentialAction(s),
  "refarg ::= ON UPDATE refact": (s) => referentialAction(s),
  "refact ::= SET NULL": () => "SET NULL",
  "refact ::= SET DEFAULT": () => "SET DEFAULT",
  "refact ::= CASCADE": word,
  "refact ::= RESTRICT": word,
  "refact ::= NO ACTION": () => "NO ACTION",
  "defer_subclause ::= NOT DEFERRABLE init_deferred_pred_opt": (s) => deferral(s, `NOT DEFERRABLE ${s.text(2) ?? ""}`),
  "defer_subclause ::= DEFERRABLE init_deferred_pred_opt": (s) => deferral(s, `DEFERRABLE ${s.text(1) ?? ""}`),
  "defer_subclause_opt ::=": nothing,
  "defer_subclause_opt ::= defer_subclause": passOn,
  "init_deferred_pred_opt ::=": nothing,
  "init_deferred_pred_opt ::= INITIALLY DEFERRED": () => "INITIALLY DEFERRED",
  "init_deferred_pred_opt ::= INITIALLY IMMEDIATE": () => "INITIALLY IMMEDIATE",
  "conslist_opt ::=": nothing,
  "conslist_opt ::= COMMA conslist": (s) => s.valueAt(1),
  "conslist ::= tcons": passOn,
  "conslist ::= conslist tconscomma tcons": longer(2),
  "tconscomma ::=": nothing,
  "tconscomma ::= COMMA": nothing,
  "tcons ::= CONSTRAINT nm": (s) => ({ type: "constraint_name", ...s.span, name: s.name(1) }),
  "tcons ::= PRIMARY KEY LP sortlist autoinc RP onconf": (s) => ({
    type: "constraint_primary_key",
    ...s.span,
    columns: indexed(s, 3),
    direction: "",
    autoincrement: s.text(4) !== null,
    conflict: s.text(6),
  }),
  "tcons ::= UNIQUE LP sortlist RP onconf": (s) => ({
    type: "constraint_unique",
    ...s.span,
    columns: indexed(s, 2),
    conflict: s.text(4),
  }),
  "tcons ::= CHECK LP expr RP onconf": (s) => ({
    type: "constraint_check",
    ...s.span,
    expr: s.node(2),
    conflict: s.text(4),
  }),
  "tcons ::= FOREIGN KEY LP eidlist RP REFERENCES nm eidlist_opt refargs defer_subclause_opt": (s) => ({
    type: "constraint_foreign_key",
    ...s.span,
    columns: s.names(3) ?? [],
    references: reference(s, 5),
    deferral: s.maybeOf(9, "constraint_deferral")?.words ?? null,
  }),
  "onconf ::=": nothing,
  "onconf ::= ON CONFLICT resolvetype": (s) => s.valueAt(2),
};

/** A text in the place of an indexed column is its name (sqlite3StringToId). */
export function indexed(s: Symbols, place: number): readonly NodeOf<"sort_specification">[] {
  const asName = (node: Node): Node => {
    if (node.type === "collate_expr") return { ...node, expr: asName(node.expr) };
    return node.type === "string_literal"
      ? { type: "identifier", from: node.from, to: node.to, name: node.value }
      : node;
  };
  return s.nodesOf(place, "sort_specification").map((column) => ({ ...column, expr: asName(column.expr) }));
}

/** REFERENCES, the table, its columns, what happens. */
function reference(s: Symbols, place: number): NodeOf<"references_specification"> {
  return {
    type: "references_specification",
    ...s.spanOf(place, place + 1),
    table: plainTable(s, place + 1),
    columns: s.names(place + 2),
    options: s.nodes(place + 3),
  };
}

function referentialAction(s: Symbols): Node {
  return { type: "referential_action", ...s.span, event: s.word(1), action: s.name(2) };
}

function deferral(s: Symbols, said: string): Node {
  return { type: "constraint_deferral", ...s.span, words: said.trim() };
}
