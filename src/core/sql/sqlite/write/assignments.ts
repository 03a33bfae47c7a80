// The SET of a write as one value for each column, whichever way it is written: `a = 1`, `(a, b) = (1, 2)`, `(a, b) = (SELECT …)`.
// As an output of a SELECT a value is the caller's expression unchanged, or a column of the row that the caller's subquery gives.

import { type Refusal, refuse } from "../../../model/refusal.ts";
import { quoteName } from "../parse/node.ts";
import { sameText } from "../parse/same-tree.ts";
import { isQuery, type Node, type NodeOf } from "../parse/tree.ts";
import { queryWidth } from "./query-width.ts";

export interface Assignment {
  readonly column: string;
  /** The expression, or the subquery in its brackets whose row it is a part of. */
  readonly value: Node;
  /** Which column of how many of the subquery's row; null for a value that stands by itself. */
  readonly part: { readonly index: number; readonly width: number } | null;
}

const ROW = "gatehouse_row";

export function readAssignments({ assignments }: NodeOf<"set_clause">): readonly Assignment[] | Refusal {
  const read: Assignment[] = [];
  for (const { columns, row, expr } of assignments) {
    const values = row ? valuesOf(expr, columns.length) : [expr];
    const width = values?.length ?? (expr.type === "paren_expr" ? queryWidth(expr.expr) : null);
    if (width !== null && width !== columns.length) return refuseWidth(columns.length, width);
    for (const [index, column] of columns.entries()) {
      const part = values === null ? { index, width: columns.length } : null;
      read.push({ column, value: values?.[index] ?? expr, part });
    }
  }
  return read;
}

/** The values of a row that is written out; null for one that a subquery gives. */
function valuesOf(expr: Node, width: number): readonly Node[] | null {
  if (expr.type !== "paren_expr") return [expr];
  if (expr.expr.type === "list_expr") return expr.expr.items;
  return isQuery(expr.expr) && width > 1 ? null : [expr];
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
  const [table, ...others] = row.type === "select_stmt" ? (row.with?.tables ?? []) : [];
  return others.length === 0 && table !== undefined && isBareRow(row) && sameText(value, table.expr);
}

/** `WITH … SELECT part FROM row LIMIT 1`. */
function isBareRow(row: Node): boolean {
  if (row.type !== "select_stmt") return false;
  const { columns, tables, limit, where, group, having, windows, order } = row;
  const more = [where, having, ...group, ...windows, ...order].some((clause) => clause !== null);
  return !more && columns.length === 1 && tables !== null && limit !== null;
}

const partName = (index: number): string => `${ROW}_${index + 1}`;

function refuseWidth(columns: number, values: number): Refusal {
  return refuse("invalid-statement", `${columns} columns are assigned ${values} values.`, {
    rule: "write-forms",
    remedy: "Give as many values as there are columns.",
  });
}
