// What an expression may take values from.

import { childrenOf } from "../parse/node.ts";
import { isQuery, type Node } from "../parse/tree.ts";

/** `OVER w`, and a window that is made of another one. */
export function namesWindow(node: Node): boolean {
  return node.type === "window_definition" && node.base !== null;
}

/** Whether an expression names anything: then it may hold the values of any table beside it, or of the one that it reads. */
export function namesIn(node: Node): boolean {
  const own = node.type === "identifier" || node.type === "boolean_literal" || node.type === "table_name";
  return own || childrenOf(node).some(namesIn);
}

/** Function calls of an expression or a FROM clause, without those of its subqueries. */
export function countFunctions(node: Node): number {
  if (isQuery(node)) return 0;
  const own = node.type === "func_call" || node.type === "table_call" ? 1 : 0;
  return childrenOf(node).reduce((sum, child) => sum + countFunctions(child), own);
}
