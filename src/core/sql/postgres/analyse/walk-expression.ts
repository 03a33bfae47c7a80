// Walks everything below a clause. INVARIANT: each node is either known by name here, or has its fields known by the grammar
// and all of them walked; any other is an obstacle.

import { noteCall, noteCurrentSchema, noteNameCast, notePlaces } from "../catalogue/read-catalogue.ts";
import { AGGREGATES } from "../lists/function-list.ts";
import { type Child, childrenOf } from "../lists/node-list.ts";
import { VALUE_FUNCTIONS } from "../lists/type-list.ts";
import { bodyOf, list, type Node, names, type Struct, struct, unwrap, whole, word } from "../parse/tree.ts";
import { checkCollation, checkField, checkFunction, checkOperator, checkType } from "./allowed-names.ts";
import { judgeCasts } from "./cast-places.ts";
import type { Place } from "./place.ts";
import { obstruct, unsupported, type Walk } from "./reading.ts";
import { SYSTEM_COLUMNS } from "./system-columns.ts";
import { judgeName, operatorsOf } from "./user-defined-names.ts";
import { visitColumn } from "./walk-column.ts";

export function walkAll(walk: Walk, value: unknown, place: Place): void {
  if (Array.isArray(value)) for (const item of value) walkNode(walk, { kind: "node", value: item }, place);
  else if (value !== undefined) walkNode(walk, { kind: "node", value }, place);
}

export function walkNode(walk: Walk, child: Pick<Child, "kind" | "value">, place: Place): void {
  const node = child.kind === "node" ? unwrap(child.value) : { kind: child.kind, body: struct(child.value) };
  if (node === null) return;
  const special = SPECIAL.get(node.kind);
  notePlaces(walk, node);
  if (special === undefined) walkChildren(walk, node, place);
  else special(walk, node, place, child.value);
  judgeCasts(walk, node, place);
}

function walkChildren(walk: Walk, { kind, body }: Node, place: Place): void {
  const children = childrenOf(kind, body);
  if (children === null) unsupported(walk, kind, body["location"]);
  else for (const child of children) walkNode(walk, child, place);
}

type Visit = (walk: Walk, node: Node, place: Place, wrapper: unknown) => void;

/** Node kinds by the version of PostgreSQL that first reads them as we do. */
function since(version: number, then: Visit = walkChildren): Visit {
  return (walk, node, place, wrapper) => {
    if (walk.catalogue.serverVersion < version) {
      obstruct(walk, "unsupported-syntax", {
        message: `This server is older than PostgreSQL ${version / 10_000}, which this syntax needs.`,
        remedy: "Use the functions json_build_object, json_agg, jsonb_path_query and their like.",
        rule: "server-version",
        location: node.body["location"],
      });
    }
    then(walk, node, place, wrapper);
  };
}

const SPECIAL: ReadonlyMap<string, Visit> = new Map<string, Visit>([
  ["SelectStmt", visitQuery],
  ["SubLink", visitSubLink],
  ["ColumnRef", visitColumn],
  ["ParamRef", visitParameter],
  ["FuncCall", visitCall],
  ["A_Expr", visitOperator],
  ["A_Indirection", visitIndirection],
  ["CaseExpr", visitCase],
  ["CollateClause", visitCollation],
  ["WindowDef", visitWindow],
  ["TypeName", visitType],
  ["TypeCast", visitCast],
  ["SortBy", visitSort],
  ["SQLValueFunction", visitValueFunction],
  ["JsonAggConstructor", since(160_000, visitJsonAggregate)],
  ["JsonObjectAgg", since(160_000, visitAggregate)],
  ["JsonArrayAgg", since(160_000, visitAggregate)],
  ["JsonIsPredicate", since(160_000)],
  ["JsonObjectConstructor", since(160_000)],
  ["JsonArrayConstructor", since(160_000)],
  ["JsonArrayQueryConstructor", since(160_000)],
  ["JsonFuncExpr", since(170_000)],
  ["JsonParseExpr", since(170_000)],
  ["JsonScalarExpr", since(170_000)],
  ["JsonSerializeExpr", since(170_000)],
  ["XmlSerialize", visitXmlSerialize],
  ["MergeSupportFunc", visitMergeAction],
  // met only where they belong: in FROM, in WITH, at a SELECT
  ...[
    "RangeVar",
    "RangeSubselect",
    "RangeFunction",
    "RangeTableSample",
    "JoinExpr",
    "JsonTable",
    "RangeTableFunc",
    "WithClause",
    "CommonTableExpr",
  ].map((kind): [string, Visit] => [kind, refuseNode]),
  ...["IntoClause", "LockingClause", "ResTarget"].map((kind): [string, Visit] => [kind, refuseNode]),
]);

function refuseNode(walk: Walk, { kind, body }: Node): void {
  unsupported(walk, kind, body["location"]);
}

function visitQuery(walk: Walk, _node: Node, place: Place, wrapper: unknown): void {
  walk.walkQuery(walk, wrapper, { env: place.env, parent: place.level, sink: place.sink });
}

function visitSubLink(walk: Walk, node: Node, place: Place): void {
  checkOperator(walk, node.body["operName"], node.body["location"]);
  const subselect = unwrap(node.body["subselect"]);
  if (subselect?.kind !== "SelectStmt") return refuseNode(walk, node);
  walkChildren(walk, node, place);
  const { testexpr, operName, location } = node.body;
  if (testexpr === undefined) return;
  const path = operName === undefined ? ["="] : (names(operName) ?? []);
  const operands = [testexpr, { SubLink: { subselect: node.body["subselect"] } }];
  const [name] = path;
  if (path.length === 1 && name !== undefined) judgeName(walk, { kind: "operator", name, operands, location }, place);
}

function visitParameter(walk: Walk, { body }: Node): void {
  const number = whole(body["number"]) ?? 0;
  if (number < 1) unsupported(walk, "a parameter without a number", body["location"]);
  if (number > walk.reading.parameters) walk.reading.parameters = number;
}

function visitOperator(walk: Walk, node: Node, place: Place): void {
  const { body } = node;
  checkOperator(walk, body["name"], body["location"]);
  walkChildren(walk, node, place);
  const operands = [body["lexpr"], body["rexpr"]];
  for (const name of operatorsOf(body))
    judgeName(walk, { kind: "operator", name, operands, location: body["location"] }, place);
}

/** `CASE x WHEN y` compares. */
function visitCase(walk: Walk, node: Node, place: Place): void {
  walkChildren(walk, node, place);
  const { arg, args, location } = node.body;
  if (arg === undefined) return;
  const operands = [arg, ...list(args).map((when) => bodyOf(when, "CaseWhen")?.["expr"])];
  judgeName(walk, { kind: "operator", name: "=", operands, location }, place);
}

function visitSort(walk: Walk, node: Node, place: Place): void {
  const { useOp, location } = node.body;
  checkOperator(walk, useOp, location);
  walkChildren(walk, node, place);
  const [name, ...others] = names(useOp) ?? [];
  if (name !== undefined && others.length === 0) {
    judgeName(walk, { kind: "operator", name, operands: [node.body["node"]], location }, place);
  }
}

function visitCollation(walk: Walk, node: Node, place: Place): void {
  checkCollation(walk, node.body["collname"]);
  walkChildren(walk, node, place);
}

function visitCast(walk: Walk, node: Node, place: Place, wrapper: unknown): void {
  if (noteNameCast(walk, node, wrapper)) walkAll(walk, node.body["arg"], place);
  else walkChildren(walk, node, place);
}

function visitType(walk: Walk, node: Node, place: Place): void {
  checkType(walk, node.body);
  walkChildren(walk, node, place);
}

function visitValueFunction(walk: Walk, { body }: Node, _place: Place, wrapper: unknown): void {
  const name = word(body["op"]) ?? "";
  if (name === "SVFOP_CURRENT_SCHEMA" && walk.readsCatalogue) {
    return noteCurrentSchema(walk, { wrapper, location: body["location"] });
  }
  if (name === "SVFOP_CURRENT_SCHEMA") walk.reading.ownPath = true;
  if (VALUE_FUNCTIONS.has(name)) return;
  obstruct(walk, "function-not-allowed", {
    message: "The accounts of the database connection are not shown.",
    remedy: "Leave CURRENT_USER, SESSION_USER and their like out.",
    rule: "function-list",
    location: body["location"],
  });
}

function visitCall(walk: Walk, node: Node, place: Place, wrapper: unknown): void {
  const { body } = node;
  const path = names(body["funcname"]) ?? [];
  if (walk.attributesAllowed && path.length === 1 && path[0] === "caller_attribute") {
    return visitAttribute(walk, body, wrapper);
  }
  const noted = noteCall(walk, body, wrapper);
  if (noted !== null) {
    walk.reading.calls.add(noted);
    return walkChildren(walk, node, place);
  }
  const name = checkFunction(walk, body);
  walkCall(walk, { node, name }, place);
  if (name === null || path.length !== 1) return;
  const { args, location, funcname, funcformat } = body;
  const writeOut =
    funcformat === "COERCE_EXPLICIT_CALL"
      ? () => walk.reading.qualifications.push({ location, schema: "pg_catalog", names: funcname })
      : undefined;
  judgeName(walk, { kind: "function", name, operands: [args], location, writeOut }, place);
}

function walkCall(walk: Walk, { node, name }: { node: Node; name: string | null }, place: Place): void {
  const { body } = node;
  const path = names(body["funcname"]) ?? [];
  if (
    path.length === 2 &&
    body["funcformat"] === "COERCE_SQL_SYNTAX" &&
    path[1] === "timezone" &&
    list(body["args"]).length === 1
  ) {
    if (walk.catalogue.serverVersion < 170_000) unsupported(walk, "AT LOCAL", body["location"]);
  }
  if (name === null || !AGGREGATES.has(name) || body["over"] !== undefined) return walkChildren(walk, node, place);
  const children = childrenOf("FuncCall", body);
  if (children === null) return refuseNode(walk, node);
  for (const child of children) {
    // the direct arguments of an ordered-set aggregate stand outside it
    const inside = !(body["agg_within_group"] === true && child.field === "args");
    if (inside) place.level.aggregates++;
    walkNode(walk, child, place);
    if (inside) place.level.aggregates--;
  }
}

function visitAttribute(walk: Walk, call: Struct, wrapper: unknown): void {
  const args = list(call["args"]);
  const name = bodyOf(args[0], "A_Const")?.["sval"];
  const text = typeof name === "object" && name !== null && "sval" in name ? word(name.sval) : null;
  if (args.length === 1 && text !== null && text !== "") walk.reading.attributes.push({ wrapper, call, name: text });
  else {
    obstruct(walk, "construct-not-allowed", {
      message: "caller_attribute takes the name of one attribute, as a text constant.",
      remedy: "Write it as caller_attribute('region').",
      rule: "row-filter",
      location: call["location"],
    });
  }
}

function visitMergeAction(walk: Walk, { body }: Node, _place: Place, wrapper: unknown): void {
  if (walk.merges === true) walk.reading.actions.push({ wrapper, location: body["location"] });
  else {
    obstruct(walk, "unsupported-syntax", {
      message: "merge_action() stands in RETURNING of a MERGE alone.",
      remedy: "Leave it out here, or name what RETURNING gives by an alias.",
      rule: "node-list",
      location: body["location"],
    });
  }
}

function visitXmlSerialize(walk: Walk, node: Node, place: Place): void {
  if (node.body["indent"] === true && walk.catalogue.serverVersion < 160_000) {
    unsupported(walk, "INDENT", node.body["location"]);
  }
  walkChildren(walk, node, place);
}

function visitAggregate(walk: Walk, node: Node, place: Place): void {
  const over = struct(node.body["constructor"])["over"] !== undefined;
  if (!over) place.level.aggregates++;
  walkChildren(walk, node, place);
  if (!over) place.level.aggregates--;
}

function visitJsonAggregate(walk: Walk, node: Node, place: Place): void {
  walkChildren(walk, node, place);
}

function visitIndirection(walk: Walk, node: Node, place: Place): void {
  for (const step of list(node.body["indirection"])) {
    const field = bodyOf(step, "String");
    if (field === null) continue;
    const name = word(field["sval"]) ?? "";
    if (SYSTEM_COLUMNS.has(name)) walk.reading.namesSystemColumn = true;
    checkField(walk, name, { location: undefined });
  }
  walkChildren(walk, node, place);
}

/** What a window is ordered and parted by runs into what is computed over it, also where it is named in one place and used in another. */
function visitWindow(walk: Walk, node: Node, place: Place): void {
  if (node.body["name"] !== undefined || node.body["refname"] !== undefined) place.sink.from.push(place.level.windows);
  walkChildren(walk, node, place);
}
