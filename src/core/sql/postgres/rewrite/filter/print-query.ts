// Sub-selects of a row filter as text, from their trees.

import { bodyOf, list, names, type Struct, struct, unwrap, word } from "../../parse/tree.ts";
import { quoteName } from "../quote.ts";
import { printWindow } from "./print-window.ts";
import { type Print, type Printer, printOperator, Unprintable } from "./printer.ts";

export const QUERY_PRINTS: readonly (readonly [string, Print])[] = [
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
];

const JOINS: Readonly<Record<string, string>> = {
  JOIN_INNER: "JOIN",
  JOIN_LEFT: "LEFT JOIN",
  JOIN_RIGHT: "RIGHT JOIN",
  JOIN_FULL: "FULL JOIN",
};

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

function printSort({ node, sortby_dir, sortby_nulls, useOp }: Struct, p: Printer): string {
  const directions: Readonly<Record<string, string>> = {
    SORTBY_ASC: " ASC",
    SORTBY_DESC: " DESC",
    SORTBY_USING: ` USING ${printOperator(useOp)}`,
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
