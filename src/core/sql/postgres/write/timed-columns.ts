// Which columns get what the clock says: such a value is another one at every survey, so it is no part of what an approval is bound to.
// INVARIANT: a column is left out of the binding only where nothing but the clock, constants and columns of the row itself, whose version
// is bound, can change its value. Where that cannot be told, the value is bound: an approval may then go stale, and never binds too little.

import { bodyOf, list, type Struct, struct, unwrap, word } from "../tree.ts";
import type { Assignment } from "./cut-assignments.ts";

/** Of SET. What is `joined` reads other tables, whose rows are not bound. */
export function timedAssignments(
  assignments: readonly Assignment[],
  { joined }: { joined: boolean },
): ReadonlySet<string> {
  return named(assignments.filter(({ value }) => isTimed([value], { columnsAllowed: !joined })));
}

/** Of the query that an INSERT takes its rows from. */
export function timedInsert(insert: Struct, columns: readonly { readonly name: string }[]): ReadonlySet<string> {
  const source = bodyOf(insert["selectStmt"], "SelectStmt");
  if (source === null) return new Set();
  return named(
    columns.flatMap(({ name }, place) => {
      const values = valuesAt(source, { place, width: columns.length });
      return values !== null && isTimed(values, { columnsAllowed: false }) ? [{ column: name }] : [];
    }),
  );
}

function named(columns: readonly { readonly column: string }[]): ReadonlySet<string> {
  return new Set(columns.map(({ column }) => column));
}

function isTimed(values: readonly unknown[], { columnsAllowed }: { columnsAllowed: boolean }): boolean {
  const open = columnsAllowed ? ["SubLink"] : ["SubLink", "ColumnRef"];
  return values.some(dependsOnClock) && !values.some((value) => holds(value, open));
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
  const stars = targets.flatMap((value, place) => (holds(value, ["A_Star"]) ? [place] : []));
  const [first] = stars;
  const last = stars.at(-1);
  if (first === undefined || last === undefined || at.place < first) return [targets[at.place]];
  // what stands behind a star is found from the end
  const fromEnd = at.width - at.place;
  return fromEnd < targets.length - last ? [targets[targets.length - fromEnd]] : null;
}

function holds(value: unknown, kinds: readonly string[]): boolean {
  const kind = unwrap(value)?.kind;
  if (kind !== undefined && kinds.includes(kind)) return true;
  if (Array.isArray(value)) return value.some((item) => holds(item, kinds));
  if (typeof value !== "object" || value === null) return false;
  return Object.values(value).some((item) => holds(item, kinds));
}

function dependsOnClock(value: unknown): boolean {
  const node = unwrap(value);
  if (node?.kind === "SQLValueFunction") return true;
  const called = node?.kind === "FuncCall" ? bodyOf(list(node.body["funcname"]).at(-1), "String") : null;
  if (called !== null && CHANGING.has(word(called["sval"]) ?? "")) return true;
  if (Array.isArray(value)) return value.some(dependsOnClock);
  if (typeof value !== "object" || value === null) return false;
  return Object.values(value).some(dependsOnClock);
}

/** Functions that give another value each time: those of the clock, and those that make up a new one. */
const CHANGING = new Set(
  `now transaction_timestamp statement_timestamp clock_timestamp timeofday age gen_random_uuid uuidv4 uuidv7 random random_normal`.split(
    " ",
  ),
);
