// Turns the reading half of a write into an ordinary SELECT: the rows that would change, each by its key, with the values that they would
// get. As a SELECT it passes the same walk, policy and rewriting as any read, so a write sees what a read sees.
// INVARIANT: every clause of the caller's statement stands in it unchanged, or composing fails.

import type { Relation } from "../../../model/catalogue.ts";
import { type Refusal, refuse } from "../../../model/refusal.ts";
import { fold, quoteName } from "../parse/node.ts";
import { parseText, type Statement } from "../parse/parse-text.ts";
import { sameText } from "../parse/same-tree.ts";
import { isQuery, type Node, type NodeOf } from "../parse/tree.ts";
import { assignedText, isAssigned } from "./assignments.ts";
import { queryWidth } from "./query-width.ts";
import { keyName, rowKey } from "./row-key.ts";
import type { WriteClauses } from "./write-clauses.ts";

/** One column that is written, and which output of the rows holds its value. */
export interface WrittenColumn {
  readonly name: string;
  readonly output: number;
}

export interface ComposedWrite {
  readonly kind: "composed";
  readonly clauses: WriteClauses;
  readonly relation: Relation;
  readonly columns: readonly WrittenColumn[];
  /** True when an INSERT names no columns. */
  readonly unnamed: boolean;
  /** Said of an INSERT without names once it is granted: how many columns there are is not for everyone. */
  readonly miscounted: Refusal | null;
  /** The rows to be written; null for INSERT … DEFAULT VALUES. */
  readonly rows: Statement | null;
  /** The SELECT that RETURNING is; null without it. */
  readonly returning: Statement | null;
}

type Rows = Pick<ComposedWrite, "kind" | "columns" | "unnamed" | "miscounted" | "rows">;

export function composeWrite(clauses: WriteClauses, relation: Relation): ComposedWrite | Refusal {
  const returning = clauses.returning === null ? null : composeReturning(clauses, clauses.returning);
  if (returning?.kind === "refusal") return returning;
  const composed = clauses.verb === "insert" ? composeInsert(clauses, relation) : composeKeyed(clauses, relation);
  return composed.kind === "refusal" ? composed : { ...composed, clauses, relation, returning };
}

/** UPDATE and DELETE: the target's keys, then the new values. */
function composeKeyed(clauses: WriteClauses, relation: Relation): Rows | Refusal {
  const text = sliceOf(clauses);
  const keys = rowKey(relation).map((_, index) => `${quoteName(clauses.alias)}.${quoteName(keyName(index))}`);
  const values = clauses.assignments.map((assignment) => assignedText(assignment, text));
  const { tables } = clauses;
  // a join of several tables stays one: SQLite joins the target to it as a whole
  const joined = tables === null ? "" : tables.type === "join_expr" ? `, (${text(tables)}\n)` : `, ${text(tables)}`;
  const where = clauses.where === null ? "" : ` WHERE (${text(clauses.where)}\n)`;
  const rows = parseText(
    `${text(clauses.with)} SELECT ${[...keys, ...values].join(", ")} FROM ${text(clauses.target)}${joined}${where}`.trimStart(),
  );
  if (rows.kind === "refusal") return { ...rows, position: null };
  if (!isFaithful(rows, clauses, keys.length)) return unfaithful();
  return {
    kind: "composed",
    unnamed: false,
    miscounted: null,
    rows,
    columns: clauses.assignments.map(({ column }, index) => ({
      name: nameIn(relation, column),
      output: keys.length + index,
    })),
  };
}

function isFaithful({ root }: Statement, clauses: WriteClauses, keys: number): boolean {
  if (!isPlain(root)) return false;
  const { columns, tables, where } = root;
  const values = columns.slice(keys);
  return (
    sameText(clauses.with, root.with) &&
    values.length === clauses.assignments.length &&
    values.every((value, index) => {
      const assignment = clauses.assignments[index];
      return assignment !== undefined && isAssigned(assignment, value);
    }) &&
    tables !== null &&
    isTargetAnd(tables, clauses) &&
    sameText(clauses.where, where?.type === "paren_expr" ? where.expr : where)
  );
}

/** A SELECT that has nothing but WITH, columns, FROM and WHERE. */
function isPlain(root: Node): root is NodeOf<"select_stmt"> {
  if (root.type !== "select_stmt") return false;
  const { distinct, group, having, windows, order, limit } = root;
  return !distinct && [having, limit, ...group, ...windows, ...order].every((clause) => clause === null);
}

function isTargetAnd(expr: Node, { target, tables }: WriteClauses): boolean {
  if (tables === null) return sameText(target, expr);
  if (expr.type !== "join_expr" || expr.operator !== "," || expr.specification !== null) return false;
  const joined = tables.type === "join_expr" && expr.right.type === "paren_expr" ? expr.right.expr : expr.right;
  return sameText(target, expr.left) && sameText(tables, joined);
}

export function composeInsert(clauses: WriteClauses, relation: Relation): Rows | Refusal {
  const { columns, source } = clauses;
  if (source === null) return { kind: "composed", columns: [], unnamed: false, miscounted: null, rows: null };
  const text = sliceOf(clauses);
  if (clauses.with !== null && source.with !== null) return unfaithful();
  const rows = parseText(`${text(clauses.with)} ${text(source)}`.trimStart());
  if (rows.kind === "refusal") return { ...rows, position: null };
  const intended = clauses.with === null ? source : { ...source, with: clauses.with };
  if (!isQuery(rows.root) || !sameText(intended, rows.root)) return unfaithful();
  const writable = relation.columns.filter(({ name }) => relation.writing?.computed.includes(name) !== true);
  const names = columns?.map((name) => nameIn(relation, name)) ?? writable.map(({ name }) => name);
  const width = queryWidth(rows.root);
  const miscounted = width !== null && width !== names.length ? refuseCount(width, names.length) : null;
  if (columns !== null && miscounted !== null) return miscounted;
  return {
    kind: "composed",
    unnamed: columns === null,
    miscounted,
    rows,
    columns: names.map((name, output) => ({ name, output })),
  };
}

function refuseCount(values: number, columns: number): Refusal {
  return refuse("invalid-statement", `The INSERT gives ${values} values for ${columns} columns.`, {
    rule: "write-forms",
    remedy: "Name as many columns as there are values.",
  });
}

function composeReturning(clauses: WriteClauses, returning: NodeOf<"list_expr">): Statement | Refusal {
  const text = sliceOf(clauses);
  const statement = parseText(
    `${text(clauses.with)} SELECT ${text(returning)} FROM ${text(clauses.target)}`.trimStart(),
  );
  if (statement.kind === "refusal") return { ...statement, position: null };
  const { root } = statement;
  const same =
    isPlain(root) &&
    root.where === null &&
    sameText(clauses.with, root.with) &&
    sameText(returning.items, root.columns) &&
    sameText(clauses.target, root.tables);
  return same ? statement : unfaithful();
}

/** A column as the catalogue spells it; as written where there is none. */
export function nameIn({ columns }: Relation, written: string): string {
  return columns.find(({ name }) => fold(name) === fold(written))?.name ?? written;
}

function sliceOf({ statement }: WriteClauses): (node: Node | null) => string {
  return (node) => {
    if (node === null) return "";
    return statement.text.slice(node.from, node.to);
  };
}

export function unfaithful(): Refusal {
  return refuse("unsupported-syntax", "The statement could not be taken apart faithfully.", {
    rule: "faithful-rewriting",
    remedy: "Write it plainly, with one WITH at most, in front.",
  });
}
