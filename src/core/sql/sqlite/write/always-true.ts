// Whether a condition holds for every row, as far as that can be told without reading any: then a write means the whole table.
// It need not find every such condition: rules on the share of the table that a write touches stand behind it.

import { sameText } from "../parse/same-tree.ts";
import type { Node } from "../parse/tree.ts";

/** True also for a condition that is not there. */
export function isAlwaysTrue(condition: Node | null): boolean {
  if (condition === null) return true;
  switch (condition.type) {
    case "paren_expr":
      return isAlwaysTrue(condition.expr);
    case "boolean_literal":
      return condition.value;
    case "number_literal":
      return condition.value !== 0;
    case "string_literal":
      return Number.parseFloat(condition.value) > 0;
    case "postfix_op_expr":
      return false;
    case "binary_expr": {
      const { operator: word } = condition;
      if (word === "AND") return isAlwaysTrue(condition.left) && isAlwaysTrue(condition.right);
      if (word === "OR") return isAlwaysTrue(condition.left) || isAlwaysTrue(condition.right);
      // `1 = 1`, and `id = id`, which all but NULL pass
      return (
        ["=", "==", "IS", "IS NOT DISTINCT FROM", "<=", ">="].includes(word) &&
        sameText(condition.left, condition.right)
      );
    }
    default:
      return false;
  }
}
