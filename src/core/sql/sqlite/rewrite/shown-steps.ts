// A plan of SQLite (EXPLAIN QUERY PLAN) for whoever asked, with what is hidden taken out. The plan is that of the governed statement: its steps
// name tables and indexes of filters, and columns that conditions compare. INVARIANT: of a step nothing is shown but what is listed here,
// and a table only by a name that the caller wrote or sees (sqlite.org/eqp.html).

import type { JsonValue } from "../../../model/json-value.ts";

type Row = readonly JsonValue[];

/** `names`: of visible tables, and those that the statement itself gives. Rows are id, parent, an unused number and the step. */
export function showSteps(rows: readonly Row[], names: ReadonlySet<string>): readonly (readonly JsonValue[])[] {
  // SQLite numbers steps by the places of their instructions, which tell how much there is of the statement
  const places = new Map(rows.map(([id], place) => [Number(id), place + 1]));
  return rows.map(([id, parent, , detail]) => [
    places.get(Number(id)) ?? 0,
    places.get(Number(parent)) ?? 0,
    0,
    stepOf(typeof detail === "string" ? detail : "", names),
  ]);
}

/** Steps that name nothing. */
const BARE =
  /^(?:COMPOUND QUERY|LEFT-MOST SUBQUERY|UNION(?: ALL)?|EXCEPT|INTERSECT|LEFT|RIGHT|MULTI-INDEX OR|INDEX \d+|SCAN CONSTANT ROW|SCAN \d+(?:-ROW VALUES CLAUSE| CONSTANT ROWS)|SETUP|RECURSIVE STEP|(?:UNION|EXCEPT|INTERSECT) USING TEMP B-TREE|MERGE \((?:UNION(?: ALL)?|EXCEPT|INTERSECT)\)|USE TEMP B-TREE FOR (?:LAST (?:\d+ )?TERMS? OF |RIGHT PART OF )?(?:ORDER BY|GROUP BY|DISTINCT)|(?:CORRELATED |REUSE )?(?:SCALAR|LIST) SUBQUERY \d+)$/;
const OF_A_TABLE = /^(SCAN|SEARCH|CO-ROUTINE|MATERIALIZE|BLOOM FILTER ON|RIGHT-JOIN) /;
const ACCESS =
  /^ USING (?:(?:AUTOMATIC )?(?:PARTIAL )?(?:COVERING )?INDEX|INTEGER PRIMARY KEY|PRIMARY KEY|VIRTUAL TABLE INDEX)/;

function stepOf(detail: string, names: ReadonlySet<string>): string {
  if (BARE.test(detail)) return detail;
  const [front = "", verb] = OF_A_TABLE.exec(detail) ?? [];
  if (verb === undefined) return detail.startsWith("USE TEMP B-TREE") ? "USE TEMP B-TREE" : "STEP";
  // the governed text names the schema, too
  const rest = detail.slice(front.length).replace(/^main\./, "");
  const name = [...names]
    .filter((known) => rest === known || rest.startsWith(`${known} `))
    .toSorted((a, b) => b.length - a.length)[0];
  if (name === undefined) return verb;
  const [access = ""] = ACCESS.exec(rest.slice(name.length)) ?? [];
  return `${verb} ${name}${access}${rest.endsWith(" LEFT-JOIN") ? " LEFT-JOIN" : ""}`;
}
