// Expressions of a row filter as text, from their trees.

import { bodyOf, isStruct, list, type Struct, struct, unwrap, whole, word } from "../../parse/tree.ts";
import { quoteName, quoteText } from "../quote.ts";
import { printWindow } from "./print-window.ts";
import { type Print, type Printer, printOperator, printPath, Unprintable } from "./printer.ts";

export const EXPRESSION_PRINTS: readonly (readonly [string, Print])[] = [
  ["A_Const", printConstant],
  ["ParamRef", ({ number }, printer) => printer.parameter(whole(number) ?? 0)],
  ["ColumnRef", ({ fields }) => printFields(fields)],
  ["A_Star", () => "*"],
  ["String", ({ sval }) => quoteName(word(sval) ?? "")],
  ["A_Expr", printOperation],
  ["BoolExpr", printBoolean],
  [
    "NullTest",
    ({ arg, nulltesttype }, p) => `${p.operand(arg)} IS ${nulltesttype === "IS_NULL" ? "NULL" : "NOT NULL"}`,
  ],
  ["BooleanTest", ({ arg, booltesttype }, p) => `${p.operand(arg)} ${(word(booltesttype) ?? "").replaceAll("_", " ")}`],
  ["CaseExpr", printCase],
  ["CoalesceExpr", ({ args }, p) => `COALESCE(${p.all(args)})`],
  ["MinMaxExpr", ({ op, args }, p) => `${op === "IS_GREATEST" ? "GREATEST" : "LEAST"}(${p.all(args)})`],
  ["SubLink", printSubLink],
  ["FuncCall", printCall],
  ["NamedArgExpr", ({ name, arg }, p) => `${quoteName(word(name) ?? "")} => ${p.node(arg)}`],
  ["A_ArrayExpr", ({ elements }, p) => `ARRAY[${p.all(elements)}]`],
  ["RowExpr", ({ args }, p) => `ROW(${p.all(args)})`],
  ["List", ({ items }, p) => `(${p.all(items)})`],
  ["TypeCast", ({ arg, typeName }, p) => `${p.operand(arg)}::${printType(struct(typeName), p)}`],
  ["CollateClause", ({ arg, collname }, p) => `${p.operand(arg)} COLLATE ${printPath(collname)}`],
  [
    "A_Indirection",
    ({ arg, indirection }, p) =>
      `${p.operand(arg)}${list(indirection)
        .map((step) => printStep(step, p))
        .join("")}`,
  ],
];

function printConstant(body: Struct): string {
  if (body["isnull"] === true) return "NULL";
  if (isStruct(body["sval"])) return quoteText(word(body["sval"]["sval"]) ?? "");
  if (isStruct(body["boolval"])) return body["boolval"]["boolval"] === true ? "true" : "false";
  if (isStruct(body["ival"])) return negativeInBrackets(String(whole(body["ival"]["ival"]) ?? 0));
  if (isStruct(body["fval"])) return negativeInBrackets(word(body["fval"]["fval"]) ?? "");
  const bits = word(struct(body["bsval"])["bsval"]) ?? "";
  if (!/^[bx][0-9a-f]*$/i.test(bits)) throw new Unprintable("A_Const");
  return `${bits.slice(0, 1)}'${bits.slice(1)}'`;
}

function negativeInBrackets(number: string): string {
  return number.startsWith("-") ? `(${number})` : number;
}

function printFields(fields: unknown): string {
  return list(fields)
    .map((field) => (unwrap(field)?.kind === "A_Star" ? "*" : quoteName(word(bodyOf(field, "String")?.["sval"]) ?? "")))
    .join(".");
}

function printOperation({ kind, name, lexpr, rexpr }: Struct, p: Printer): string {
  const left = lexpr === undefined ? "" : `${p.operand(lexpr)} `;
  if (kind === "AEXPR_OP") return `${left}${printOperator(name)} ${p.operand(rexpr)}`;
  if (kind === "AEXPR_OP_ANY") return `${left}${printOperator(name)} ANY (${p.node(rexpr)})`;
  if (kind === "AEXPR_OP_ALL") return `${left}${printOperator(name)} ALL (${p.node(rexpr)})`;
  throw new Unprintable(word(kind) ?? "A_Expr");
}

function printBoolean({ boolop, args }: Struct, p: Printer): string {
  const operands = list(args).map((arg) => p.operand(arg));
  if (boolop === "NOT_EXPR") return `NOT ${operands.join("")}`;
  return operands.join(boolop === "AND_EXPR" ? " AND " : " OR ");
}

function printCase({ args, defresult }: Struct, p: Printer): string {
  const whens = list(args).map((arg) => {
    const { expr, result } = struct(bodyOf(arg, "CaseWhen"));
    return `WHEN ${p.node(expr)} THEN ${p.node(result)} `;
  });
  return `CASE ${whens.join("")}${defresult === undefined ? "" : `ELSE ${p.node(defresult)} `}END`;
}

function printSubLink({ subLinkType, testexpr, operName, subselect }: Struct, p: Printer): string {
  const query = `(${p.node(subselect)})`;
  if (subLinkType === "EXISTS_SUBLINK") return `EXISTS ${query}`;
  if (subLinkType === "EXPR_SUBLINK") return query;
  if (subLinkType === "ARRAY_SUBLINK") return `ARRAY${query}`;
  const keyword = subLinkType === "ANY_SUBLINK" ? "ANY" : "ALL";
  if (subLinkType !== "ANY_SUBLINK" && subLinkType !== "ALL_SUBLINK") throw new Unprintable("SubLink");
  return `${p.operand(testexpr)} ${printOperator(operName)} ${keyword} ${query}`;
}

function printCall(body: Struct, p: Printer): string {
  const args = list(body["args"]).map((arg) => p.node(arg));
  if (body["func_variadic"] === true) args.push(`VARIADIC ${args.pop() ?? ""}`);
  const distinct = body["agg_distinct"] === true ? "DISTINCT " : "";
  const within = body["agg_within_group"] === true;
  const order = p.clause("ORDER BY", body["agg_order"]);
  const inside = body["agg_star"] === true ? "*" : `${distinct}${args.join(", ")}${within ? "" : order}`;
  const filter = body["agg_filter"] === undefined ? "" : ` FILTER (WHERE ${p.node(body["agg_filter"])})`;
  const over = body["over"] === undefined ? "" : ` OVER ${printOver(struct(body["over"]), p)}`;
  return `${printPath(body["funcname"])}(${inside})${within ? ` WITHIN GROUP (${order})` : ""}${filter}${over}`;
}

function printOver(window: Struct, p: Printer): string {
  const name = word(window["name"]);
  return name === null ? `(${printWindow(window, p)})` : quoteName(name);
}

function printType(type: Struct, p: Printer): string {
  const typmods = type["typmods"] === undefined ? "" : `(${p.all(type["typmods"])})`;
  const bounds = list(type["arrayBounds"]).map((bound) => {
    const length = whole(bodyOf(bound, "Integer")?.["ival"]) ?? -1;
    return length < 0 ? "[]" : `[${length}]`;
  });
  return `${printPath(type["names"])}${typmods}${bounds.join("")}`;
}

function printStep(step: unknown, p: Printer): string {
  const indices = bodyOf(step, "A_Indices");
  if (indices === null) return `.${p.node(step)}`;
  const bound = (value: unknown) => (value === undefined ? "" : p.node(value));
  if (indices["is_slice"] !== true) return `[${bound(indices["uidx"])}]`;
  return `[${bound(indices["lidx"])}:${bound(indices["uidx"])}]`;
}
