// The concrete syntax tree of sql-parser-cst, walked without knowing each kind: every property that is a node or a list of nodes.

import type { Node } from "sql-parser-cst";

export type { Node };

export function isNode(value: unknown): value is Node {
  return typeof value === "object" && value !== null && "type" in value && typeof value.type === "string";
}

/** What stands below a node, in the order of its properties. Keywords hold nothing and are left out. */
export function childrenOf(node: Node): readonly Node[] {
  const children: Node[] = [];
  const add = (value: unknown): void => {
    if (Array.isArray(value)) value.forEach(add);
    else if (isNode(value) && value.type !== "keyword") children.push(value);
  };
  for (const [key, value] of Object.entries(node)) if (key !== "leading" && key !== "trailing") add(value);
  return children;
}

export interface Span {
  readonly from: number;
  readonly to: number;
}

/** Where a node stands, in UTF-16 units. */
export function spanOf(node: Node): Span {
  const [from, to] = node.range ?? [0, 0];
  return { from, to };
}

/** Names compare without case, as SQLite folds ASCII letters alone. */
export function fold(name: string): string {
  return name.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
}

export function quoteName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

export function quoteText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
