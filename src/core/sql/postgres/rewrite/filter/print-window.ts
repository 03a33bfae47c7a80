// The inside of a window of a row filter, from its tree.

import { type Struct, word } from "../../parse/tree.ts";
import { quoteName } from "../quote.ts";
import { type Printer, Unprintable } from "./printer.ts";

/** The frame that there is without a word. */
const DEFAULT_FRAME = 1058;

export function printWindow(window: Struct, p: Printer): string {
  if (window["frameOptions"] !== DEFAULT_FRAME) throw new Unprintable("a window's frame");
  const reference = word(window["refname"]);
  const parts = p.clause("PARTITION BY", window["partitionClause"]) + p.clause("ORDER BY", window["orderClause"]);
  return `${reference === null ? "" : quoteName(reference)}${parts}`;
}
