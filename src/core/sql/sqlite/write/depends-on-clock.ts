// Whether a value is another one each time it is computed: then it is no part of what an approval is bound to.

import { childrenOf, fold, type Node } from "../node.ts";

const CLOCKS = new Set([
  "current_date",
  "current_time",
  "current_timestamp",
  "date",
  "time",
  "datetime",
  "julianday",
  "unixepoch",
  "strftime",
  "random",
  "randomblob",
]);

export function dependsOnClock(node: Node): boolean {
  if (node.type === "func_call" && node.name.type === "identifier" && CLOCKS.has(fold(node.name.name))) {
    const given = node.args?.expr.args.items ?? [];
    // date('2026-01-01') and date(column) are the same tomorrow
    if (given.length === 0 || fold(node.name.name).startsWith("random")) return true;
    if (given.some((item) => item.type === "string_literal" && fold(item.value) === "now")) return true;
    if (fold(node.name.name) === "strftime" && given.length === 1) return true;
  }
  return childrenOf(node).some(dependsOnClock);
}
