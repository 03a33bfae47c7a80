// Where in a tree the server may cast a value to another type: at each kind of node, which of its parts meet. Any node that is not known
// to keep the types of its parts is taken to cast them.

import { childrenOf } from "../lists/node-list.ts";
import { bodyOf, list, type Node, names, type Struct, struct, unwrap } from "../parse/tree.ts";
import { givenValues, hasUserCasts, judgeCast, judgeMeeting, type Meeting, UNKNOWN_VALUE } from "./casts-of-users.ts";
import type { Place } from "./place.ts";
import type { Walk } from "./reading.ts";

/** Their parts keep their own types, or are judged where they stand. */
const KEEPING: ReadonlySet<string> = new Set(
  `A_Const A_Indirection A_Star Alias CaseWhen CollateClause ColumnDef ColumnRef GroupingFunc GroupingSet JsonArgument JsonKeyValue
   JsonValueExpr List NamedArgExpr NullTest ParamRef RangeFunction ResTarget RowExpr SelectStmt SortBy SQLValueFunction String TypeName
   XmlArgument XmlNamedValue`.split(/\s+/),
);

/** They hold a value, or several, under names of their own. */
const AROUND_VALUES: ReadonlySet<string> = new Set(
  "JsonAggConstructor JsonArgument JsonKeyValue JsonValueExpr NamedArgExpr XmlArgument XmlNamedValue".split(" "),
);

/** Makes a value of the type that it names from JSON or XML. */
const RETURNING: ReadonlySet<string> = new Set(["JsonOutput", "JsonTableColumn", "RangeTableFuncCol", "XmlSerialize"]);

/** Takes values as they are. */
const TAKES_ANY: ReadonlySet<string> = new Set(["count", "pg_typeof"]);

/** Judges a node once what stands below it has been walked. */
export function judgeCasts(walk: Walk, { kind, body }: Node, place: Place): void {
  if (!hasUserCasts(walk) || KEEPING.has(kind)) return;
  const location = body["location"];
  const meet = (values: readonly unknown[], meeting: Meeting = "operands"): void =>
    judgeMeeting(walk, meeting, { given: givenValues(walk, values, place), location });
  if (RETURNING.has(kind) && body["typeName"] !== undefined) {
    judgeCast(walk, { given: UNKNOWN_VALUE, type: typeNames(body["typeName"]), location });
  }
  switch (kind) {
    case "TypeCast": {
      const given = givenValues(walk, [body["arg"]], place);
      return judgeCast(walk, { given, type: typeNames(body["typeName"]), location });
    }
    case "SubLink":
      if (body["testexpr"] === undefined) return;
      return meet([body["testexpr"], { SubLink: { subselect: body["subselect"] } }]);
    case "CaseExpr": {
      const whens = list(body["args"]).map((when) => bodyOf(when, "CaseWhen") ?? {});
      const conditions = [body["arg"], ...whens.map(({ expr }) => expr)].filter((value) => unwrap(value) !== null);
      meet(conditions, body["arg"] === undefined ? "number" : "operands");
      return meet([...whens.map(({ result }) => result), body["defresult"]].filter((value) => unwrap(value) !== null));
    }
    case "WindowDef":
      return meet(
        [body["startOffset"], body["endOffset"]].filter((value) => unwrap(value) !== null),
        "number",
      );
    case "FuncCall": {
      const name = (names(body["funcname"]) ?? []).at(-1) ?? "";
      meet(list(body["agg_filter"] === undefined ? [] : [body["agg_filter"]]), "number");
      if (TAKES_ANY.has(name)) return;
      return meet(list(body["args"]), /json/.test(name) ? "json" : "operands");
    }
    default:
      return meet(
        valuesBelow(kind, body),
        kind.startsWith("Json") ? "json" : kind === "A_Expr" ? "operands" : "number",
      );
  }
}

function typeNames(type: unknown): readonly string[] {
  return names(struct(type)["names"]) ?? [];
}

/** The values that are parts of a node, out of what only names or groups them. */
function valuesBelow(kind: string, body: Struct): readonly unknown[] {
  return (childrenOf(kind, body) ?? []).flatMap((child) => {
    const node = child.kind === "node" ? unwrap(child.value) : { kind: child.kind, body: struct(child.value) };
    if (node === null || node.kind === "String") return [];
    if (AROUND_VALUES.has(node.kind)) return valuesBelow(node.kind, node.body);
    return child.kind === "node" ? [child.value] : [];
  });
}
