// Writes an expression of a row filter from its tree, with every operand in brackets and every name as the tree has it.
// What it cannot write it does not know, and says so; what it wrote is parsed again and compared (row-filter.ts).

import { quoteName, quoteText } from "../quote.ts";
import { bodyOf, isStruct, list, names, type Struct, struct, unwrap, whole, word } from "../tree.ts";

/** The name of the construct that cannot be written. */
export class Unprintable extends Error {}

type Print = (body: Struct, printer: Printer) => string;

export class Printer {
  readonly #parameter: (number: number) => string;

  constructor(parameter: (number: number) => string) {
    this.#parameter = parameter;
  }

  /** A wrapped node. */
  node(value: unknown): string {
    const node = unwrap(value);
    const print = node === null ? undefined : PRINTS.get(node.kind);
    if (node === null || print === undefined) throw new Unprintable(node?.kind ?? "an empty node");
    return print(node.body, this);
  }

  operand(value: unknown): string {
    return `(${this.node(value)})`;
  }

  all(values: unknown, separator = ", "): string {
    return list(values)
      .map((value) => this.node(value))
      .join(separator);
  }

  parameter(number: number): string {
    return this.#parameter(number);
  }

  clause(word_: string, value: unknown): string {
    return value === undefined ? "" : ` ${word_} ${Array.isArray(value) ? this.all(value) : this.node(value)}`;
  }
}

const path = (value: unknown): string => (names(value) ?? []).map(quoteName).join(".");
const operator = (value: unknown): string => {
  const parts = names(value) ?? [];
  return `OPERATOR(${parts.map((part, index) => (index === parts.length - 1 ? part : quoteName(part))).join(".")})`;
};

const PRINTS: ReadonlyMap<string, Print> = new Map<string, Print>([
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
  ["CollateClause", ({ arg, collname }, p) => `${p.operand(arg)} COLLATE ${path(collname)}`],
  [
    "A_Indirection",
    ({ arg, indirection }, p) =>
      `${p.operand(arg)}${list(indirection)
        .map((step) => printStep(step, p))
        .join("")}`,
  ],
  ["SortBy", printSort],
  ["GroupingSet", printGrouping],
  ["GroupingFunc", ({ args }, p) => `GROUPING(${p.all(args)})`],
  ["SelectStmt", printSelect],
  [
    "ResTarget",
    ({ name, val }, p) => `${p.node(val)}${name === undefined ? "" : ` AS ${quoteName(word(name) ?? "")}`}`,
  ],
  [
    "RangeVar",
    ({ schemaname, relname, inh, alias }) =>
      `${inh === true ? "" : "ONLY "}${[schemaname, relname].flatMap((name) => (typeof name === "string" ? [quoteName(name)] : [])).join(".")}${printAlias(alias)}`,
  ],
  [
    "RangeSubselect",
    ({ lateral, subquery, alias }, p) =>
      `${lateral === true ? "LATERAL " : ""}(${p.node(subquery)})${printAlias(alias)}`,
  ],
  ["RangeFunction", printRangeFunction],
  ["JoinExpr", printJoin],
  ["CommonTableExpr", printCte],
  ["WindowDef", (body, p) => `${quoteName(word(body["name"]) ?? "")} AS (${printWindow(body, p)})`],
]);

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
  if (kind === "AEXPR_OP") return `${left}${operator(name)} ${p.operand(rexpr)}`;
  if (kind === "AEXPR_OP_ANY") return `${left}${operator(name)} ANY (${p.node(rexpr)})`;
  if (kind === "AEXPR_OP_ALL") return `${left}${operator(name)} ALL (${p.node(rexpr)})`;
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
  const word_ = subLinkType === "ANY_SUBLINK" ? "ANY" : "ALL";
  if (subLinkType !== "ANY_SUBLINK" && subLinkType !== "ALL_SUBLINK") throw new Unprintable("SubLink");
  return `${p.operand(testexpr)} ${operator(operName)} ${word_} ${query}`;
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
  return `${path(body["funcname"])}(${inside})${within ? ` WITHIN GROUP (${order})` : ""}${filter}${over}`;
}

function printOver(window: Struct, p: Printer): string {
  const name = word(window["name"]);
  return name === null ? `(${printWindow(window, p)})` : quoteName(name);
}

/** The frame that there is without a word. */
const DEFAULT_FRAME = 1058;

function printWindow(window: Struct, p: Printer): string {
  if (window["frameOptions"] !== DEFAULT_FRAME) throw new Unprintable("a window's frame");
  const reference = word(window["refname"]);
  const parts = p.clause("PARTITION BY", window["partitionClause"]) + p.clause("ORDER BY", window["orderClause"]);
  return `${reference === null ? "" : quoteName(reference)}${parts}`;
}

export function printType(type: Struct, p: Printer): string {
  const typmods = type["typmods"] === undefined ? "" : `(${p.all(type["typmods"])})`;
  const bounds = list(type["arrayBounds"]).map((bound) => {
    const length = whole(bodyOf(bound, "Integer")?.["ival"]) ?? -1;
    return length < 0 ? "[]" : `[${length}]`;
  });
  return `${path(type["names"])}${typmods}${bounds.join("")}`;
}

function printStep(step: unknown, p: Printer): string {
  const indices = bodyOf(step, "A_Indices");
  if (indices === null) return `.${p.node(step)}`;
  const bound = (value: unknown) => (value === undefined ? "" : p.node(value));
  if (indices["is_slice"] !== true) return `[${bound(indices["uidx"])}]`;
  return `[${bound(indices["lidx"])}:${bound(indices["uidx"])}]`;
}

function printSort({ node, sortby_dir, sortby_nulls, useOp }: Struct, p: Printer): string {
  const directions: Readonly<Record<string, string>> = {
    SORTBY_ASC: " ASC",
    SORTBY_DESC: " DESC",
    SORTBY_USING: ` USING ${operator(useOp)}`,
  };
  const nulls: Readonly<Record<string, string>> = {
    SORTBY_NULLS_FIRST: " NULLS FIRST",
    SORTBY_NULLS_LAST: " NULLS LAST",
  };
  return `${p.node(node)}${directions[word(sortby_dir) ?? ""] ?? ""}${nulls[word(sortby_nulls) ?? ""] ?? ""}`;
}

function printGrouping({ kind, content }: Struct, p: Printer): string {
  if (kind === "GROUPING_SET_EMPTY") return "()";
  if (kind === "GROUPING_SET_ROLLUP") return `ROLLUP (${p.all(content)})`;
  if (kind === "GROUPING_SET_CUBE") return `CUBE (${p.all(content)})`;
  if (kind === "GROUPING_SET_SETS") return `GROUPING SETS (${p.all(content)})`;
  throw new Unprintable("GroupingSet");
}

function printSelect(body: Struct, p: Printer): string {
  const { withClause } = body;
  const { recursive, ctes } = struct(withClause);
  const before = withClause === undefined ? "" : `WITH ${recursive === true ? "RECURSIVE " : ""}${p.all(ctes)} `;
  const { limitOption, limitCount } = body;
  if (limitOption === "LIMIT_OPTION_WITH_TIES") throw new Unprintable("WITH TIES");
  const limit = limitCount === undefined ? "" : ` LIMIT ${p.operand(limitCount)}`;
  const offset = body["limitOffset"] === undefined ? "" : ` OFFSET ${p.operand(body["limitOffset"])}`;
  return `${before}${printArms(body, p)}${p.clause("ORDER BY", body["sortClause"])}${limit}${offset}`;
}

function printArms(body: Struct, p: Printer): string {
  const { op, valuesLists, larg, rarg } = body;
  if (op !== "SETOP_NONE") {
    const arm = (select: unknown) => `(${printSelect(struct(select), p)})`;
    const words: Readonly<Record<string, string>> = {
      SETOP_UNION: "UNION",
      SETOP_INTERSECT: "INTERSECT",
      SETOP_EXCEPT: "EXCEPT",
    };
    return `${arm(larg)} ${words[word(op) ?? ""] ?? ""}${body["all"] === true ? " ALL" : ""} ${arm(rarg)}`;
  }
  if (valuesLists !== undefined) return `VALUES ${p.all(valuesLists)}`;
  const distinct = list(body["distinctClause"]);
  const on = distinct.filter((item) => unwrap(item) !== null);
  const words = distinct.length === 0 ? "" : ` DISTINCT${on.length === 0 ? "" : ` ON (${p.all(on)})`}`;
  const having = p.clause("HAVING", body["havingClause"]) + p.clause("WINDOW", body["windowClause"]);
  const group = p.clause(body["groupDistinct"] === true ? "GROUP BY DISTINCT" : "GROUP BY", body["groupClause"]);
  const from = p.clause("FROM", body["fromClause"]) + p.clause("WHERE", body["whereClause"]);
  return `SELECT${words} ${p.all(body["targetList"])}${from}${group}${having}`;
}

function printAlias(alias: unknown): string {
  if (alias === undefined) return "";
  const { aliasname, colnames } = struct(alias);
  const columns = (names(colnames) ?? []).map(quoteName).join(", ");
  return ` AS ${quoteName(word(aliasname) ?? "")}${columns === "" ? "" : ` (${columns})`}`;
}

function printRangeFunction(body: Struct, p: Printer): string {
  const pairs = list(body["functions"]).map((pair) => {
    const [call, definitions] = list(bodyOf(pair, "List")?.["items"]);
    if (definitions !== undefined && unwrap(definitions) !== null) throw new Unprintable("a column definition list");
    return p.node(call);
  });
  if (body["coldeflist"] !== undefined) throw new Unprintable("a column definition list");
  const call = body["is_rowsfrom"] === true ? `ROWS FROM (${pairs.join(", ")})` : pairs.join("");
  const ordinality = body["ordinality"] === true ? " WITH ORDINALITY" : "";
  return `${body["lateral"] === true ? "LATERAL " : ""}${call}${ordinality}${printAlias(body["alias"])}`;
}

const JOINS: Readonly<Record<string, string>> = {
  JOIN_INNER: "JOIN",
  JOIN_LEFT: "LEFT JOIN",
  JOIN_RIGHT: "RIGHT JOIN",
  JOIN_FULL: "FULL JOIN",
};

function printJoin({ jointype, larg, rarg, quals, alias, isNatural, usingClause }: Struct, p: Printer): string {
  if (isNatural === true || usingClause !== undefined) throw new Unprintable("NATURAL or USING of a join");
  const words = quals === undefined ? "CROSS JOIN" : (JOINS[word(jointype) ?? ""] ?? "JOIN");
  return `(${p.node(larg)} ${words} ${p.node(rarg)}${quals === undefined ? "" : ` ON ${p.node(quals)}`})${printAlias(alias)}`;
}

function printCte(
  { ctename, aliascolnames, ctematerialized, ctequery, search_clause, cycle_clause }: Struct,
  p: Printer,
): string {
  if (search_clause !== undefined || cycle_clause !== undefined) throw new Unprintable("SEARCH or CYCLE");
  const columns = (names(aliascolnames) ?? []).map(quoteName).join(", ");
  const words: Readonly<Record<string, string>> = {
    CTEMaterializeAlways: "MATERIALIZED ",
    CTEMaterializeNever: "NOT MATERIALIZED ",
  };
  const how = words[word(ctematerialized) ?? ""] ?? "";
  return `${quoteName(word(ctename) ?? "")}${columns === "" ? "" : ` (${columns})`} AS ${how}(${p.node(ctequery)})`;
}
