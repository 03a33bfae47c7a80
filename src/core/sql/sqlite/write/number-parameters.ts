// Writes each `?` of a statement as the `?n` that SQLite takes it for.

import type { Edit } from "../edits.ts";
import { childrenOf, type Node, spanOf } from "../node.ts";
import type { Statement } from "../parse-text.ts";

export function numberParameters(statement: Statement): readonly Edit[] {
  const found: Node[] = [];
  collectParameters(statement.root, found);
  const edits: Edit[] = [];
  let greatest = 0;
  for (const node of found.sort((a, b) => spanOf(a).from - spanOf(b).from)) {
    const digits = node.type === "parameter" ? (/^\?(\d*)$/.exec(node.text)?.[1] ?? null) : null;
    if (digits === null) continue; // has a name: refused where it is read
    const number = digits === "" ? greatest + 1 : Number(digits);
    greatest = Math.max(greatest, number);
    if (digits === "") edits.push({ ...spanOf(node), text: `?${number}` });
  }
  return edits;
}

export function collectParameters(node: Node, into: Node[]): void {
  if (node.type === "parameter") into.push(node);
  for (const child of childrenOf(node)) collectParameters(child, into);
}
