// Whether a value is another one each time it is computed: then it is no part of what an approval is bound to.
// INVARIANT: a value is left out of the binding only where nothing but the clock, constants and columns of the row itself, which is bound,
// can change it. Where that cannot be told, it is bound: an approval may then go stale, and never binds too little.

import { childrenOf, fold, type Node } from "../node.ts";

const CLOCKS = new Set([
  "current_date",
  "current_time",
  "current_timestamp",
  "date",
  "time",
  "datetime",
  "julianday",
  "unixepoch",
  "strftime",
  "random",
  "randomblob",
]);

function dependsOnClock(node: Node): boolean {
  if (node.type === "func_call" && node.name.type === "identifier" && CLOCKS.has(fold(node.name.name))) {
    const given = node.args?.expr.args.items ?? [];
    // date('2026-01-01') and date(column) are the same tomorrow
    if (given.length === 0 || fold(node.name.name).startsWith("random")) return true;
    if (given.some((item) => item.type === "string_literal" && fold(item.value) === "now")) return true;
    if (fold(node.name.name) === "strftime" && given.length === 1) return true;
  }
  return childrenOf(node).some(dependsOnClock);
}

export function isTimed(values: readonly Node[], { columnsAllowed }: { columnsAllowed: boolean }): boolean {
  return values.some(dependsOnClock) && !values.some((value) => readsMore(value, columnsAllowed));
}

/** Sub-selects, and columns where they are not those of the row itself. */
function readsMore(node: Node, columnsAllowed: boolean): boolean {
  if (node.type === "select_stmt" || node.type === "compound_select_stmt") return true;
  if (!columnsAllowed && (node.type === "identifier" || node.type === "member_expr")) return true;
  const name = node.type === "func_call" ? node.name : null;
  return childrenOf(node).some((child) => child !== name && readsMore(child, columnsAllowed));
}

/** The expressions of one column of VALUES or of a plain select list; none where that cannot be told. */
export function insertedAt(source: Node | null, place: number): readonly Node[] {
  if (source?.type === "values_clause") {
    return source.values.items.flatMap((row) => {
      const item = row.type !== "paren_expr" ? row : row.expr.type === "list_expr" ? row.expr.items[place] : row.expr;
      return item === undefined ? [] : [item];
    });
  }
  if (source?.type !== "select_stmt") return [];
  const clause = source.clauses.find(({ type }) => type === "select_clause");
  const items = clause?.type === "select_clause" ? (clause.columns?.items ?? []) : [];
  const open = items.some(
    (item) => item.type === "all_columns" || (item.type === "member_expr" && item.property.type === "all_columns"),
  );
  const item = open ? undefined : items[place];
  return item === undefined || item.type === "empty" ? [] : [item.type === "alias" ? item.expr : item];
}
