// The SET of a write as one value for each column, whichever way it is written: `a = 1`, `(a, b) = (1, 2)`, `(a, b) = (SELECT …)`.
// As an output of a SELECT a value is the caller's expression unchanged, or a column of the row that the caller's subquery gives.

import { type Refusal, refuse } from "../../../model/refusal.ts";
import { type Node, quoteName } from "../node.ts";
import { sameText } from "../same-tree.ts";
import { queryWidth } from "./query-width.ts";

export interface Assignment {
  readonly column: string;
  /** The expression, or the subquery in its brackets whose row it is a part of. */
  readonly value: Node;
  /** Which column of how many of the subquery's row; null for a value that stands by itself. */
  readonly part: { readonly index: number; readonly width: number } | null;
}

const ROW = "gatehouse_row";

export function readAssignments(clause: Extract<Node, { type: "set_clause" }>): readonly Assignment[] | Refusal {
  const read: Assignment[] = [];
  for (const { column, expr } of clause.assignments.items) {
    if (expr.type === "default") return refuseAssignment();
    const names = column.type === "paren_expr" ? column.expr.items : [column];
    const values = column.type === "paren_expr" ? valuesOf(expr, names.length) : [expr];
    const width = values?.length ?? (expr.type === "paren_expr" ? queryWidth(expr.expr) : null);
    if (width !== null && width !== names.length) return refuseWidth(names.length, width);
    for (const [index, name] of names.entries()) {
      if (name.type !== "identifier") return refuseAssignment();
      const part = values === null ? { index, width: names.length } : null;
      read.push({ column: name.name, value: values?.[index] ?? expr, part });
    }
  }
  return read;
}

/** The values of a row that is written out; null for one that a subquery gives. */
function valuesOf(expr: Node, width: number): readonly Node[] | null {
  if (expr.type !== "paren_expr") return [expr];
  if (expr.expr.type === "list_expr") return expr.expr.items;
  const selects = expr.expr.type === "select_stmt" || expr.expr.type === "compound_select_stmt";
  return selects && width > 1 ? null : [expr];
}

/** The value as an expression; `text` gives the caller's own words. */
export function assignedText({ value, part }: Assignment, text: (node: Node) => string): string {
  if (part === null) return `(${text(value)}\n)`;
  const names = Array.from({ length: part.width }, (_, index) => quoteName(partName(index)));
  // materialised, so that each of its columns comes from the same row, whatever else is asked of it
  const row = `WITH ${quoteName(ROW)}(${names.join(", ")}) AS MATERIALIZED ${text(value)}`;
  return `(${row} SELECT ${names[part.index] ?? ""} FROM ${quoteName(ROW)} LIMIT 1)`;
}

/** Whether an expression that was parsed from `assignedText` is what it was meant to be. */
export function isAssigned({ value, part }: Assignment, parsed: Node): boolean {
  if (parsed.type !== "paren_expr") return false;
  if (part === null) return sameText(value, parsed.expr);
  const row = parsed.expr;
  if (row.type !== "select_stmt") return false;
  const [head, ...others] = row.clauses;
  if (others.map(({ type }) => type).join() !== "select_clause,from_clause,limit_clause") return false;
  const tables = head?.type === "with_clause" ? head.tables.items : [];
  return tables.length === 1 && sameText(value, tables[0]?.expr);
}

const partName = (index: number): string => `${ROW}_${index + 1}`;

function refuseAssignment(): Refusal {
  return refuse("construct-not-allowed", "An assignment of this form cannot be governed.", {
    rule: "write-forms",
    remedy: "Write SET column = value, or SET (column, …) = (value, …).",
  });
}

function refuseWidth(columns: number, values: number): Refusal {
  return refuse("invalid-statement", `${columns} columns are assigned ${values} values.`, {
    rule: "write-forms",
    remedy: "Give as many values as there are columns.",
  });
}
