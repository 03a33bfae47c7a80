// The names of columns that nobody named: SQLite takes the text that it compiled, which after the rewriting is not the caller's
// (sqlite3GenerateColumnNames and sqlite3ColumnsFromExprList in select.c). Such a column gets the caller's own text for its alias.
// INVARIANT: nothing that was put into a statement stands in the name of a column, at any level that a star or a name can reach.

import { type Edit, isWithin } from "./edits.ts";
import { childrenOf, fold, type Node, quoteName, spanOf } from "./node.ts";
import { operatorWords } from "./operator-words.ts";
import type { Statement } from "./parse-text.ts";

export interface OutputName {
  /** The expression that it names. */
  readonly node: Node;
  readonly name: string;
}

/** Where a query stands: its columns are the statement's result, or are seen by a query around it. */
type Place = "result" | "inner";

/** The outputs whose text the edits change: each needs its name for an alias. */
export function outputsChanged(statement: Statement, edits: readonly Edit[]): readonly OutputName[] {
  const changes = [...edits, ...statement.changes];
  return outputNames(statement).filter(({ node }) => changes.some((change) => isWithin(change, spanOf(node))));
}

export function aliasOf({ node, name }: OutputName): Edit {
  const { to } = spanOf(node);
  return { from: to, to, text: ` AS ${quoteName(name)}` };
}

/** The outputs of a statement that SQLite names by their text: of its result, of RETURNING, in FROM and in WITH. */
export function outputNames(statement: Statement): readonly OutputName[] {
  const found: OutputName[] = [];
  const visit = (node: Node, place: Place | null): void => {
    switch (node.type) {
      case "compound_select_stmt":
        visit(node.left, place); // the first arm names the columns of all
        visit(node.right, null);
        return;
      case "select_clause":
      case "returning_clause":
        for (const item of node.columns?.items ?? []) {
          const name = place === null ? null : nameByText(item, { statement, place });
          if (name !== null) found.push({ node: item, name });
          visit(item, null);
        }
        return;
      case "select_stmt":
        for (const clause of node.clauses) visit(clause, clause.type === "select_clause" ? place : null);
        return;
      case "paren_expr":
        visit(node.expr, place);
        return;
      case "from_clause":
      case "common_table_expr":
        visit(node.expr, "inner");
        return;
      case "join_expr":
        visit(node.left, "inner");
        visit(node.right, "inner");
        if (node.specification !== undefined) visit(node.specification, null);
        return;
      case "alias":
        visit(node.expr, place);
        return;
      default:
        for (const child of childrenOf(node)) visit(child, child.type === "returning_clause" ? "result" : null);
    }
  };
  const { root } = statement;
  visit(root, root.type === "select_stmt" || root.type === "compound_select_stmt" ? "result" : null);
  return found;
}

/** The text that names an output; null where an alias, a star or a column does. */
export function nameByText(item: Node, { statement, place }: { statement: Statement; place: Place }): string | null {
  if (item.type === "alias" || item.type === "all_columns") return null;
  if (item.type === "member_expr" && item.property.type === "all_columns") return null;
  return columnOf(item, place) === null ? writtenText(statement, item) : null;
}

/** The column that an output is named after: brackets do not count, nor, where a query around sees it, does COLLATE. */
export function columnOf(item: Node, place: Place): Node | null {
  if (item.type === "paren_expr") return columnOf(item.expr, place);
  if (item.type === "binary_expr" && place === "inner" && operatorWords(item.operator)[0] === "COLLATE")
    return columnOf(item.left, place);
  return item.type === "identifier" || item.type === "member_expr" ? item : null;
}

/** Columns of one name become `name:1`, `name:2` and `name:3` to a query around; behind a fourth stands a number drawn at random. */
export function toldApart<T extends { readonly name: string | null }>(columns: readonly T[]): readonly T[] {
  const taken = new Set<string>();
  return columns.map((column) => {
    let name = column.name;
    for (let count = 1; name !== null && taken.has(fold(name)) && count < 4; count++)
      name = `${name.replace(BEHIND_A_COLON, "")}:${count}`;
    if (name !== null) taken.add(fold(name));
    return { ...column, name };
  });
}

/** Whether SQLite may have made the name to tell columns apart. */
export function isMadeUp(name: string): boolean {
  return BEHIND_A_COLON.test(name);
}

const BEHIND_A_COLON = /:\d+$/;

/** Up to the next token, as SQLite takes it: comments behind an expression belong to its text, space does not. */
function writtenText({ text, changes }: Statement, node: Node): string {
  const { from, to } = spanOf(node);
  BETWEEN_TOKENS.lastIndex = to;
  BETWEEN_TOKENS.test(text);
  let written = "";
  let at = from;
  for (const change of changes) {
    if (change.from < from || change.to > to) continue;
    written += text.slice(at, change.from) + change.written;
    at = change.to;
  }
  return (written + text.slice(at, BETWEEN_TOKENS.lastIndex)).replace(/[ \t\n\v\f\r]+$/, "");
}

const BETWEEN_TOKENS = /(?:[ \t\n\f\r]|--[^\n]*(?:\n|$)|\/\*(?:[^*]|\*(?!\/))*(?:\*\/|$))*/y;
