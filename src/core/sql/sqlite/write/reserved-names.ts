// Names that stand for keys, values and rows in what a write is composed of: no caller may write them.

import { type Refusal, refuse } from "../../../model/refusal.ts";
import { childrenOf, fold, type Node } from "../node.ts";

const RESERVED = "gatehouse_";

/** Null when no name of the statement is one of them; literals may say what they like. */
export function refuseReserved(root: Node): Refusal | null {
  if (!usesReservedName(root)) return null;
  return refuse("construct-not-allowed", `Names that begin with ${RESERVED} are Gatehouse's own in a write.`, {
    rule: "write-forms",
    remedy: "Use other names.",
  });
}

function usesReservedName(node: Node): boolean {
  if (node.type === "identifier" && fold(node.name).includes(RESERVED)) return true;
  return childrenOf(node).some(usesReservedName);
}
