// Binds the constants that a key is compared with, so that one plan, ours and the server's, serves every key.
// Only where nothing but the value can differ: `key = constant` and `key IN (constants)` in a WHERE that no expression encloses, of a key,
// because the server's best plan does not depend on which key is asked for. A text constant is bound untyped, which the server resolves
// as it resolves the constant; an integer is bound as the type that it has.
// INVARIANT: which constants are bound depends on the shape of the text and on the catalogue, never on a value.

import type { TextConstant } from "../../dialect.ts";
import { baseColumn } from "../analyse/base-column.ts";
import type { Reading } from "../analyse/reading.ts";
import type { Level } from "../analyse/scope.ts";
import { shapeOf } from "../parse/shape-of-text.ts";
import { bodyOf, list, names, struct, unwrap } from "../parse/tree.ts";
import type { Edits } from "./edits.ts";
import type { PlanParameters } from "./plan-parameters.ts";

export function liftConstants(
  { source, levels }: Reading,
  into: { edits: Edits; replacements: Map<unknown, unknown>; planParameters: PlanParameters },
): void {
  const shape = shapeOf(source.text);
  if (shape === null) return;
  const places = new Map(shape.constants.map(({ start }, index) => [start, index]));
  for (const level of levels) {
    // an expression may have to equal another one, as in GROUP BY; two parameters are never equal
    if (level.parent !== null) continue;
    for (const constant of comparedWithKeys(level.select["whereClause"], level)) {
      const index = places.get(source.index(Number(bodyOf(constant, "A_Const")?.["location"])));
      const found = index === undefined ? undefined : shape.constants[index];
      if (index === undefined || found === undefined) continue;
      const parameter = into.planParameters.placeholder({ kind: "constant", index });
      const cast = found.type === "unknown" ? "" : `::${found.type}`;
      into.edits.replace(found.start, found.start + found.source.length, `${parameter}${cast} `);
      into.replacements.set(constant, parameterTree(parameter, found));
    }
  }
}

function comparedWithKeys(value: unknown, level: Level): readonly unknown[] {
  const node = unwrap(value);
  if (node?.kind === "BoolExpr") return list(node.body["args"]).flatMap((arg) => comparedWithKeys(arg, level));
  if (node?.kind !== "A_Expr" || names(node.body["name"])?.join() !== "=") return [];
  const { kind, lexpr, rexpr } = node.body;
  if (kind === "AEXPR_OP") {
    if (isKey(lexpr, level)) return [rexpr];
    return isKey(rexpr, level) ? [lexpr] : [];
  }
  return kind === "AEXPR_IN" && isKey(lexpr, level) ? list(struct(bodyOf(rexpr, "List"))["items"]) : [];
}

function isKey(value: unknown, level: Level): boolean {
  const found = baseColumn(value, level);
  if (found === null) return false;
  return found.column.references !== null || found.relation.primaryKey.includes(found.column.name);
}

function parameterTree(placeholder: string, { type }: TextConstant): unknown {
  const parameter = { ParamRef: { number: Number(placeholder.slice(1)) } };
  if (type === "unknown") return parameter;
  return { TypeCast: { arg: parameter, typeName: { names: [{ String: { sval: type } }], typemod: -1 } } };
}
