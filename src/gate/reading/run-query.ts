// The tool `query`: a statement whose rows leave as JSON (run-statement.ts).

import { type MaskNote } from "../../core/masking/mask-notes.ts";
import type { JsonBytes, JsonText } from "../../core/model/json-text.ts";
import type { JsonValue } from "../../core/model/json-value.ts";
import type { Answer, CallContext } from "../calls.ts";
import type { ResultColumn } from "../planning.ts";
import { refuseTooLarge, type WriteResult } from "../writing.ts";
import { readyRows } from "./ready-rows.ts";
import { rowFormatOf } from "./row-format.ts";
import { type Delivery, runStatement, type StatementRequest } from "./run-statement.ts";
import { showExecutionPlan } from "./show-plan.ts";
import { tellColumns } from "./told-columns.ts";

export interface QueryResult {
  readonly database: string;
  readonly columns: readonly ResultColumn[];
  readonly rows: readonly (readonly JsonValue[])[];
  readonly row_count: number;
  /** True when a cap ended the result; `truncated_by` says which. */
  readonly truncated: boolean;
  readonly truncated_by?: "rows" | "bytes";
  /** Relations of which the caller sees some rows only; absent when there are none. */
  readonly row_filtered?: readonly string[];
  /** Where masks changed the answer: conditions, joins, groups and order on masked columns; absent where they changed nothing. */
  readonly mask_notes?: readonly MaskNote[];
  /** The approved requests by which masked columns are in the clear here; absent when there are none. */
  readonly access?: readonly string[];
  /** What one person opened alone, in an emergency, and by which columns are in the clear here; absent where nothing was. */
  readonly break_glass?: readonly { readonly request: string; readonly until: string }[];
}

export function runQuery(request: StatementRequest, called: CallContext): Promise<Answer<QueryResult | WriteResult>> {
  return runStatement(request, called, AS_JSON);
}

const AS_JSON: Delivery<QueryResult> = {
  // a plan of the database's is looked through before any of it is shown
  formatOf: ({ facts, marks }, engine) => (facts.explains === undefined ? rowFormatOf(marks, engine) : null),
  conclude: async (executed, { planned, notes, governance, catalogue, grants, database, gatehouse }) => {
    const { facts } = planned;
    const execution =
      facts.explains === undefined
        ? executed
        : showExecutionPlan(executed, { form: facts.explains, facts, governance, catalogue });
    const ready = await readyRows(execution, {
      format: rowFormatOf(planned.marks, catalogue.engine),
      turn: () => gatehouse.turn(),
    });
    if (ready.count === 0 && ready.truncated === "bytes")
      return refuseTooLarge("A single row is larger than a result may be.");
    const { rowFiltered } = planned.marks;
    const granted = grants.filter(({ breakGlass }) => !breakGlass);
    const opened = grants.filter(({ breakGlass }) => breakGlass);
    const { columns, json } = tellColumns(execution.columns, { marks: planned.marks, redactions: ready.redactions });
    const told = {
      row_count: ready.count,
      truncated: ready.truncated !== null,
      ...(ready.truncated !== null && { truncated_by: ready.truncated }),
      ...(rowFiltered.length > 0 && { row_filtered: rowFiltered }),
      ...(notes.length > 0 && { mask_notes: notes }),
      ...(granted.length > 0 && { access: granted.map(({ request }) => request) }),
      ...(opened.length > 0 && { break_glass: opened.map(({ request, until }) => ({ request, until })) }),
    };
    return {
      kind: "written",
      rows: ready.count,
      truncated: ready.truncated !== null,
      read: () => ({ database, columns, ...told, rows: ready.readRows() }),
      json: withRows(
        `{"database":${JSON.stringify(database)},"columns":${json},${JSON.stringify(told).slice(1)}`,
        ready.json,
      ),
    };
  },
};

/** `told` is all else of the result. */
function withRows(told: string, rows: string | JsonBytes): JsonText {
  const head = `${told.slice(0, -1)},"rows":`;
  return typeof rows === "string" ? `${head}${rows}}` : [head, rows, "}"];
}
