// Whether an expression computes one value from several rows, outside of any subquery. In a write SQLite refuses it; in the SELECT that
// a write is made into it would choose other rows.

import { childrenOf, fold } from "../parse/node.ts";
import { isQuery, type Node } from "../parse/tree.ts";

const AGGREGATES = new Set(
  `avg count group_concat json_group_array json_group_object jsonb_group_array jsonb_group_object median percentile percentile_cont
   percentile_disc string_agg sum total`.split(/\s+/),
);
/** Of several values they are functions of one row. */
const OF_ONE = new Set(["max", "min"]);

export function holdsAggregate(node: Node): boolean {
  if (isQuery(node)) return false;
  if (node.type === "func_call") {
    const name = fold(node.name);
    if (node.over !== null || node.filter !== null) return true;
    if (AGGREGATES.has(name) || (OF_ONE.has(name) && node.args.length === 1)) return true;
  }
  return childrenOf(node).some(holdsAggregate);
}
