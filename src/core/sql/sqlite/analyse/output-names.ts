// The names of columns that nobody named: SQLite takes the text that it compiled, which after the rewriting is not the caller's
// (sqlite3GenerateColumnNames and sqlite3ColumnsFromExprList in select.c). Such a column gets the caller's own text for its alias.
// INVARIANT: nothing that was put into a statement stands in the name of a column, at any level that a star or a name can reach.

import { TOKENS } from "../parse/grammar/tables.ts";
import { readToken } from "../parse/grammar/tokenize.ts";
import { childrenOf, fold, isStar, quoteName } from "../parse/node.ts";
import type { Statement } from "../parse/parse-text.ts";
import { isQuery, type Node } from "../parse/tree.ts";
import { type Edit, isWithin } from "../rewrite/edits.ts";

export interface OutputName {
  /** The expression that it names. */
  readonly node: Node;
  readonly name: string;
}

/** Where a query stands: its columns are the statement's result, or are seen by a query around it. */
type Place = "result" | "inner";

/** The outputs whose text the edits change: each needs its name for an alias. */
export function outputsChanged(statement: Statement, edits: readonly Edit[]): readonly OutputName[] {
  return outputNames(statement).filter(({ node }) => edits.some((edit) => isWithin(edit, node)));
}

export function aliasOf({ node: { to }, name }: OutputName): Edit {
  return { from: to, to, text: ` AS ${quoteName(name)}` };
}

/** The outputs of a statement that SQLite names by their text: of its result, of RETURNING, in FROM and in WITH. */
export function outputNames(statement: Statement): readonly OutputName[] {
  const found: OutputName[] = [];
  const visitOutputs = (items: readonly Node[], place: Place | null): void => {
    for (const item of items) {
      const name = place === null ? null : nameByText(item, { statement, place });
      if (name !== null) found.push({ node: item, name });
      visit(item, null);
    }
  };
  const visit = (node: Node, place: Place | null): void => {
    switch (node.type) {
      case "compound_select_stmt":
        if (node.with !== null) visit(node.with, null);
        visit(node.left, place); // the first arm names the columns of all
        visit(node.right, null);
        return;
      case "select_stmt":
        visitOutputs(node.columns, place);
        for (const child of childrenOf(node)) {
          if (!node.columns.includes(child)) visit(child, child === node.tables ? "inner" : null);
        }
        return;
      case "returning_clause":
        return visitOutputs(node.columns.items, "result");
      case "paren_expr":
      case "alias":
      case "indexed_table":
        visit(node.expr, place);
        return;
      case "common_table_expr":
        visit(node.expr, "inner");
        return;
      case "join_expr":
        visit(node.left, "inner");
        visit(node.right, "inner");
        if (node.specification !== null) visit(node.specification, null);
        return;
      case "update_stmt":
        for (const child of childrenOf(node)) visit(child, child === node.tables ? "inner" : null);
        return;
      default:
        for (const child of childrenOf(node)) visit(child, null);
    }
  };
  const { root } = statement;
  visit(root, isQuery(root) ? "result" : null);
  return found;
}

/** The text that names an output; null where an alias, a star or a column does. */
export function nameByText(item: Node, { statement, place }: { statement: Statement; place: Place }): string | null {
  if (item.type === "alias" || isStar(item)) return null;
  return columnOf(item, place) === null ? writtenText(statement, item) : null;
}

/** The column that an output is named after: brackets do not count, nor, where a query around sees it, does COLLATE. */
export function columnOf(item: Node, place: Place): Node | null {
  if (item.type === "paren_expr") return columnOf(item.expr, place);
  if (item.type === "collate_expr" && place === "inner") return columnOf(item.expr, place);
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
function writtenText({ text }: Statement, { from, to }: Node): string {
  let end = to;
  while (end < text.length) {
    const token = readToken(text, end);
    if (token.kind !== TOKENS.SPACE && token.kind !== TOKENS.COMMENT) break;
    end = token.to;
  }
  return text.slice(from, end).replace(/[ \t\n\v\f\r]+$/, "");
}
