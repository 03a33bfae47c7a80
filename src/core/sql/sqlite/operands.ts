// Which parts of an expression may hold values, and which are mere names of functions, windows and collations.

import { childrenOf, type Node } from "./node.ts";
import { operatorWords } from "./operator-words.ts";

/** What stands below a node and may hold values: not the names of functions, windows and collations, which are no columns. */
export function operandsOf(node: Node): readonly Node[] {
  switch (node.type) {
    case "func_call":
      return childrenOf(node).filter((child) => child !== node.name);
    case "over_arg":
    case "window_definition":
    case "named_window":
      return childrenOf(node).filter(({ type }) => type !== "identifier");
    case "binary_expr":
      return operatorWords(node.operator)[0] === "COLLATE" ? [node.left] : childrenOf(node);
    default:
      return childrenOf(node);
  }
}

/** `OVER w`, and a window that is made of another one. */
export function namesWindow(node: Node): boolean {
  return (
    (node.type === "over_arg" || node.type === "window_definition") &&
    childrenOf(node).some(({ type }) => type === "identifier")
  );
}

/** Whether an expression names anything: then it may hold the values of any table beside it. */
export function namesIn(node: Node | null): boolean {
  if (node === null) return false;
  return node.type === "identifier" || childrenOf(node).some(namesIn);
}

/** Function calls of an expression or a FROM clause, without those of its subqueries. */
export function countFunctions(node: Node): number {
  if (node.type === "select_stmt" || node.type === "compound_select_stmt") return 0;
  return childrenOf(node).reduce((sum, child) => sum + countFunctions(child), node.type === "func_call" ? 1 : 0);
}
