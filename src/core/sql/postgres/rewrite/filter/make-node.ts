// Nodes as the parser makes them of what they print as, so that a printed tree can be compared with the one that was meant.
// Everything is of pg_catalog unless it says otherwise.

import { bodyOf, list } from "../../parse/tree.ts";

export function nameNodes(...parts: readonly string[]): readonly unknown[] {
  return parts.map((sval) => ({ String: { sval } }));
}

export function textNode(text: string): unknown {
  return { A_Const: { sval: text === "" ? {} : { sval: text } } };
}

export const NULL_NODE: unknown = { A_Const: { isnull: true } };

export function callNode(name: string, args: readonly unknown[]): unknown {
  return { FuncCall: { funcname: nameNodes("pg_catalog", name), args, funcformat: "COERCE_EXPLICIT_CALL" } };
}

export function operatorNode(operator: string, operands: readonly [unknown, unknown], schema = "pg_catalog"): unknown {
  const [lexpr, rexpr] = operands;
  return { A_Expr: { kind: "AEXPR_OP", name: nameNodes(schema, operator), lexpr, rexpr } };
}

export function castNode(arg: unknown, type: string, typmods?: unknown): unknown {
  const typeName = { names: nameNodes("pg_catalog", type), ...(typmods !== undefined && { typmods }), typemod: -1 };
  return { TypeCast: { arg, typeName } };
}

/** The parser folds `(a AND b) AND c` into one node, but not `a AND (b AND c)`. */
export function booleanNode(boolop: "AND_EXPR" | "OR_EXPR", [first, ...others]: readonly unknown[]): unknown {
  return others.reduce((left, right) => {
    const body = bodyOf(left, "BoolExpr");
    const args = body?.["boolop"] === boolop ? [...list(body["args"]), right] : [left, right];
    return { BoolExpr: { boolop, args } };
  }, first);
}

export function notNode(arg: unknown): unknown {
  return { BoolExpr: { boolop: "NOT_EXPR", args: [arg] } };
}

export function caseNode(whens: readonly (readonly [expr: unknown, result: unknown])[], defresult?: unknown): unknown {
  const args = whens.map(([expr, result]) => ({ CaseWhen: { expr, result } }));
  return { CaseExpr: { args, ...(defresult !== undefined && { defresult }) } };
}
