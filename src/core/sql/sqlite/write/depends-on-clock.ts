// Whether a value is nothing but what the clock says, or what is made anew each time: such a value is another one at every look, so it is no
// part of what an approval is bound to, and the preview says so of the column.
// INVARIANT: the whole expression is a clock or a generator with constant arithmetic. What only depends on one (CASE WHEN … 'now' …) is bound:
// an approval may then go stale, and never binds too little.

import { fold, isStar } from "../parse/node.ts";
import type { Node, NodeOf } from "../parse/tree.ts";

export type Timed = "clock" | "anew";

/** Of one column in all its rows: constants beside it are bound by the statement's own text. */
export function timedOf(values: readonly Node[]): Timed | null {
  const found = values.map((value) => (isConstant(value) ? "constant" : sourceOf(value)));
  if (found.includes(null)) return null;
  return found.includes("anew") ? "anew" : found.includes("clock") ? "clock" : null;
}

const CLOCKS = new Set(["current_date", "current_time", "current_timestamp"]);
/** Of which time, by their arguments: now where there are none. `strftime` has its format in front. */
const TIMES: ReadonlyMap<string, number> = new Map([
  ["date", 0],
  ["time", 0],
  ["datetime", 0],
  ["julianday", 0],
  ["unixepoch", 0],
  ["strftime", 1],
]);
const GENERATORS = new Set(["random", "randomblob"]);
/** A format that a whole day stands in. */
const WHOLE = /%s|%J|%F|%Y.*%m.*%d/;

function sourceOf(node: Node): Timed | null {
  switch (node.type) {
    case "paren_expr":
      return sourceOf(node.expr);
    case "prefix_op_expr":
      return node.operator === "-" || node.operator === "+" ? sourceOf(node.expr) : null;
    case "cast_expr":
      return sourceOf(node.expr);
    case "binary_expr": {
      const sides = [node.left, node.right];
      const [source] = sides.filter((side) => !isConstant(side));
      const timed = source !== undefined && sides.some(isConstant) ? sourceOf(source) : null;
      const allowed = timed === "clock" ? ["+", "-", "||"] : ["+", "-", "*", "/", "%", "||"];
      return allowed.some((operator) => operator === node.operator) ? timed : null;
    }
    case "func_call":
      return sourceOfCall(node);
    default:
      return null;
  }
}

function sourceOfCall({ name: written, args: given }: NodeOf<"func_call">): Timed | null {
  const name = fold(written);
  if (CLOCKS.has(name)) return "clock";
  if (GENERATORS.has(name)) return given.every(isConstant) ? "anew" : null;
  const from = TIMES.get(name);
  if (from === undefined || !given.every(isConstant)) return null;
  const [format] = given;
  if (from === 1 && (format?.type !== "string_literal" || !WHOLE.test(format.value))) return null;
  const time = given[from];
  return time === undefined || (time.type === "string_literal" && fold(time.value) === "now") ? "clock" : null;
}

function isConstant(node: Node): boolean {
  switch (node.type) {
    case "number_literal":
    case "string_literal":
    case "blob_literal":
    case "null_literal":
    case "parameter":
      return true;
    case "paren_expr":
      return isConstant(node.expr);
    case "prefix_op_expr":
      return isConstant(node.expr);
    default:
      return false;
  }
}

/** The expressions of one column of VALUES or of a plain select list; none where that cannot be told. */
export function insertedAt(source: Node | null, place: number): readonly Node[] {
  if (source?.type === "values_stmt") {
    return source.rows.flatMap(({ items }) => {
      const item = items[place];
      return item === undefined ? [] : [item];
    });
  }
  if (source?.type !== "select_stmt" || source.columns.some(isStar)) return [];
  const item = source.columns[place];
  return item === undefined ? [] : [item.type === "alias" ? item.expr : item];
}
