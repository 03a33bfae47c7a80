// INSERT, UPDATE and DELETE.

import type { Node, NodeOf } from "../tree.ts";
import { nothing, passOn, word } from "./build-expression.ts";
import type { Build, Symbols } from "./symbols.ts";
import type { Rule } from "./tables.ts";

type WriteRule = Extract<
  Rule,
  | `${"where_opt_ret" | "setlist" | "upsert" | "returning" | "insert_cmd" | "orconf" | "resolvetype"} ::=${string}`
  | `cmd ::= with ${string}`
>;

const tail =
  ({ where, returning }: { where?: number; returning?: number }): Build =>
  (s) => ({
    part: "write",
    where: where === undefined ? null : s.maybe(where),
    upserts: [],
    returning: returning === undefined ? null : returningOf(s, returning),
  });

function returningOf(s: Symbols, columns: number): NodeOf<"returning_clause"> {
  const { from } = s.spanOf(columns - 1);
  const span = s.spanOf(columns);
  return {
    type: "returning_clause",
    from,
    to: span.to,
    columns: { type: "list_expr", ...span, items: s.nodes(columns) },
  };
}

const assignment =
  (first: number, shape: "column" | "row"): Build =>
  (s) => {
    const value = first + (shape === "row" ? 4 : 2);
    const node: Node = {
      type: "column_assignment",
      ...s.spanOf(first, value),
      columns: shape === "row" ? (s.names(first + 1) ?? []) : [s.name(first)],
      row: shape === "row",
      expr: s.node(value),
    };
    return first === 0 ? { part: "nodes", items: [node] } : s.grown(node);
  };

/** SET and its assignments. */
function setClause(s: Symbols, set: number): NodeOf<"set_clause"> {
  return { type: "set_clause", ...s.spanOf(set, set + 1), assignments: s.nodesOf(set + 1, "column_assignment") };
}

const upsert =
  ({ target, set, next }: { target?: number; set?: number; next: number }): Build =>
  (s) => {
    const behind = s.part(next, "write");
    const clause: NodeOf<"upsert_clause"> = {
      type: "upsert_clause",
      ...s.spanOf(0, next - 1),
      target: target === undefined ? null : s.nodesOf(target, "sort_specification"),
      targetWhere: target === undefined ? null : s.maybe(target + 2),
      set: set === undefined ? null : setClause(s, set),
      where: set === undefined ? null : s.maybe(set + 2),
    };
    const returning = behind?.returning ?? s.maybeOf(next, "returning_clause");
    return { part: "write", where: null, upserts: [clause, ...(behind?.upserts ?? [])], returning };
  };

export const WRITES: Readonly<Record<WriteRule, Build>> = {
  "cmd ::= with DELETE FROM xfullname indexed_opt where_opt_ret orderby_opt limit_opt": (s) => {
    const behind = s.part(5, "write");
    return {
      type: "delete_stmt",
      ...s.span,
      with: s.maybeOf(0, "with_clause"),
      table: targetOf(s, 3),
      where: behind?.where ?? null,
      returning: behind?.returning ?? null,
      order: s.nodes(6),
      limit: s.maybe(7),
    };
  },
  "cmd ::= with UPDATE orconf xfullname indexed_opt SET setlist from where_opt_ret orderby_opt limit_opt": (s) => {
    const behind = s.part(8, "write");
    return {
      type: "update_stmt",
      ...s.span,
      with: s.maybeOf(0, "with_clause"),
      or: s.text(2),
      table: targetOf(s, 3),
      set: setClause(s, 5),
      tables: s.maybe(7),
      where: behind?.where ?? null,
      returning: behind?.returning ?? null,
      order: s.nodes(9),
      limit: s.maybe(10),
    };
  },
  "cmd ::= with insert_cmd INTO xfullname idlist_opt select upsert": (s) => {
    const behind = s.part(6, "write");
    return {
      type: "insert_stmt",
      ...s.span,
      ...insertWords(s),
      table: s.node(3),
      columns: s.names(4),
      source: s.query(5),
      upserts: behind?.upserts ?? [],
      returning: behind?.returning ?? null,
    };
  },
  "cmd ::= with insert_cmd INTO xfullname idlist_opt DEFAULT VALUES returning": (s) => ({
    type: "insert_stmt",
    ...s.span,
    ...insertWords(s),
    table: s.node(3),
    columns: s.names(4),
    source: null,
    upserts: [],
    returning: s.maybeOf(7, "returning_clause"),
  }),
  "where_opt_ret ::=": nothing,
  "where_opt_ret ::= WHERE expr": tail({ where: 1 }),
  "where_opt_ret ::= RETURNING selcollist": tail({ returning: 1 }),
  "where_opt_ret ::= WHERE expr RETURNING selcollist": tail({ where: 1, returning: 3 }),
  "setlist ::= nm EQ expr": assignment(0, "column"),
  "setlist ::= LP idlist RP EQ expr": assignment(0, "row"),
  "setlist ::= setlist COMMA nm EQ expr": assignment(2, "column"),
  "setlist ::= setlist COMMA LP idlist RP EQ expr": assignment(2, "row"),
  "upsert ::=": nothing,
  "upsert ::= RETURNING selcollist": tail({ returning: 1 }),
  "upsert ::= ON CONFLICT LP sortlist RP where_opt DO UPDATE SET setlist where_opt upsert": upsert({
    target: 3,
    set: 8,
    next: 11,
  }),
  "upsert ::= ON CONFLICT LP sortlist RP where_opt DO NOTHING upsert": upsert({ target: 3, next: 8 }),
  "upsert ::= ON CONFLICT DO NOTHING returning": upsert({ next: 4 }),
  "upsert ::= ON CONFLICT DO UPDATE SET setlist where_opt returning": upsert({ set: 4, next: 7 }),
  "returning ::=": nothing,
  "returning ::= RETURNING selcollist": (s) => returningOf(s, 1),
  "insert_cmd ::= INSERT orconf": (s) => (s.text(1) === null ? "INSERT" : `INSERT OR ${s.name(1)}`),
  "insert_cmd ::= REPLACE": word,
  "orconf ::=": nothing,
  "orconf ::= OR resolvetype": (s) => s.valueAt(1),
  "resolvetype ::= raisetype": passOn,
  "resolvetype ::= IGNORE": word,
  "resolvetype ::= REPLACE": word,
};

function insertWords(s: Symbols): Pick<NodeOf<"insert_stmt">, "with" | "word" | "or"> {
  const [word = "", , or = null] = s.name(1).split(" ");
  return { with: s.maybeOf(0, "with_clause"), word, or };
}

/** The target, and what is said of its indexes behind it. */
function targetOf(s: Symbols, place: number): Node {
  const expr = s.node(place);
  const hint = s.spanOf(place + 1);
  if (hint.from === hint.to) return expr;
  return { type: "indexed_table", from: expr.from, to: hint.to, expr, index: s.text(place + 1), hint };
}
