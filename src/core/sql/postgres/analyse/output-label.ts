// The name that PostgreSQL gives a column of a result, by the rules of its FigureColname.

import { list, names, unwrap, word } from "../parse/tree.ts";

const LABELS: Readonly<Record<string, string>> = {
  GroupingFunc: "grouping",
  MergeSupportFunc: "merge_action",
  A_ArrayExpr: "array",
  RowExpr: "row",
  CoalesceExpr: "coalesce",
  JsonParseExpr: "json",
  JsonScalarExpr: "json_scalar",
  JsonSerializeExpr: "json_serialize",
  JsonObjectConstructor: "json_object",
  JsonArrayConstructor: "json_array",
  JsonArrayQueryConstructor: "json_array",
  JsonObjectAgg: "json_objectagg",
  JsonArrayAgg: "json_arrayagg",
  XmlSerialize: "xmlserialize",
};

export function outputLabel(expression: unknown): string {
  return figure(expression)?.name ?? "?column?";
}

/** A label, and whether it is strong enough to stand for what encloses it. */
function figure(expression: unknown): { name: string; strong: boolean } | null {
  const node = unwrap(expression);
  if (node === null) return null;
  const { kind, body } = node;
  const strong = (name: string | null | undefined) =>
    name === null || name === undefined ? null : { name, strong: true };
  switch (kind) {
    case "ColumnRef":
      return strong(lastName(body["fields"]));
    case "A_Indirection":
      return strong(lastName(body["indirection"])) ?? figure(body["arg"]);
    case "FuncCall":
      return strong(names(body["funcname"])?.at(-1));
    case "A_Expr":
      return body["kind"] === "AEXPR_NULLIF" ? strong("nullif") : null;
    case "TypeCast": {
      const inner = figure(body["arg"]);
      if (inner?.strong) return inner;
      const type = unwrap({ TypeName: body["typeName"] });
      const name = names(type?.body["names"])?.at(-1);
      return name === undefined ? inner : { name, strong: false };
    }
    case "CollateClause":
      return figure(body["arg"]);
    case "MinMaxExpr":
      return strong(body["op"] === "IS_GREATEST" ? "greatest" : "least");
    case "SQLValueFunction":
      return strong(word(body["op"])?.replace("SVFOP_", "").replace(/_N$/, "").toLowerCase());
    case "XmlExpr":
      return body["op"] === "IS_DOCUMENT" ? null : strong(word(body["op"])?.replace("IS_", "").toLowerCase());
    case "JsonFuncExpr":
      return strong(word(body["op"])?.replace(/_OP$/, "").toLowerCase());
    case "CaseExpr": {
      const inner = figure(body["defresult"]);
      return inner?.strong ? inner : { name: "case", strong: false };
    }
    case "SubLink": {
      if (body["subLinkType"] === "EXISTS_SUBLINK") return strong("exists");
      if (body["subLinkType"] === "ARRAY_SUBLINK") return strong("array");
      if (body["subLinkType"] !== "EXPR_SUBLINK") return null;
      const target = unwrap(list(unwrap(body["subselect"])?.body["targetList"])[0]);
      if (target === null) return null;
      return strong(word(target.body["name"])) ?? figure(target.body["val"]);
    }
    default:
      return strong(LABELS[kind]);
  }
}

function lastName(fields: unknown): string | null {
  for (const field of [...list(fields)].toReversed()) {
    const node = unwrap(field);
    if (node?.kind === "String") return word(node.body["sval"]) ?? "";
  }
  return null;
}
