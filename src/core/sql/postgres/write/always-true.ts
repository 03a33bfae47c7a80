// Whether a condition holds for every row, as far as that can be told without reading any: then a write means the whole table.
// It need not find every such condition: rules on the share of the table that a write touches stand behind it.

import { sameTree } from "../same-tree.ts";
import { list, unwrap } from "../tree.ts";

const NOTHING = new Map<unknown, unknown>();

/** True also for a condition that is not there. */
export function isAlwaysTrue(condition: unknown): boolean {
  if (condition === undefined) return true;
  const node = unwrap(condition);
  if (node === null) return false;
  const { kind, body } = node;
  if (kind === "A_Const") return "boolval" in body && isTrue(body["boolval"]);
  if (kind === "TypeCast") return isAlwaysTrue(body["arg"]) || isTrueText(body["arg"]);
  if (kind === "BoolExpr") {
    const args = list(body["args"]);
    if (body["boolop"] === "AND_EXPR") return args.every(isAlwaysTrue);
    return body["boolop"] === "OR_EXPR" && args.some(isAlwaysTrue);
  }
  if (kind !== "A_Expr" || body["kind"] !== "AEXPR_OP") return false;
  const [operator] = list(body["name"]);
  const equal = JSON.stringify(operator) === JSON.stringify({ String: { sval: "=" } });
  // `1 = 1`, and `id = id`, which all but NULL pass
  return equal && sameTree(body["lexpr"], body["rexpr"], NOTHING);
}

function isTrue(value: unknown): boolean {
  return typeof value === "object" && value !== null && "boolval" in value && value.boolval === true;
}

function isTrueText(value: unknown): boolean {
  return /"sval":"(t|true|y|yes|on|1)"/i.test(JSON.stringify(value ?? null));
}
