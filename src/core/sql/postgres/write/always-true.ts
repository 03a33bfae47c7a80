// Whether a condition holds for every row, as far as that can be told without reading any: then a write means the whole table.
// It need not find every such condition: rules on the share of the table that a write touches stand behind it.

import { sameTree } from "../parse/same-tree.ts";
import { isStruct, list, names, unwrap } from "../parse/tree.ts";

const NOTHING = new Map<unknown, unknown>();

/** Operators that hold between a value and itself. */
const REFLEXIVE = new Set(["=", "<=", ">=", "~~", "~~*"]);

/** True also for a condition that is not there. */
export function isAlwaysTrue(condition: unknown): boolean {
  if (condition === undefined) return true;
  const node = unwrap(condition);
  if (node === null) return false;
  const { kind, body } = node;
  if (kind === "BoolExpr" && body["boolop"] !== "NOT_EXPR") {
    const args = list(body["args"]);
    return body["boolop"] === "AND_EXPR" ? args.every(isAlwaysTrue) : args.some(isAlwaysTrue);
  }
  // what looks at no column is true of every row, or of none
  if (!namesColumn(condition)) return true;
  // `id IS NOT NULL`, and `id = id`, which all but NULL pass
  if (kind === "NullTest") return body["nulltesttype"] === "IS_NOT_NULL";
  if (kind !== "A_Expr" || !sameTree(body["lexpr"], body["rexpr"], NOTHING)) return false;
  const [operator = "", ...others] = names(body["name"]) ?? [];
  const compares =
    body["kind"] === "AEXPR_OP" || body["kind"] === "AEXPR_LIKE" || body["kind"] === "AEXPR_NOT_DISTINCT";
  return compares && others.length === 0 && REFLEXIVE.has(operator);
}

function namesColumn(value: unknown): boolean {
  if (Array.isArray(value)) return value.some(namesColumn);
  if (!isStruct(value)) return false;
  return "ColumnRef" in value || Object.values(value).some(namesColumn);
}
