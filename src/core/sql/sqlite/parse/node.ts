// A statement's tree, walked without knowing each kind, and names as SQLite compares and writes them.

import type { Node, Span } from "./tree.ts";

/** What stands below a node, in the order of its properties. Names are no nodes. */
export function childrenOf(node: Node): readonly Node[] {
  if (isLeaf(node)) return NOTHING;
  const children: Node[] = [];
  for (const value of Object.values(node)) {
    if (typeof value !== "object" || value === null) continue;
    if (Array.isArray(value)) for (const item of value) addNode(item, children);
    else addNode(value, children);
  }
  return children;
}

const NOTHING: readonly Node[] = [];

/** What holds nothing but its place and what it is: of these, statements may have tens of thousands. */
export function isLeaf(node: Node): boolean {
  const { type } = node;
  return type === "number_literal" || type === "string_literal" || type === "parameter" || type === "identifier";
}

function addNode(value: unknown, into: Node[]): void {
  if (isNode(value)) into.push(value);
}

export function isNode(value: unknown): value is Node {
  return typeof value === "object" && value !== null && "type" in value;
}

/** `*`, or that of one table. */
export function isStar(node: Node): boolean {
  return node.type === "all_columns" || (node.type === "member_expr" && node.property.type === "all_columns");
}

/** Where a node stands, in UTF-16 units. */
export function spanOf({ from, to }: Node): Span {
  return { from, to };
}

/** Names compare without case, as SQLite folds ASCII letters alone. */
export function fold(name: string): string {
  return /[A-Z]/.test(name) ? name.replace(/[A-Z]+/g, (letters) => letters.toLowerCase()) : name;
}

export function quoteName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

export function quoteText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
