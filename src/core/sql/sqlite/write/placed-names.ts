// Expressions of the schema's own, such as an index has them, with other names for their columns.

import { childrenOf, spanOf } from "../parse/node.ts";
import { parseText } from "../parse/parse-text.ts";
import type { Node } from "../parse/tree.ts";
import { applyEdits, type Edit } from "../rewrite/edits.ts";

/** Whether a default is one that is the same whenever it is asked for. */
export function isConstant(text: string): boolean {
  const found = expressionIn(text);
  const constant = (node: Node): boolean => CONSTANT.has(node.type) && childrenOf(node).every(constant);
  return found !== null && constant(found.node);
}

const CONSTANT: ReadonlySet<Node["type"]> = new Set<Node["type"]>([
  "number_literal",
  "string_literal",
  "blob_literal",
  "null_literal",
  "boolean_literal",
  "paren_expr",
  "prefix_op_expr",
]);

const FRONT = "SELECT ";

/** The one expression that a text is; null for anything else. */
export function expressionIn(text: string): { readonly node: Node; readonly text: string } | null {
  const parsed = parseText(`${FRONT}${text}`);
  const root = parsed.kind === "refusal" ? null : parsed.root;
  const [node, ...others] = root?.type === "select_stmt" ? root.columns : [];
  return node === undefined || others.length > 0 ? null : { node, text: `${FRONT}${text}` };
}

/** An expression with every name of a column in it written otherwise; null where one cannot be. */
export function replaceNames(text: string, textOf: (name: string) => string | null): string | null {
  const found = expressionIn(text);
  if (found === null) return null;
  const edits: Edit[] = [];
  const visit = (node: Node): boolean => {
    if (node.type !== "identifier") return childrenOf(node).every(visit);
    const written = textOf(node.name);
    if (written === null) return false;
    edits.push({ ...spanOf(node), text: written });
    return true;
  };
  return visit(found.node) ? applyEdits(found.text, edits).slice(FRONT.length) : null;
}
