// What a table computes by itself, from the CREATE texts that SQLite keeps: generated columns, CHECKs, and indexes over expressions or with
// a condition. SQLite has no catalogue of that.

import { childrenOf, fold } from "../parse/node.ts";
import { parseText } from "../parse/parse-text.ts";
import type { Node } from "../parse/tree.ts";

export interface TableExpressions {
  /** Folded names that stand in the expression of each generated column, by the column's folded name. */
  readonly generated: ReadonlyMap<string, ReadonlySet<string>>;
  /** Those that stand in each CHECK. */
  readonly checks: readonly ReadonlySet<string>[];
}

/** Null when the text is not one that the grammar knows. */
export function tableExpressions(create: string): TableExpressions | null {
  const parsed = parseText(create);
  if (parsed.kind === "refusal" || parsed.root.type !== "create_table_stmt") return null;
  const generated = new Map<string, ReadonlySet<string>>();
  const checks: ReadonlySet<string>[] = [];
  const visit = (node: Node, column: string | null): void => {
    const within = node.type === "column_definition" ? fold(node.name) : column;
    if (node.type === "constraint_check") checks.push(namesIn(node.expr));
    else if (node.type === "constraint_generated") {
      if (within !== null) generated.set(within, namesIn(node.expr));
    } else for (const child of childrenOf(node)) visit(child, within);
  };
  visit(parsed.root, null);
  return { generated, checks };
}

/** Folded names that an index computes with; null for an index of whole columns without a condition, and every name where it is not known. */
export function indexExpression(create: string): ReadonlySet<string> | "every" | null {
  const parsed = parseText(create);
  if (parsed.kind === "refusal" || parsed.root.type !== "create_index_stmt") return "every";
  const { columns, where } = parsed.root;
  return where === null && columns.every(({ expr }) => isName(expr)) ? null : namesIn(parsed.root);
}

export interface IndexParts {
  /** What it compares, as expressions in brackets. */
  readonly parts: readonly string[];
  readonly condition: string | null;
  /** Folded names that stand in it. */
  readonly columns: ReadonlySet<string>;
}

/** What a CREATE INDEX says that it compares. Null when the text is not one that the grammar knows. */
export function indexParts(create: string): IndexParts | null {
  const parsed = parseText(create);
  if (parsed.kind === "refusal" || parsed.root.type !== "create_index_stmt") return null;
  const { columns, where } = parsed.root;
  const slice = ({ from, to }: Node): string => `(${parsed.text.slice(from, to)})`;
  const columnsIn = [...columns.map(({ expr }) => expr), ...(where === null ? [] : [where])].map(namesIn);
  return {
    parts: columns.map(({ expr }) => slice(expr)),
    condition: where === null ? null : slice(where),
    columns: new Set(columnsIn.flatMap((names) => [...names])),
  };
}

/** Folded names of the columns that a CREATE TABLE gives a collation. Null when the text is not one that the grammar knows. */
export function collatedColumns(create: string): ReadonlySet<string> | null {
  const parsed = parseText(create);
  if (parsed.kind === "refusal" || parsed.root.type !== "create_table_stmt") return null;
  const found = new Set<string>();
  const visit = (node: Node, column: string | null): void => {
    const within = node.type === "column_definition" ? fold(node.name) : column;
    if (node.type === "constraint_collate" && within !== null) found.add(within);
    for (const child of childrenOf(node)) visit(child, within);
  };
  visit(parsed.root, null);
  return found;
}

function isName(node: Node): boolean {
  return node.type === "collate_expr" ? isName(node.expr) : node.type === "identifier";
}

function namesIn(node: Node): ReadonlySet<string> {
  const names = new Set<string>();
  const visit = (here: Node): void => {
    if (here.type === "identifier" || here.type === "boolean_literal") names.add(fold(here.name));
    for (const child of childrenOf(here)) visit(child);
  };
  visit(node);
  return names;
}
