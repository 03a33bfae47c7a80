// Writes an expression of a row filter from its tree, with every name as the tree has it.
// What it cannot write it does not know, and says so; what it wrote is parsed again and compared (row-filter.ts).

import { EXPRESSION_PRINTS } from "./print-expression.ts";
import { QUERY_PRINTS } from "./print-query.ts";
import { type Print, Printer } from "./printer.ts";

const PRINTS: ReadonlyMap<string, Print> = new Map([...EXPRESSION_PRINTS, ...QUERY_PRINTS]);

/** `parameter` writes a parameter by its number. Throws Unprintable. */
export function printTree(tree: unknown, parameter: (number: number) => string): string {
  return new Printer(PRINTS, parameter).node(tree);
}
