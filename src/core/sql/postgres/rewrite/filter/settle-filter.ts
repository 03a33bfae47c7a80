// A row filter as it is written into plans: every name with what it belongs to, every function, operator and type with its schema,
// and every day and instant in UTC, so that neither a caller's statement nor a session's settings can make it mean another thing.

import { rebuild } from "../../lists/node-list.ts";
import { isListedType } from "../../lists/type-list.ts";
import { bodyOf, list, type Node, names, type Struct, struct, unwrap, word } from "../../parse/tree.ts";
import { castAs, type Problems, unify, valueOf } from "./convert.ts";
import { callNode, caseNode, castNode, nameNodes } from "./make-node.ts";
import { operatorSchema } from "./operator-schema.ts";
import { settleCall } from "./settle-call.ts";
import { settleExpression } from "./settle-expression.ts";
import { settleComparison } from "./settle-operation.ts";
import { type Settled, settled, sortOfName, sortOfOwn } from "./value-sort.ts";
import type { FilterContext, Writer } from "./writer.ts";

type Settle = (node: Node, writer: FilterWriter, wrapper: unknown) => Settled;

export class FilterWriter implements Writer {
  readonly context: FilterContext;
  readonly problems: Problems;

  constructor(context: FilterContext) {
    this.context = context;
    this.problems = context.problems;
  }

  /** Where a bare name of a function or a type was found; null for what is of pg_catalog or has its schema. */
  schemaFor(written: unknown): string | null {
    return this.context.reading.qualifications.find((name) => name.names === written)?.schema ?? null;
  }

  schemaOf(operator: string, left: Settled | null, right: Settled): string {
    return operatorSchema(this.context.catalogue, { operator, left, right }, this.problems);
  }

  settle(value: unknown): Settled {
    const node = unwrap(value);
    if (node === null) return settled(value, "unknown");
    const settle = SETTLE.get(node.kind);
    return settle === undefined
      ? settled({ [node.kind]: this.rebuild(node.kind, node.body) }, "unknown")
      : settle(node, this, value);
  }

  value(node: unknown): unknown {
    return valueOf(this.settle(node));
  }

  /** The same node with everything below it settled. */
  rebuild(kind: string, body: Struct): Struct {
    const rebuilt = rebuild(kind, body, (child) =>
      child.kind === "node" ? this.value(child.value) : this.rebuildPart(child.kind, struct(child.value)),
    );
    return rebuilt ?? body;
  }

  rebuildPart(kind: string, body: Struct): Struct {
    if (kind === "TypeName") return this.type(body);
    return kind === "SelectStmt" ? this.select(body) : this.rebuild(kind, body);
  }

  select(body: Struct): Struct {
    return this.rebuild("SelectStmt", body);
  }

  type(body: Struct): Struct {
    const path = names(body["names"]) ?? [];
    const own = path.length === 1 && isListedType(path[0] ?? "");
    const schema = this.schemaFor(body["names"]) ?? (own ? "pg_catalog" : null);
    return { ...body, names: schema === null ? body["names"] : nameNodes(schema, ...path) };
  }
}

const SETTLE: ReadonlyMap<string, Settle> = new Map<string, Settle>([
  ["A_Const", settleConstant],
  ["ColumnRef", settleColumn],
  ["A_Expr", settleExpression],
  ["BoolExpr", (node, writer) => settled({ BoolExpr: writer.rebuild("BoolExpr", node.body) }, "boolean")],
  ["NullTest", (node, writer) => settled({ NullTest: writer.rebuild("NullTest", node.body) }, "boolean")],
  ["BooleanTest", (node, writer) => settled({ BooleanTest: writer.rebuild("BooleanTest", node.body) }, "boolean")],
  ["CaseExpr", settleCase],
  ["CoalesceExpr", settleArms],
  ["MinMaxExpr", settleArms],
  ["SQLValueFunction", settleClock],
  ["SubLink", settleSubLink],
  ["FuncCall", settleFunction],
  ["A_ArrayExpr", (node, writer) => settled({ A_ArrayExpr: writer.rebuild("A_ArrayExpr", node.body) }, "array")],
  [
    "RowExpr",
    (node, writer) =>
      settled({ RowExpr: { ...writer.rebuild("RowExpr", node.body), row_format: "COERCE_EXPLICIT_CALL" } }, "other"),
  ],
  ["TypeCast", settleCast],
  ["A_Indirection", settleIndirection],
  ["CollateClause", settleCollation],
  ["SelectStmt", (node, writer) => settled({ SelectStmt: writer.select(node.body) }, "unknown")],
  ["SortBy", settleSort],
]);

function settleConstant(_node: Node, _writer: FilterWriter, wrapper: unknown): Settled {
  const { isnull, sval, boolval, bsval } = struct(bodyOf(wrapper, "A_Const"));
  if (isnull === true) return settled(wrapper, "null");
  if (sval !== undefined) return settled(wrapper, "literal");
  if (bsval !== undefined) return settled(wrapper, "other");
  return settled(wrapper, boolval === undefined ? "number" : "boolean");
}

function settleColumn({ body }: Node, writer: FilterWriter, wrapper: unknown): Settled {
  const name = writer.context.names.get(body);
  if (name === undefined) return settled(wrapper, "unknown");
  return settled({ ColumnRef: { fields: name.fields } }, name.sort, { type: name.type, element: name.element });
}

function settleIndirection({ body }: Node, writer: FilterWriter): Settled {
  const value = writer.settle(body["arg"]);
  const steps = list(body["indirection"]);
  const elements = steps.every(
    (step) => bodyOf(step, "A_Indices") !== null && bodyOf(step, "A_Indices")?.["is_slice"] !== true,
  );
  const node = { A_Indirection: { arg: valueOf(value), indirection: steps.map((step) => writer.value(step)) } };
  return settled(
    node,
    elements ? (value.sort === "array" ? value.element : value.sort === "json" ? "json" : "unknown") : "unknown",
    elements && value.sort === "array" ? { type: value.type } : {},
  );
}

function settleCase({ body }: Node, writer: FilterWriter): Settled {
  const whens = list(body["args"]).map((when) => struct(bodyOf(when, "CaseWhen")));
  const subject = body["arg"] === undefined ? null : writer.settle(body["arg"]);
  const conditions = whens.map(({ expr }) =>
    subject === null ? writer.value(expr) : settleComparison("=", [subject, writer.settle(expr)], writer).node,
  );
  const otherwise = body["defresult"] === undefined ? [] : [writer.settle(body["defresult"])];
  const { nodes, as } = unify([...whens.map(({ result }) => writer.settle(result)), ...otherwise], writer.problems);
  const node = caseNode(
    conditions.map((condition, index) => [condition, nodes[index]]),
    nodes[whens.length],
  );
  return settled(node, as.sort, { type: as.type });
}

function settleArms({ kind, body }: Node, writer: FilterWriter): Settled {
  const { nodes, as } = unify(
    list(body["args"]).map((arg) => writer.settle(arg)),
    writer.problems,
  );
  return settled({ [kind]: { ...body, args: nodes } }, as.sort, { type: as.type });
}

/** The days and times of the session's zone, which for filters is UTC. */
function settleClock({ body }: Node, writer: FilterWriter, wrapper: unknown): Settled {
  const op = word(body["op"]) ?? "";
  const utc = callNode("timezone", [castNode({ A_Const: { sval: { sval: "0" } } }, "interval"), nowNode()]);
  if (op === "SVFOP_CURRENT_DATE") return settled(castNode(utc, "date"), "date");
  if (op === "SVFOP_CURRENT_TIMESTAMP") return settled(nowNode(), "instant");
  if (op === "SVFOP_LOCALTIMESTAMP") return settled(utc, "timestamp");
  if (op === "SVFOP_LOCALTIME") return settled(castNode(utc, "time"), "time");
  writer.problems(`${op.replace("SVFOP_", "")} goes by the session: write now() or CURRENT_DATE`);
  return settled(wrapper, "unknown");
}

function nowNode(): unknown {
  return { FuncCall: { funcname: nameNodes("pg_catalog", "now"), funcformat: "COERCE_EXPLICIT_CALL" } };
}

function settleSubLink({ body }: Node, writer: FilterWriter): Settled {
  const { subLinkType, testexpr, operName, subselect } = body;
  const query = writer.value(subselect);
  const [target] = list(struct(bodyOf(query, "SelectStmt"))["targetList"]);
  const shown = firstSort(subselect, writer);
  if (subLinkType === "EXPR_SUBLINK")
    return settled({ SubLink: { ...body, subselect: query } }, shown.sort, { type: shown.type });
  if (testexpr === undefined) {
    return settled({ SubLink: { ...body, subselect: query } }, subLinkType === "ARRAY_SUBLINK" ? "array" : "boolean");
  }
  const test = writer.settle(testexpr);
  const one = test.sort === "instant" || shown.sort === "instant";
  if (one && test.sort !== shown.sort && target !== undefined)
    writer.problems("an instant is looked for among other values: cast it");
  const operator = (names(operName) ?? []).at(-1) ?? "=";
  const name = nameNodes(writer.schemaOf(operator, test, shown), operator);
  return settled({ SubLink: { ...body, testexpr: valueOf(test), operName: name, subselect: query } }, "boolean");
}

/** What the only column of a query is. */
function firstSort(query: unknown, writer: FilterWriter): Settled {
  const select = struct(bodyOf(query, "SelectStmt"));
  const target = bodyOf(list(select["targetList"])[0], "ResTarget");
  return target === null ? settled(null, "unknown") : writer.settle(target["val"]);
}

function settleFunction({ body }: Node, writer: FilterWriter, wrapper: unknown): Settled {
  const attribute = writer.context.reading.attributes.find((use) => use.wrapper === wrapper);
  if (attribute !== undefined) {
    return settled(castNode({ ParamRef: { number: writer.context.attribute(attribute.name) } }, "text"), "text");
  }
  const path = names(body["funcname"]) ?? [];
  const name = path.at(-1) ?? "";
  const home = writer.schemaFor(body["funcname"]);
  const builtIn = home === null && (path.length === 1 || path[0] === "pg_catalog");
  const rest = writer.rebuild("FuncCall", { ...body, args: [] });
  const write = (args: readonly unknown[]): unknown => {
    const { args: _none, ...others } = rest;
    const schema = builtIn ? "pg_catalog" : home;
    const funcname = schema === null ? body["funcname"] : nameNodes(schema, name);
    return { FuncCall: { ...others, funcname, ...(args.length > 0 && { args }), funcformat: "COERCE_EXPLICIT_CALL" } };
  };
  const args = list(body["args"]).map((arg) => writer.settle(arg));
  if (builtIn) return settleCall({ name, args, write }, writer.problems);
  return settled(write(args.map(valueOf)), "foreign");
}

function settleCast({ body }: Node, writer: FilterWriter): Settled {
  const type = writer.type(struct(body["typeName"]));
  const path = names(type["names"]) ?? [];
  const array = type["arrayBounds"] !== undefined || (path.at(-1) ?? "").startsWith("_");
  const builtIn = path.length < 2 || path[0] === "pg_catalog";
  const named = path.join(".");
  const own = !builtIn && writer.context.catalogue.foreign?.types.has(named) === true ? named : null;
  const plain = builtIn ? sortOfName(path.at(-1) ?? "") : own === null ? "enum" : sortOfOwn(own);
  const sort = array ? "array" : plain;
  const value = writer.settle(body["arg"]);
  if (path.at(-1) === "xml") writer.problems("XML is read as a setting says");
  if (path.at(-1) === "regconfig") writer.problems("a configuration is named outside of its function");
  const write = (node: unknown): unknown => ({ TypeCast: { arg: node, typeName: type } });
  // interval day and its like say which fields there are
  return castAs(value, { sort, type: own, typmods: type["typmods"], write }, writer.problems);
}

function settleCollation({ body }: Node, writer: FilterWriter): Settled {
  const value = writer.settle(body["arg"]);
  const path = names(body["collname"]) ?? [];
  const collname = path.length === 1 ? nameNodes("pg_catalog", ...path) : body["collname"];
  return settled({ CollateClause: { arg: valueOf(value), collname } }, value.sort, { type: value.type });
}

function settleSort({ body }: Node, writer: FilterWriter): Settled {
  const useOp = names(body["useOp"]);
  const sorted = writer.rebuild("SortBy", body);
  return settled(
    { SortBy: useOp?.length === 1 ? { ...sorted, useOp: nameNodes("pg_catalog", ...useOp) } : sorted },
    "unknown",
  );
}
