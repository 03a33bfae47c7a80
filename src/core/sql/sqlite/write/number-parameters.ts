// Writes each `?` of a statement as the `?n` that SQLite takes it for.

import { childrenOf, spanOf } from "../parse/node.ts";
import type { Statement } from "../parse/parse-text.ts";
import type { Node, NodeOf } from "../parse/tree.ts";
import type { Edit } from "../rewrite/edits.ts";

export function numberParameters(statement: Statement): readonly Edit[] {
  const edits: Edit[] = [];
  let greatest = 0;
  for (const node of parametersOf(statement.root)) {
    const digits = /^\?(\d*)$/.exec(node.text)?.[1];
    if (digits === undefined) continue; // has a name: refused where it is read
    const number = digits === "" ? greatest + 1 : Number(digits);
    greatest = Math.max(greatest, number);
    if (digits === "") edits.push({ ...spanOf(node), text: `?${number}` });
  }
  return edits;
}

/** In the order in which they stand in the text. */
export function parametersOf(root: Node): readonly NodeOf<"parameter">[] {
  const found: NodeOf<"parameter">[] = [];
  const visit = (node: Node): void => {
    if (node.type === "parameter") found.push(node);
    for (const child of childrenOf(node)) visit(child);
  };
  visit(root);
  return found.sort((one, other) => one.from - other.from);
}
