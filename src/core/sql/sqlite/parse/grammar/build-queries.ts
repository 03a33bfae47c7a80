// Queries: SELECT and VALUES, what joins them, FROM and WITH.

import type { Node, NodeOf, Query } from "../tree.ts";
import { longer, newList, nothing, passOn, qualified, word } from "./build-expression.ts";
import type { Build, Symbols } from "./symbols.ts";
import type { Rule } from "./tables.ts";
import { unquote } from "./unquote.ts";

type QueryRule = Extract<
  Rule,
  `${"select" | "selectnowith" | "multiselect_op" | "oneselect" | "values" | "mvalues" | "sclp" | "selcollist" | "as" | "from" | "stl_prefix" | "seltablist" | "dbnm" | "fullname" | "xfullname" | "joinop" | "on_using" | "indexed_opt" | "indexed_by" | "orderby_opt" | "sortlist" | "sortorder" | "nulls" | "groupby_opt" | "having_opt" | "limit_opt" | "where_opt" | "with" | "wqas" | "wqitem" | "withnm" | "wqlist" | "idlist" | "idlist_opt" | "eidlist" | "eidlist_opt" | "collate" | "scanpt" | "scantok"} ::=${string}`
>;

const second: Build = (s) => s.valueAt(1);
const third: Build = (s) => s.valueAt(2);

const select =
  ({ windows, order, limit }: { windows?: number; order: number; limit: number }): Build =>
  (s) => ({
    type: "select_stmt",
    ...s.span,
    with: null,
    distinct: s.text(1) === "DISTINCT",
    columns: s.nodes(2),
    tables: s.maybe(3),
    where: s.maybe(4),
    group: s.nodes(5),
    having: s.maybe(6),
    windows: windows === undefined ? [] : s.nodesOf(windows, "named_window"),
    order: s.nodes(order),
    limit: s.maybe(limit),
  });

const values: Build = (s) => ({ type: "values_stmt", ...s.span, with: null, rows: s.nodesOf(0, "list_expr") });
const rowOf = (s: Symbols, [open, items, close]: readonly [number, number, number]): Node => ({
  type: "list_expr",
  ...s.spanOf(open, close),
  items: s.nodes(items),
});
const moreValues: Build = (s) => s.grown(rowOf(s, [2, 3, 4]));

const withQuery =
  (tables: number): Build =>
  (s) => {
    const query = s.query(tables + 1);
    return { ...query, ...s.span, with: withClause(s, tables) };
  };
function withClause(s: Symbols, tables: number): NodeOf<"with_clause"> {
  return {
    type: "with_clause",
    ...s.spanOf(0, tables),
    recursive: tables === 2,
    tables: s.nodesOf(tables, "common_table_expr"),
  };
}

const column: Build = (s) => {
  const label = s.text(4);
  const expr = s.node(2);
  return s.grown(label === null ? expr : { type: "alias", from: expr.from, to: s.spanOf(4).to, expr, alias: label });
};

/** One thing in FROM, behind what it is joined with. */
const table =
  (make: (s: Symbols) => Node, { alias, hint, on }: { alias: number; hint?: number; on: number }): Build =>
  (s) => {
    let right = make(s);
    const label = s.text(alias);
    if (label !== null) right = { type: "alias", from: right.from, to: s.spanOf(alias).to, expr: right, alias: label };
    if (hint !== undefined) {
      const span = s.spanOf(hint);
      right = { type: "indexed_table", from: right.from, to: span.to, expr: right, index: s.text(hint), hint: span };
    }
    const prefix = s.part(0, "join");
    const specification = s.maybe(on);
    if (prefix !== null) return { type: "join_expr", ...s.span, ...pick(prefix), right, specification };
    return specification === null ? right : { type: "stray_specification", ...s.span, expr: right, specification };
  };
const pick = ({ left, operator }: { left: Node; operator: string }) => ({ left, operator });

const tableName = (s: Symbols): Node => ({ type: "table_name", ...s.spanOf(1, 2), ...qualified(s, 1) });
const tableCall = (s: Symbols): Node => ({
  type: "table_call",
  ...s.spanOf(1, 5),
  ...qualified(s, 1),
  args: s.nodes(4),
});
const inBrackets = (s: Symbols): Node => ({ type: "paren_expr", ...s.spanOf(1, 3), expr: s.node(2) });

/** The target of a write, and what DROP and ALTER are about. */
const target =
  (schema: number | null, name: number, alias?: number): Build =>
  (s) => {
    const expr: Node = {
      type: "table_name",
      ...s.spanOf(0, name),
      schema: schema === null ? null : s.name(schema),
      name: s.name(name),
    };
    return alias === undefined ? expr : { type: "alias", ...s.span, expr, alias: s.name(alias) };
  };

const sorted = (s: Symbols, [expr, direction, nulls]: readonly [number, number, number]): Node => ({
  type: "sort_specification",
  ...s.spanOf(expr, s.text(nulls) === null ? direction : nulls),
  expr: s.node(expr),
  direction: s.text(direction) ?? "",
  nulls: s.text(nulls) ?? "",
});

/** Only old schemas have a collation or an order there. */
const nameInList =
  (place: number): Build =>
  (s) => {
    if (s.text(place + 1) !== null || s.text(place + 2) !== null) return undefined;
    return withName(s, place);
  };
const withName = (s: Symbols, place: number) =>
  place === 0 ? { part: "names" as const, items: [s.name(0)] } : s.grownNames(s.name(place));

export const QUERIES: Readonly<Record<QueryRule, Build>> = {
  "select ::= selectnowith": passOn,
  "select ::= WITH wqlist selectnowith": withQuery(1),
  "select ::= WITH RECURSIVE wqlist selectnowith": withQuery(2),
  "selectnowith ::= oneselect": passOn,
  "selectnowith ::= selectnowith multiselect_op oneselect": (s): Query => ({
    type: "compound_select_stmt",
    ...s.span,
    with: null,
    operator: s.name(1),
    left: s.query(0),
    right: s.query(2),
  }),
  "multiselect_op ::= UNION": word,
  "multiselect_op ::= UNION ALL": () => "UNION ALL",
  "multiselect_op ::= EXCEPT|INTERSECT": word,
  "oneselect ::= SELECT distinct selcollist from where_opt groupby_opt having_opt orderby_opt limit_opt": select({
    order: 7,
    limit: 8,
  }),
  "oneselect ::= SELECT distinct selcollist from where_opt groupby_opt having_opt window_clause orderby_opt limit_opt":
    select({ windows: 7, order: 8, limit: 9 }),
  "oneselect ::= values": values,
  "oneselect ::= mvalues": values,
  "values ::= VALUES LP nexprlist RP": (s) => ({ part: "nodes", items: [rowOf(s, [1, 2, 3])] }),
  "mvalues ::= values COMMA LP nexprlist RP": moreValues,
  "mvalues ::= mvalues COMMA LP nexprlist RP": moreValues,
  "sclp ::=": nothing,
  "sclp ::= selcollist COMMA": passOn,
  "scanpt ::=": nothing,
  "scantok ::=": nothing,
  "selcollist ::= sclp scanpt expr scanpt as": column,
  "selcollist ::= sclp scanpt STAR": (s) => s.grown({ type: "all_columns", ...s.spanOf(2) }),
  "selcollist ::= sclp scanpt nm DOT STAR": (s) =>
    s.grown({
      type: "member_expr",
      ...s.spanOf(2, 4),
      object: { type: "identifier", ...s.spanOf(2), name: s.name(2) },
      property: { type: "all_columns", ...s.spanOf(4) },
    }),
  "as ::= AS nm": second,
  "as ::= ID|STRING": (s) => unquote(s.written(0)),
  "as ::=": nothing,
  "from ::=": nothing,
  "from ::= FROM seltablist": second,
  "stl_prefix ::=": nothing,
  "stl_prefix ::= seltablist joinop": (s) => ({ part: "join", left: s.node(0), operator: s.name(1) }),
  "seltablist ::= stl_prefix nm dbnm as on_using": table(tableName, { alias: 3, on: 4 }),
  "seltablist ::= stl_prefix nm dbnm as indexed_by on_using": table(tableName, { alias: 3, hint: 4, on: 5 }),
  "seltablist ::= stl_prefix nm dbnm LP exprlist RP as on_using": table(tableCall, { alias: 6, on: 7 }),
  "seltablist ::= stl_prefix LP select RP as on_using": table(inBrackets, { alias: 4, on: 5 }),
  "seltablist ::= stl_prefix LP seltablist RP as on_using": table(inBrackets, { alias: 4, on: 5 }),
  "dbnm ::=": nothing,
  "dbnm ::= DOT nm": second,
  "fullname ::= nm": target(null, 0),
  "fullname ::= nm DOT nm": target(0, 2),
  "xfullname ::= nm": target(null, 0),
  "xfullname ::= nm DOT nm": target(0, 2),
  "xfullname ::= nm AS nm": target(null, 0, 2),
  "xfullname ::= nm DOT nm AS nm": target(0, 2, 4),
  "joinop ::= COMMA|JOIN": word,
  "joinop ::= JOIN_KW JOIN": (s) => `${s.word(0)} JOIN`,
  "joinop ::= JOIN_KW nm JOIN": (s) => `${s.word(0)} ${s.word(1)} JOIN`,
  "joinop ::= JOIN_KW nm nm JOIN": (s) => `${s.word(0)} ${s.word(1)} ${s.word(2)} JOIN`,
  "on_using ::=": nothing,
  "on_using ::= ON expr": (s) => ({ type: "join_on_specification", ...s.span, expr: s.node(1) }),
  "on_using ::= USING LP idlist RP": (s) => ({
    type: "join_using_specification",
    ...s.span,
    columns: s.names(2) ?? [],
  }),
  "indexed_opt ::=": nothing,
  "indexed_opt ::= indexed_by": passOn,
  "indexed_by ::= INDEXED BY nm": third,
  "indexed_by ::= NOT INDEXED": nothing,
  "orderby_opt ::=": nothing,
  "orderby_opt ::= ORDER BY sortlist": third,
  "sortlist ::= expr sortorder nulls": (s) => ({ part: "nodes", items: [sorted(s, [0, 1, 2])] }),
  "sortlist ::= sortlist COMMA expr sortorder nulls": (s) => s.grown(sorted(s, [2, 3, 4])),
  "sortorder ::=": nothing,
  "sortorder ::= ASC": word,
  "sortorder ::= DESC": word,
  "nulls ::=": nothing,
  "nulls ::= NULLS FIRST": () => "NULLS FIRST",
  "nulls ::= NULLS LAST": () => "NULLS LAST",
  "groupby_opt ::=": nothing,
  "groupby_opt ::= GROUP BY nexprlist": third,
  "having_opt ::=": nothing,
  "having_opt ::= HAVING expr": second,
  "where_opt ::=": nothing,
  "where_opt ::= WHERE expr": second,
  "limit_opt ::=": nothing,
  "limit_opt ::= LIMIT expr": (s) => ({ type: "limit_clause", ...s.span, count: s.node(1), offset: null }),
  "limit_opt ::= LIMIT expr OFFSET expr": (s) => ({
    type: "limit_clause",
    ...s.span,
    count: s.node(1),
    offset: s.node(3),
  }),
  "limit_opt ::= LIMIT expr COMMA expr": (s) => ({
    type: "limit_clause",
    ...s.span,
    count: s.node(3),
    offset: s.node(1),
  }),
  "with ::=": nothing,
  "with ::= WITH wqlist": (s) => withClause(s, 1),
  "with ::= WITH RECURSIVE wqlist": (s) => withClause(s, 2),
  "wqlist ::= wqitem": newList,
  "wqlist ::= wqlist COMMA wqitem": longer(2),
  "wqitem ::= withnm eidlist_opt wqas LP select RP": (s) => ({
    type: "common_table_expr",
    ...s.span,
    name: s.name(0),
    columns: s.names(1),
    how: s.text(2) ?? "",
    expr: { type: "paren_expr", ...s.spanOf(3, 5), expr: s.node(4) },
  }),
  "withnm ::= nm": passOn,
  "wqas ::= AS": nothing,
  "wqas ::= AS MATERIALIZED": () => "MATERIALIZED",
  "wqas ::= AS NOT MATERIALIZED": () => "NOT MATERIALIZED",
  "idlist_opt ::=": nothing,
  "idlist_opt ::= LP idlist RP": second,
  "idlist ::= nm": (s) => withName(s, 0),
  "idlist ::= idlist COMMA nm": (s) => withName(s, 2),
  "eidlist_opt ::=": nothing,
  "eidlist_opt ::= LP eidlist RP": second,
  "eidlist ::= nm collate sortorder": nameInList(0),
  "eidlist ::= eidlist COMMA nm collate sortorder": nameInList(2),
  "collate ::=": nothing,
  "collate ::= COLLATE ID|STRING": (s) => s.written(1),
};
