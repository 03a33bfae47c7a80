// Names that stand for keys, values and rows in what a write is composed of: no caller may write them.

import { type Refusal, refuse } from "../../../model/refusal.ts";
import { childrenOf, fold } from "../parse/node.ts";
import type { Kind, Node } from "../parse/tree.ts";

const RESERVED = "gatehouse_";

/** Null when no name of the statement is one of them; literals may say what they like. */
export function refuseReserved(root: Node): Refusal | null {
  if (!usesReservedName(root)) return null;
  return refuse("construct-not-allowed", `Names that begin with ${RESERVED} are Gatehouse's own in a write.`, {
    rule: "write-forms",
    remedy: "Use other names.",
  });
}

const LITERALS: ReadonlySet<Kind> = new Set<Kind>(["string_literal", "blob_literal", "number_literal"]);

/** Whatever a node holds that is a text is a name or a word. */
function usesReservedName(node: Node): boolean {
  const own = LITERALS.has(node.type) ? [] : Object.values(node).flat();
  const isReserved = (value: unknown) => typeof value === "string" && fold(value).includes(RESERVED);
  return own.some(isReserved) || childrenOf(node).some(usesReservedName);
}
