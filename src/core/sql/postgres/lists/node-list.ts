// Every kind of node that a SELECT can hold, with every field of it. INVARIANT: a kind or a field that is not here is refused,
// so no part of a statement goes unread because a parser grew.
// "plain": no nodes below. "node": a wrapped node or a list of them. Any other word: an embedded struct of that kind, or a list.

import { isStruct, type Struct } from "../parse/tree.ts";

const at = { location: "plain" } as const;

const GRAMMAR = {
  SelectStmt: {
    distinctClause: "node",
    intoClause: "IntoClause",
    targetList: "node",
    fromClause: "node",
    whereClause: "node",
    groupClause: "node",
    groupDistinct: "plain",
    havingClause: "node",
    windowClause: "node",
    valuesLists: "node",
    sortClause: "node",
    limitOffset: "node",
    limitCount: "node",
    limitOption: "plain",
    lockingClause: "node",
    withClause: "WithClause",
    op: "plain",
    all: "plain",
    larg: "SelectStmt",
    rarg: "SelectStmt",
  },
  ResTarget: { name: "plain", val: "node", ...at },
  ColumnRef: { fields: "node", ...at },
  ParamRef: { number: "plain", ...at },
  A_Const: { ival: "plain", fval: "plain", boolval: "plain", sval: "plain", bsval: "plain", isnull: "plain", ...at },
  A_Star: {},
  String: { sval: "plain" },
  Integer: { ival: "plain" },
  Float: { fval: "plain" },
  Boolean: { boolval: "plain" },
  BitString: { bsval: "plain" },
  List: { items: "node" },
  A_Expr: {
    kind: "plain",
    name: "node",
    lexpr: "node",
    rexpr: "node",
    rexpr_list_start: "plain",
    rexpr_list_end: "plain",
    ...at,
  },
  BoolExpr: { boolop: "plain", args: "node", ...at },
  NullTest: { arg: "node", nulltesttype: "plain", argisrow: "plain", ...at },
  BooleanTest: { arg: "node", booltesttype: "plain", ...at },
  CaseExpr: { arg: "node", args: "node", defresult: "node", ...at },
  CaseWhen: { expr: "node", result: "node", ...at },
  CoalesceExpr: { args: "node", ...at },
  MinMaxExpr: { op: "plain", args: "node", ...at },
  SQLValueFunction: { op: "plain", typmod: "plain", ...at },
  SubLink: { subLinkType: "plain", subLinkId: "plain", testexpr: "node", operName: "node", subselect: "node", ...at },
  FuncCall: {
    funcname: "node",
    args: "node",
    agg_order: "node",
    agg_filter: "node",
    over: "WindowDef",
    agg_within_group: "plain",
    agg_star: "plain",
    agg_distinct: "plain",
    func_variadic: "plain",
    funcformat: "plain",
    ...at,
  },
  NamedArgExpr: { arg: "node", name: "plain", argnumber: "plain", ...at },
  A_Indices: { is_slice: "plain", lidx: "node", uidx: "node" },
  A_Indirection: { arg: "node", indirection: "node" },
  A_ArrayExpr: { elements: "node", list_start: "plain", list_end: "plain", ...at },
  RowExpr: { args: "node", row_format: "plain", ...at },
  TypeCast: { arg: "node", typeName: "TypeName", ...at },
  TypeName: {
    names: "node",
    setof: "plain",
    pct_type: "plain",
    typmods: "node",
    typemod: "plain",
    arrayBounds: "node",
    ...at,
  },
  CollateClause: { arg: "node", collname: "node", ...at },
  SortBy: { node: "node", sortby_dir: "plain", sortby_nulls: "plain", useOp: "node", ...at },
  WindowDef: {
    name: "plain",
    refname: "plain",
    partitionClause: "node",
    orderClause: "node",
    frameOptions: "plain",
    startOffset: "node",
    endOffset: "node",
    ...at,
  },
  GroupingSet: { kind: "plain", content: "node", ...at },
  GroupingFunc: { args: "node", ...at },
  RangeVar: {
    catalogname: "plain",
    schemaname: "plain",
    relname: "plain",
    inh: "plain",
    relpersistence: "plain",
    alias: "Alias",
    ...at,
  },
  RangeSubselect: { lateral: "plain", subquery: "node", alias: "Alias" },
  RangeFunction: {
    lateral: "plain",
    ordinality: "plain",
    is_rowsfrom: "plain",
    functions: "node",
    alias: "Alias",
    coldeflist: "node",
  },
  RangeTableSample: { relation: "node", method: "node", args: "node", repeatable: "node", ...at },
  JoinExpr: {
    jointype: "plain",
    isNatural: "plain",
    larg: "node",
    rarg: "node",
    usingClause: "node",
    join_using_alias: "Alias",
    quals: "node",
    alias: "Alias",
    rtindex: "plain",
  },
  Alias: { aliasname: "plain", colnames: "node" },
  ColumnDef: { colname: "plain", typeName: "TypeName", is_local: "plain", collClause: "CollateClause", ...at },
  WithClause: { ctes: "node", recursive: "plain", ...at },
  CommonTableExpr: {
    ctename: "plain",
    aliascolnames: "node",
    ctematerialized: "plain",
    ctequery: "node",
    search_clause: "CTESearchClause",
    cycle_clause: "CTECycleClause",
    ...at,
  },
  CTESearchClause: { search_col_list: "node", search_breadth_first: "plain", search_seq_column: "plain", ...at },
  CTECycleClause: {
    cycle_col_list: "node",
    cycle_mark_column: "plain",
    cycle_mark_value: "node",
    cycle_mark_default: "node",
    cycle_path_column: "plain",
    ...at,
  },
  JsonFormat: { format_type: "plain", encoding: "plain", ...at },
  JsonReturning: { format: "JsonFormat", typid: "plain", typmod: "plain" },
  JsonOutput: { typeName: "TypeName", returning: "JsonReturning" },
  JsonValueExpr: { raw_expr: "node", format: "JsonFormat" },
  JsonKeyValue: { key: "node", value: "JsonValueExpr" },
  JsonArgument: { val: "JsonValueExpr", name: "plain" },
  JsonBehavior: { btype: "plain", expr: "node", coerce: "plain", ...at },
  JsonIsPredicate: { expr: "node", format: "JsonFormat", item_type: "plain", unique_keys: "plain", ...at },
  JsonFuncExpr: {
    op: "plain",
    column_name: "plain",
    context_item: "JsonValueExpr",
    pathspec: "node",
    passing: "node",
    output: "JsonOutput",
    on_empty: "JsonBehavior",
    on_error: "JsonBehavior",
    wrapper: "plain",
    quotes: "plain",
    ...at,
  },
  JsonParseExpr: { expr: "JsonValueExpr", output: "JsonOutput", unique_keys: "plain", ...at },
  JsonScalarExpr: { expr: "node", output: "JsonOutput", ...at },
  JsonSerializeExpr: { expr: "JsonValueExpr", output: "JsonOutput", ...at },
  JsonObjectConstructor: { exprs: "node", output: "JsonOutput", absent_on_null: "plain", unique: "plain", ...at },
  JsonArrayConstructor: { exprs: "node", output: "JsonOutput", absent_on_null: "plain", ...at },
  JsonArrayQueryConstructor: {
    query: "node",
    output: "JsonOutput",
    format: "JsonFormat",
    absent_on_null: "plain",
    ...at,
  },
  JsonAggConstructor: { output: "JsonOutput", agg_filter: "node", agg_order: "node", over: "WindowDef", ...at },
  JsonObjectAgg: { constructor: "JsonAggConstructor", arg: "JsonKeyValue", absent_on_null: "plain", unique: "plain" },
  JsonArrayAgg: { constructor: "JsonAggConstructor", arg: "JsonValueExpr", absent_on_null: "plain" },
  JsonTable: {
    context_item: "JsonValueExpr",
    pathspec: "JsonTablePathSpec",
    passing: "node",
    columns: "node",
    on_error: "JsonBehavior",
    alias: "Alias",
    lateral: "plain",
    ...at,
  },
  JsonTablePathSpec: { string: "node", name: "plain", name_location: "plain", ...at },
  JsonTableColumn: {
    coltype: "plain",
    name: "plain",
    typeName: "TypeName",
    pathspec: "JsonTablePathSpec",
    format: "JsonFormat",
    wrapper: "plain",
    quotes: "plain",
    columns: "node",
    on_empty: "JsonBehavior",
    on_error: "JsonBehavior",
    ...at,
  },
  XmlExpr: {
    op: "plain",
    name: "plain",
    named_args: "XmlArgument",
    args: "node",
    xmloption: "plain",
    ...at,
  },
  /** A target is met outside of a SELECT's list here alone. */
  XmlArgument: { ResTarget: "XmlNamedValue" },
  XmlNamedValue: { name: "plain", val: "node", ...at },
  XmlSerialize: { xmloption: "plain", expr: "node", typeName: "TypeName", indent: "plain", ...at },
  RangeTableFunc: {
    lateral: "plain",
    docexpr: "node",
    rowexpr: "node",
    namespaces: "XmlArgument",
    columns: "node",
    alias: "Alias",
    ...at,
  },
  RangeTableFuncCol: {
    colname: "plain",
    typeName: "TypeName",
    for_ordinality: "plain",
    is_not_null: "plain",
    colexpr: "node",
    coldefexpr: "node",
    ...at,
  },
  /** Known so that they can be refused by name. */
  IntoClause: {
    rel: "plain",
    onCommit: "plain",
    colNames: "plain",
    options: "plain",
    tableSpaceName: "plain",
    accessMethod: "plain",
  },
  LockingClause: { lockedRels: "plain", strength: "plain", waitPolicy: "plain" },
  SetToDefault: { ...at },
  MergeSupportFunc: { msftype: "plain", ...at },
} as const;

const TABLE: ReadonlyMap<string, ReadonlyMap<string, string>> = new Map(
  Object.entries(GRAMMAR).map(([kind, fields]) => [kind, new Map(Object.entries<string>(fields))]),
);

export interface Child {
  readonly field: string;
  /** A wrapped node has kind "node"; an embedded struct its own kind. */
  readonly kind: string;
  readonly value: unknown;
}

/** What stands below a node, in field order; null when the node or one of its fields is not of this grammar. */
export function childrenOf(kind: string, body: Struct): readonly Child[] | null {
  const fields = TABLE.get(kind);
  if (fields === undefined) return null;
  const children: Child[] = [];
  for (const field of Object.keys(body)) {
    const role = fields.get(field);
    if (role === undefined) return null;
    if (role === "plain") continue;
    const value = body[field];
    if (Array.isArray(value)) for (const item of value) children.push({ field, kind: role, value: item });
    else if (isStruct(value)) children.push({ field, kind: role, value });
    else return null;
  }
  return children;
}

/** The same node with what stands below it changed, one by one; null when the node or one of its fields is not of this grammar. */
export function rebuild(
  kind: string,
  body: Struct,
  change: (child: Pick<Child, "kind" | "value">) => unknown,
): Struct | null {
  const fields = TABLE.get(kind);
  if (fields === undefined) return null;
  const rebuilt: Record<string, unknown> = {};
  for (const field of Object.keys(body)) {
    const role = fields.get(field);
    if (role === undefined) return null;
    const value = body[field];
    if (role === "plain") rebuilt[field] = value;
    else if (Array.isArray(value)) rebuilt[field] = value.map((item: unknown) => change({ kind: role, value: item }));
    else rebuilt[field] = change({ kind: role, value });
  }
  return rebuilt;
}
