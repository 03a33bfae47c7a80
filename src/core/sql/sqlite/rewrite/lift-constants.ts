// Binds the constants that a key is compared with, so that one plan, ours and what the reader remembers of it, serves every key.
// Only where nothing but the value can differ: `key = constant` and `key IN (constants)` in the outermost WHERE, joined by AND and OR.
// A parameter has no affinity and no collation, as a constant has none (sqlite.org/datatype3.html, 4.2 and 7.1), and is bound with the
// constant's own storage class, so that it compares alike with a column of any type. Which columns are keys decides about speed alone.

import type { Reading } from "../analyse/reading.ts";
import { fold } from "../parse/node.ts";
import { shapeOf } from "../parse/shape-of-text.ts";
import type { Node } from "../parse/tree.ts";
import type { PlanParameters } from "./plan-parameters.ts";

/** A constant that became the parameter of this number. */
export interface Lifted {
  readonly node: Node;
  readonly number: number;
}

export function liftConstants({ statement, uses }: Reading, planParameters: PlanParameters): readonly Lifted[] {
  const { root } = statement;
  const where = root.type === "select_stmt" ? root.where : null;
  const shape = where === null ? null : shapeOf(statement.text);
  if (where === null || shape === null) return [];
  const keys = new Set(
    uses.flatMap(({ relation }) => [
      ...relation.primaryKey.map(fold),
      ...relation.columns.flatMap(({ name, references }) => (references === null ? [] : [fold(name)])),
    ]),
  );
  const places = new Map(shape.constants.map(({ start }, index) => [start, index]));
  return comparedWithKeys(where, keys).flatMap((node) => {
    const { from, to } = node;
    const index = places.get(from);
    const constant = index === undefined ? undefined : shape.constants[index];
    if (index === undefined || constant === undefined || constant.source.length !== to - from) return [];
    return [{ node, number: planParameters.constant({ index, integer: constant.type !== "unknown" }) }];
  });
}

function comparedWithKeys(node: Node, keys: ReadonlySet<string>): readonly Node[] {
  if (node.type === "paren_expr") return comparedWithKeys(node.expr, keys);
  if (node.type !== "binary_expr") return [];
  const { left, right, operator } = node;
  if (operator === "=" || operator === "==") {
    if (isKey(left, keys)) return [right].filter(isConstant);
    return isKey(right, keys) ? [left].filter(isConstant) : [];
  }
  if (operator === "AND" || operator === "OR") {
    return [...comparedWithKeys(left, keys), ...comparedWithKeys(right, keys)];
  }
  const members = operator === "IN" && right.type === "paren_expr" && isKey(left, keys) ? right.expr : null;
  return members?.type === "list_expr" ? members.items.filter(isConstant) : [];
}

function isConstant({ type }: Node): boolean {
  return type === "number_literal" || type === "string_literal";
}

function isKey(node: Node, keys: ReadonlySet<string>): boolean {
  const column = node.type === "member_expr" ? node.property : node;
  return column.type === "identifier" && keys.has(fold(column.name));
}
