// Operators of every notation in a row filter: signs, IN, BETWEEN, IS DISTINCT FROM, NULLIF, ANY and ALL, comparisons of rows.

import { bodyOf, list, type Node, names, type Struct } from "../../parse/tree.ts";
import { distinctNode, literalText, nameOf, unify, valueOf } from "./convert.ts";
import { booleanNode, caseNode, NULL_NODE, nameNodes, notNode } from "./make-node.ts";
import { alike, settleComparison, settleOperation } from "./settle-operation.ts";
import { type Settled, settled, sortOfOwn } from "./value-sort.ts";
import type { Writer } from "./writer.ts";

export function settleExpression({ body }: Node, writer: Writer): Settled {
  const { kind, lexpr, rexpr } = body;
  const { problems } = writer;
  const operator = (names(body["name"]) ?? []).at(-1) ?? "";
  const right = (): Settled => writer.settle(rexpr);
  const compare = (sign: string, a: Settled, b: Settled): unknown => settleComparison(sign, [a, b], writer).node;
  if (kind === "AEXPR_OP" && lexpr === undefined) return settleOperation(operator, [null, right()], writer);
  const left = writer.settle(lexpr);
  const items = list(bodyOf(rexpr, "List")?.["items"]);
  switch (kind) {
    case "AEXPR_OP":
      return settleRows(operator, [lexpr, rexpr], writer) ?? settleOperation(operator, [left, right()], writer);
    case "AEXPR_LIKE":
    case "AEXPR_ILIKE":
    case "AEXPR_SIMILAR":
      return settleOperation(operator, [left, right()], writer);
    case "AEXPR_IN": {
      const any = operator === "=";
      const tests = items.map(
        (item) => settleRows(operator, [lexpr, item], writer)?.node ?? compare(operator, left, writer.settle(item)),
      );
      return settled(booleanNode(any ? "OR_EXPR" : "AND_EXPR", tests), "boolean");
    }
    case "AEXPR_BETWEEN":
    case "AEXPR_NOT_BETWEEN":
    case "AEXPR_BETWEEN_SYM":
    case "AEXPR_NOT_BETWEEN_SYM": {
      const [low, high] = items.map((item) => writer.settle(item));
      if (low === undefined || high === undefined) break;
      const within = (from: Settled, to: Settled) =>
        booleanNode("AND_EXPR", [compare(">=", left, from), compare("<=", left, to)]);
      const either = kind.endsWith("SYM")
        ? booleanNode("OR_EXPR", [within(low, high), within(high, low)])
        : within(low, high);
      return settled(kind.includes("NOT") ? notNode(either) : either, "boolean");
    }
    case "AEXPR_DISTINCT":
    case "AEXPR_NOT_DISTINCT": {
      const [a, b] = alike(left, right(), problems);
      const distinct = distinctNode(valueOf(a), valueOf(b), compare("=", a, b));
      return settled(kind === "AEXPR_DISTINCT" ? distinct : notNode(distinct), "boolean");
    }
    case "AEXPR_NULLIF": {
      const { nodes, as } = unify([left], problems);
      return settled(caseNode([[compare("=", left, right()), NULL_NODE]], nodes[0]), as.sort, { type: as.type });
    }
    case "AEXPR_OP_ANY":
    case "AEXPR_OP_ALL":
      return settleQuantified(body, operator, left, writer);
    default:
  }
  problems(`${String(kind)} is not written in filters`);
  return settled(NULL_NODE, "unknown");
}

/** Rows are compared field by field; null for what is no comparison of rows. */
function settleRows(operator: string, [lexpr, rexpr]: readonly [unknown, unknown], writer: Writer): Settled | null {
  const [left, right] = [bodyOf(lexpr, "RowExpr"), bodyOf(rexpr, "RowExpr")];
  if (left === null || right === null) return null;
  const [a, b] = [list(left["args"]), list(right["args"])];
  if ((operator !== "=" && operator !== "<>") || a.length !== b.length) {
    writer.problems("rows are compared otherwise than by = and <>");
    return settled(NULL_NODE, "boolean");
  }
  const tests = a.map(
    (field, index) => settleComparison(operator, [writer.settle(field), writer.settle(b[index])], writer).node,
  );
  return settled(booleanNode(operator === "=" ? "AND_EXPR" : "OR_EXPR", tests), "boolean");
}

/** `x = ANY (array)`. */
function settleQuantified(body: Struct, operator: string, left: Settled, writer: Writer): Settled {
  const elements = bodyOf(body["rexpr"], "A_ArrayExpr");
  const { problems } = writer;
  const nameBeside = (right: Settled) => nameNodes(writer.schemaOf(operator, left, right), operator);
  if (elements === null) {
    const right = writer.settle(body["rexpr"]);
    const name = nameBeside({ ...right, sort: right.sort === "array" ? elementSort(right) : right.sort });
    const moved =
      left.sort === "instant" || (right.sort === "literal" && /null|\d[-/]\d/i.test(literalText(right) ?? ""));
    if (moved) problems(`${nameOf(left.sort)} is compared with an array: write ARRAY[…]`);
    return settled({ A_Expr: { kind: body["kind"], name, lexpr: valueOf(left), rexpr: valueOf(right) } }, "boolean");
  }
  const values = list(elements["elements"]).map((element) => alike(left, writer.settle(element), problems)[1]);
  const rexpr = { A_ArrayExpr: { elements: values.map(valueOf) } };
  const told = values.find(({ sort }) => sort !== "literal" && sort !== "null");
  const name = nameBeside(told ?? settled(rexpr, "text"));
  return settled({ A_Expr: { kind: body["kind"], name, lexpr: valueOf(left), rexpr } }, "boolean");
}

function elementSort({ element, type }: Settled): Settled["sort"] {
  return type === null ? element : sortOfOwn(type);
}
