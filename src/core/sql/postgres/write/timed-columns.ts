// Which columns get nothing but what the clock says, or what is made anew each time: such a value is another one at every look, so it is no
// part of what an approval is bound to, and the preview says so of the column.
// INVARIANT: the whole expression is a clock or a generator with constant arithmetic. What only depends on one (CASE WHEN now() < …) is bound:
// an approval may then go stale, and never binds too little.

import { bodyOf, list, names, type Struct, struct, unwrap, word } from "../parse/tree.ts";
import type { Assignment } from "./cut-assignments.ts";

export type Timed = "clock" | "anew";
export type TimedColumns = ReadonlyMap<string, Timed>;

/** Of SET. */
export function timedAssignments(assignments: readonly Pick<Assignment, "column" | "value">[]): TimedColumns {
  return new Map(
    assignments.flatMap(({ column, value }): [string, Timed][] => {
      const timed = timedOf([value]);
      return timed === null ? [] : [[column, timed]];
    }),
  );
}

/** Of the query that an INSERT takes its rows from. */
export function timedInsert(insert: Struct, columns: readonly { readonly name: string }[]): TimedColumns {
  const source = bodyOf(insert["selectStmt"], "SelectStmt");
  if (source === null) return new Map();
  return new Map(
    columns.flatMap(({ name }, place): [string, Timed][] => {
      const timed = timedOf(valuesAt(source, { place, width: columns.length }) ?? []);
      return timed === null ? [] : [[name, timed]];
    }),
  );
}

/** Of one column in all its rows: constants beside it are bound by the statement's own text. */
function timedOf(values: readonly unknown[]): Timed | null {
  const found = values.map((value) => (isConstant(value) ? "constant" : sourceOf(value)));
  if (found.includes(null)) return null;
  return found.includes("anew") ? "anew" : found.includes("clock") ? "clock" : null;
}

/** The expressions that a column of the result is made of, one for each row of VALUES and each arm; null where it cannot be told. */
function valuesAt(select: Struct, at: { place: number; width: number }): readonly unknown[] | null {
  if (select["op"] !== "SETOP_NONE") {
    const [left, right] = [valuesAt(struct(select["larg"]), at), valuesAt(struct(select["rarg"]), at)];
    return left === null || right === null ? null : [...left, ...right];
  }
  const rows = list(select["valuesLists"]);
  if (rows.length > 0) return rows.map((row) => list(bodyOf(row, "List")?.["items"])[at.place]);
  const targets = list(select["targetList"]).map((target) => bodyOf(target, "ResTarget")?.["val"]);
  const stars = targets.flatMap((value, place) => (isStar(value) ? [place] : []));
  const [first] = stars;
  const last = stars.at(-1);
  if (first === undefined || last === undefined || at.place < first) return [targets[at.place]];
  // what stands behind a star is found from the end
  const fromEnd = at.width - at.place;
  return fromEnd < targets.length - last ? [targets[targets.length - fromEnd]] : null;
}

function isStar(value: unknown): boolean {
  return list(bodyOf(value, "ColumnRef")?.["fields"]).some((field) => unwrap(field)?.kind === "A_Star");
}

function isConstant(value: unknown): boolean {
  const node = unwrap(value);
  switch (node?.kind) {
    case "A_Const":
    case "ParamRef":
      return true;
    case "TypeCast":
      return isConstant(node.body["arg"]);
    case "A_Expr":
      return (
        isArithmetic(node.body) &&
        (node.body["lexpr"] === undefined || isConstant(node.body["lexpr"])) &&
        isConstant(node.body["rexpr"])
      );
    case "FuncCall":
      return called(node.body) === "make_interval" && argumentsOf(node.body).every(isConstant);
    case "NamedArgExpr":
      return isConstant(node.body["arg"]);
    default:
      return false;
  }
}

const CLOCKS = new Set(["now", "transaction_timestamp", "statement_timestamp", "clock_timestamp", "timeofday"]);
const GENERATORS = new Set(["gen_random_uuid", "uuidv4", "uuidv7", "random", "random_normal"]);
/** They cut or shift what the clock says, by their other, constant argument. */
const AROUND_CLOCKS = new Set(["timezone", "date_trunc"]);
/** CURRENT_USER and the like are of the same kind of node, and are no clock. */
const CLOCK_VALUES = /^SVFOP_(CURRENT_DATE|CURRENT_TIME|CURRENT_TIMESTAMP|LOCALTIME|LOCALTIMESTAMP)(_N)?$/;
const CLOCK_TYPES = new Set(["date", "time", "timetz", "timestamp", "timestamptz", "text", "varchar", "bpchar"]);

function sourceOf(value: unknown): Timed | null {
  const node = unwrap(value);
  if (node === null) return null;
  const { kind, body } = node;
  if (kind === "SQLValueFunction") return CLOCK_VALUES.test(word(body["op"]) ?? "") ? "clock" : null;
  if (kind === "TypeCast") return sourceOfCast(body);
  if (kind === "A_Expr") {
    const sides = [body["lexpr"], body["rexpr"]];
    const [source] = sides.filter((side) => !isConstant(side));
    const alone = sides.some(isConstant);
    const timed = alone && isArithmetic(body) ? sourceOf(source) : null;
    return timed === "clock" && !/^([+-]|\|\|)$/.test(operatorOf(body)) ? null : timed;
  }
  if (kind !== "FuncCall") return null;
  const name = called(body) ?? "";
  const given = argumentsOf(body);
  if (CLOCKS.has(name)) return given.length === 0 ? "clock" : null;
  if (GENERATORS.has(name)) return given.every(isConstant) ? "anew" : null;
  if (!AROUND_CLOCKS.has(name)) return null;
  const open = given.filter((argument) => !isConstant(argument));
  return open.length === 1 && sourceOf(open[0]) === "clock" ? "clock" : null;
}

function sourceOfCast(body: Struct): Timed | null {
  const source = sourceOf(body["arg"]);
  const type = names(struct(body["typeName"])["names"])?.at(-1) ?? "";
  return source === "clock" && !CLOCK_TYPES.has(type) ? null : source;
}

function operatorOf(body: Struct): string {
  return names(body["name"])?.join(".") ?? "";
}

function isArithmetic(body: Struct): boolean {
  return body["kind"] === "AEXPR_OP" && /^([-+*/]|\|\|)$/.test(operatorOf(body));
}

function called(body: Struct): string | null {
  const name = names(body["funcname"]);
  return name !== null && (name.length === 1 || name[0] === "pg_catalog") ? (name.at(-1) ?? null) : null;
}

function argumentsOf(body: Struct): readonly unknown[] {
  return list(body["args"]);
}
