// Takes an INSERT, UPDATE or DELETE apart into its clauses, each a node of the tree. Forms for which there is no governed shape are refused.

import type { Verb } from "../../../model/catalogue.ts";
import { type Refusal, refuse } from "../../../model/refusal.ts";
import type { Node } from "../node.ts";
import { operatorWords } from "../operator-words.ts";
import type { Statement } from "../parse-text.ts";
import { type Assignment, readAssignments } from "./assignments.ts";
import { holdsAggregate } from "./holds-aggregate.ts";

export interface WriteClauses {
  readonly kind: "clauses";
  readonly verb: Verb;
  readonly statement: Statement;
  readonly with: Node | null;
  /** The target as written: name and alias. */
  readonly target: Node;
  readonly schema: string | null;
  readonly name: string;
  readonly alias: string;
  readonly assignments: readonly Assignment[];
  /** What stands after FROM of an UPDATE. */
  readonly from: Node | null;
  readonly where: Node | null;
  /** Columns that an INSERT names; null without a list. */
  readonly columns: readonly string[] | null;
  /** Where an INSERT has its rows from; null for DEFAULT VALUES and other verbs. */
  readonly source: Node | null;
  /** ON CONFLICT or OR IGNORE; null without either. */
  readonly conflict: ConflictClause | null;
  /** The list after RETURNING. */
  readonly returning: Node | null;
}

export interface ConflictClause {
  /** OR IGNORE. */
  readonly ignore: boolean;
  /** Columns behind ON CONFLICT; none where it names none. */
  readonly columns: readonly string[];
  /** DO UPDATE; null for DO NOTHING. */
  readonly update: { readonly assignments: readonly Assignment[]; readonly where: Node | null } | null;
}

interface Draft {
  with: Node | null;
  table: Node | null;
  assignments: readonly Assignment[];
  from: Node | null;
  where: Node | null;
  columns: string[] | null;
  source: Node | null;
  conflict: ConflictClause | null;
  returning: Node | null;
}

const VERBS: Readonly<Record<string, Verb>> = { insert_stmt: "insert", update_stmt: "update", delete_stmt: "delete" };

/** Null when the statement is of another kind. `statement` is spelt out. */
export function readClauses(statement: Statement): WriteClauses | Refusal | null {
  const { root } = statement;
  const verb = VERBS[root.type];
  if (verb === undefined || !("clauses" in root)) return null;
  const draft: Draft = {
    with: null,
    table: null,
    assignments: [],
    from: null,
    where: null,
    columns: null,
    source: null,
    conflict: null,
    returning: null,
  };
  for (const clause of root.clauses) {
    const unfit = addClause(clause, draft);
    if (unfit !== null) return unfit;
  }
  const values = [
    ...[...draft.assignments, ...(draft.conflict?.update?.assignments ?? [])].map(({ value }) => value),
    ...(draft.returning === null ? [] : [draft.returning]),
  ];
  if (values.some(holdsAggregate)) {
    return unfit(
      "An aggregate or a window function cannot stand in SET or RETURNING.",
      "Put it in a subquery: (SELECT max(column) FROM table).",
    );
  }
  const target = draft.table === null ? null : nameOf(draft.table);
  if (draft.table === null || target === null) {
    return unfit("The table that is written is named in a way that cannot be governed.", "Write table or main.table.");
  }
  return { ...draft, ...target, kind: "clauses", verb, statement, target: draft.table };
}

function addClause(clause: Node, draft: Draft): Refusal | null {
  switch (clause.type) {
    case "with_clause":
      draft.with = clause;
      return null;
    case "insert_clause":
      return addInsert(clause, draft);
    case "update_clause":
      if (!isAllOrNothing(clause.orAction)) return refuseOr();
      return addTables(clause.tables.items, draft);
    case "delete_clause":
      return addTables(clause.tables.items, draft);
    case "set_clause":
      return addAssignments(clause, draft);
    case "from_clause":
      draft.from = clause.expr;
      return null;
    case "where_clause":
      draft.where = clause.expr;
      return null;
    case "values_clause":
    case "select_stmt":
    case "compound_select_stmt":
      draft.source = clause;
      return null;
    case "default_values":
      return null;
    case "upsert_clause":
      return addConflict(clause, draft);
    case "returning_clause":
      draft.returning = clause.columns;
      return null;
    case "order_by_clause":
    case "limit_clause":
      return unfit(
        "ORDER BY and LIMIT of a write cannot be governed.",
        "Choose the rows in WHERE: key IN (SELECT key FROM table ORDER BY … LIMIT …).",
      );
    default:
      return unfit(
        `A write with ${clause.type.replaceAll("_", " ")} cannot be governed.`,
        "Write INSERT, UPDATE or DELETE with VALUES, SELECT, SET, FROM, WHERE and RETURNING.",
      );
  }
}

function addInsert(clause: Extract<Node, { type: "insert_clause" }>, draft: Draft): Refusal | null {
  if (operatorWords(clause.insertKw)[0] !== "INSERT") return refuseOr();
  if (orWord(clause.orAction) === "IGNORE") draft.conflict = { ignore: true, columns: [], update: null };
  else if (!isAllOrNothing(clause.orAction)) return refuseOr();
  draft.table = clause.table;
  const columns = clause.columns?.expr.items ?? null;
  if (columns !== null) draft.columns = columns.map((column) => column.name);
  return null;
}

/** The word after OR; null without it. */
function orWord(action: Node | undefined): string | null {
  if (action === undefined) return null;
  return "actionKw" in action ? (operatorWords(action.actionKw)[0] ?? "") : "";
}

/** A statement that fails changes nothing here, whichever of these words it has. */
function isAllOrNothing(action: Node | undefined): boolean {
  const word = orWord(action);
  return word === null || word === "ABORT" || word === "ROLLBACK";
}

function addTables(tables: readonly Node[], draft: Draft): Refusal | null {
  const [table, ...others] = tables;
  if (table === undefined || others.length > 0)
    return unfit("Only one table can be written at once.", "Send one statement for each table.");
  if (table.type === "indexed_table" || table.type === "not_indexed_table") {
    return unfit("INDEXED BY cannot be governed in a write.", "Leave it out: the database chooses the index.");
  }
  draft.table = table;
  return null;
}

function addAssignments(clause: Extract<Node, { type: "set_clause" }>, draft: Draft): Refusal | null {
  const assignments = readAssignments(clause);
  if ("code" in assignments) return assignments;
  draft.assignments = assignments;
  return null;
}

function addConflict(clause: Extract<Node, { type: "upsert_clause" }>, draft: Draft): Refusal | null {
  const columns: string[] = [];
  const target = clause.conflictTarget;
  if (target !== undefined && target.type !== "paren_expr") return refuseConflict();
  for (const { expr, direction } of target?.expr.items ?? []) {
    if (expr.type !== "identifier" || direction !== undefined) return refuseConflict();
    columns.push(expr.name);
  }
  if (clause.where !== undefined || draft.conflict !== null) return refuseConflict();
  const { action } = clause;
  if (action.type === "upsert_action_nothing") {
    draft.conflict = { ignore: false, columns, update: null };
    return null;
  }
  const assignments = readAssignments(action.set);
  if ("code" in assignments) return assignments;
  draft.conflict = { ignore: false, columns, update: { assignments, where: action.where?.expr ?? null } };
  return null;
}

function nameOf(table: Node): Pick<WriteClauses, "schema" | "name" | "alias"> | null {
  if (table.type === "alias") {
    const inner = nameOf(table.expr);
    return inner === null || table.alias.type !== "identifier" ? null : { ...inner, alias: table.alias.name };
  }
  if (table.type === "identifier") return { schema: null, name: table.name, alias: table.name };
  if (table.type !== "member_expr" || table.object.type !== "identifier" || table.property.type !== "identifier")
    return null;
  return { schema: table.object.name, name: table.property.name, alias: table.property.name };
}

function refuseConflict(): Refusal {
  return unfit(
    "This form of ON CONFLICT cannot be governed.",
    "Write one ON CONFLICT (column, …) with DO UPDATE SET … or DO NOTHING, without OR, expressions and conditions on the key.",
  );
}

function refuseOr(): Refusal {
  return unfit(
    "REPLACE, OR FAIL, and OR IGNORE of an UPDATE cannot be governed: they delete rows, or keep a part of the change.",
    "Write INSERT … ON CONFLICT (key) DO UPDATE SET … or DO NOTHING, or leave the OR clause out.",
  );
}

function unfit(message: string, remedy: string): Refusal {
  return refuse("construct-not-allowed", message, { rule: "write-forms", remedy });
}
