// Walks a SELECT: its WITH, its FROM, its clauses, its set operations. Every clause is met, each in the scope that it has.

import { MOST_COLUMNS } from "../../most-columns.ts";
import { childrenOf } from "../lists/node-list.ts";
import { isWrite, refuseKind, refuseWrite, statementKind } from "../parse/statement-kind.ts";
import { bodyOf, list, type Struct, struct, unwrap, word } from "../parse/tree.ts";
import { givenColumns, givenValues, judgeMeeting } from "./casts-of-users.ts";
import { columnsOf, expressionOutput, type Output } from "./outputs.ts";
import type { Place, SelectPlace } from "./place.ts";
import { addArm, isUnseen, obstruct, refuseColumns, unsupported, type Walk } from "./reading.ts";
import { openWith, visitCte } from "./resolve-cte.ts";
import { Flow, type FromItem, Level } from "./scope.ts";
import { noteTypes } from "./types-from-users.ts";
import { walkAll, walkNode } from "./walk-expression.ts";
import { walkFrom } from "./walk-from.ts";
import { walkTarget } from "./walk-target.ts";

/** A wrapped node in a place where a query stands. Anything but a SELECT is an obstacle. */
export function walkQuery(walk: Walk, query: unknown, place: SelectPlace): readonly Output[] {
  const node = unwrap(query);
  if (node?.kind === "SelectStmt") return walkSelect(walk, node.body, place);
  const kind = statementKind(node?.kind ?? "");
  const refusal = isWrite(kind) ? refuseWrite(kind) : refuseKind(kind, node?.kind ?? "");
  if (refusal !== null) walk.reading.obstacles.push(refusal);
  return [];
}

export function walkSelect(walk: Walk, select: Struct, place: SelectPlace): readonly Output[] {
  if (childrenOf("SelectStmt", select) === null) {
    unsupported(walk, "SelectStmt");
    return [];
  }
  refuseEffects(walk, select);
  const { env, ctes } = openWith(walk, select["withClause"], place);
  const inner: SelectPlace = { env, parent: place.parent, sink: place.sink };
  const outputs = arms(walk, select, { ...place, ...inner });
  walk.reading.selects.set(select, outputs);
  for (const cte of ctes) visitCte(walk, cte);
  return outputs;
}

function arms(walk: Walk, select: Struct, place: SelectPlace): readonly Output[] {
  if (select["op"] !== "SETOP_NONE") return walkSetOperation(walk, select, place);
  return select["valuesLists"] === undefined ? walkSimple(walk, select, place) : walkValues(walk, select, place);
}

function walkSimple(walk: Walk, select: Struct, { env, parent, sink }: SelectPlace): readonly Output[] {
  const level = new Level(parent, select);
  walk.reading.levels.push(level);
  const scrap = sink ?? new Flow();
  const here: Place = { env, level, sink: scrap, nested: sink !== null };
  const clause = (name: string, value: unknown, flow = scrap): void => {
    level.clause = name;
    walkAll(walk, value, { ...here, sink: flow });
  };
  level.clause = "from";
  for (const item of list(select["fromClause"])) {
    level.visible = [...level.visible, ...walkFrom(walk, item, here).visible];
  }
  clause("where", select["whereClause"]);
  level.clause = "target";
  const outputs: Output[] = [];
  for (const target of list(select["targetList"])) {
    outputs.push(...walkTarget(walk, target, here));
    if (outputs.length > MOST_COLUMNS) {
      refuseColumns(walk);
      outputs.length = 1;
      break;
    }
  }
  if (sink !== null) sink.from.push(...outputs.map(({ flow }) => flow));
  clause("group", select["groupClause"]);
  clause("having", select["havingClause"]);
  clause("window", select["windowClause"], level.windows);
  scrap.from.push(level.windows);
  clause(
    "distinct",
    list(select["distinctClause"]).filter((item) => unwrap(item) !== null),
  );
  clause("sort", select["sortClause"]);
  clause("limit", select["limitCount"]);
  clause("limit", select["limitOffset"]);
  for (const name of ["whereClause", "havingClause", "limitCount", "limitOffset"]) {
    const given = givenValues(walk, [select[name]], here);
    if (select[name] !== undefined) judgeMeeting(walk, "number", { given });
  }
  return outputs;
}

function walkValues(walk: Walk, select: Struct, { env, parent, sink }: SelectPlace): readonly Output[] {
  const level = new Level(parent, select);
  const columns: Flow[] = [];
  for (const row of list(select["valuesLists"])) {
    list(bodyOf(row, "List")?.["items"]).forEach((value, index) => {
      const flow = (columns[index] ??= new Flow());
      const own = new Flow();
      walkNode(walk, { kind: "node", value }, { env, level, sink: own });
      walk.reading.made.set(own, { value, level });
      noteTypes(walk, { value, flow: own }, { env, level, sink: own });
      flow.from.push(own);
      addArm(walk, flow, { base: null, flow: own });
    });
  }
  for (const flow of columns) {
    const given = givenColumns(walk, walk.reading.arms.get(flow) ?? []);
    judgeMeeting(walk, "operands", { given });
  }
  if (sink !== null) sink.from.push(...columns);
  const outputs = columns.map((flow, index) => expressionOutput(`column${index + 1}`, flow));
  walkTail(walk, select, { env, parent, sink, outputs });
  return outputs;
}

function walkSetOperation(walk: Walk, select: Struct, place: SelectPlace): readonly Output[] {
  const { env, parent, sink } = place;
  const left = walkSelect(walk, struct(select["larg"]), { env, parent, sink });
  place.onFirstArm?.(left);
  const right = walkSelect(walk, struct(select["rarg"]), { env, parent, sink });
  // which columns a star brings is known only with what the caller may see, and so is which ones meet
  const blurred = [...left, ...right].some(({ fromStar, open }) => fromStar || open);
  const all = Flow.of(...[...left, ...right].map(({ flow }) => flow));
  const outputs = left.map((column, index): Output => {
    const other = right[index];
    const same = other !== undefined && sameBase(column, other);
    const flow = blurred ? all : Flow.of(column.flow, ...(other === undefined ? [] : [other.flow]));
    const meeting = blurred ? [...left, ...right] : [column, ...(other === undefined ? [] : [other])];
    for (const arm of meeting) addArm(walk, flow, arm);
    const seen = meeting.filter(({ fromStar, base }) => !(fromStar && isUnseen(walk, base)));
    judgeMeeting(walk, "operands", { given: givenColumns(walk, seen) });
    return { ...column, flow, base: same && !blurred ? column.base : null };
  });
  walkTail(walk, select, { env, parent, sink, outputs });
  return outputs;
}

/** ORDER BY and LIMIT of a set operation or of VALUES: they see the columns of the result. */
function walkTail(
  walk: Walk,
  select: Struct,
  { env, parent, sink, outputs }: SelectPlace & { outputs: readonly Output[] },
): void {
  const level = new Level(parent, select);
  const item: FromItem = {
    name: null,
    schema: null,
    columns: columnsOf(outputs),
    complete: outputs.every(({ open }) => !open),
    relation: null,
    level,
    flow: Flow.of(...outputs.map(({ flow }) => flow)),
  };
  level.visible = [{ item, byName: false, byColumn: true }];
  const place: Place = { env, level, sink: sink ?? new Flow() };
  walkAll(walk, select["sortClause"], place);
  walkAll(walk, select["limitCount"], place);
  walkAll(walk, select["limitOffset"], place);
}

function sameBase(a: Output, b: Output): boolean {
  return JSON.stringify(a.base) === JSON.stringify(b.base);
}

function refuseEffects(walk: Walk, select: Struct): void {
  if (select["intoClause"] !== undefined) {
    obstruct(walk, "statement-kind", {
      message: "SELECT INTO creates a table.",
      remedy: "Leave INTO out, or use WITH for an intermediate result.",
      rule: "read-only",
      location: struct(struct(select["intoClause"])["rel"])["location"],
    });
  }
  if (select["lockingClause"] !== undefined) {
    const strength = word(bodyOf(list(select["lockingClause"])[0], "LockingClause")?.["strength"]) ?? "";
    obstruct(walk, "construct-not-allowed", {
      message: `Row locks (${strength === "LCS_FORUPDATE" ? "FOR UPDATE" : "FOR SHARE and the like"}) are not taken for reads.`,
      remedy: "Leave the locking clause out.",
      rule: "no-locks",
    });
  }
}
