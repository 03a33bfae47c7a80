// Takes an INSERT, UPDATE or DELETE apart into its clauses, each a node of the tree. Forms for which there is no governed shape are refused.

import type { Verb } from "../../../model/catalogue.ts";
import { type Refusal, refuse } from "../../../model/refusal.ts";
import type { Statement } from "../parse/parse-text.ts";
import type { Node, NodeOf, Query } from "../parse/tree.ts";
import { type Assignment, readAssignments } from "./assignments.ts";
import { holdsAggregate } from "./holds-aggregate.ts";

export interface WriteClauses {
  readonly kind: "clauses";
  readonly verb: Verb;
  readonly statement: Statement;
  readonly with: NodeOf<"with_clause"> | null;
  /** The target as written: name and alias. */
  readonly target: Node;
  readonly schema: string | null;
  readonly name: string;
  readonly alias: string;
  readonly assignments: readonly Assignment[];
  /** SET; null where there is none. */
  readonly set: NodeOf<"set_clause"> | null;
  /** What stands after FROM of an UPDATE. */
  readonly tables: Node | null;
  readonly where: Node | null;
  /** Columns that an INSERT names; null without a list. */
  readonly columns: readonly string[] | null;
  /** Where an INSERT has its rows from; null for DEFAULT VALUES and other verbs. */
  readonly source: Query | null;
  /** ON CONFLICT or OR IGNORE of an INSERT; null without either. */
  readonly conflict: ConflictClause | null;
  /** OR REPLACE, and OR IGNORE of an UPDATE: what becomes of rows that are in the way, or of those that meet them. */
  readonly resolution: "replace" | "ignore" | null;
  /** The list after RETURNING. */
  readonly returning: NodeOf<"list_expr"> | null;
}

export interface ConflictClause {
  /** OR IGNORE: then there are no arms. */
  readonly ignore: boolean;
  /** Each ON CONFLICT in the order in which they stand: of a row the first counts by whose key it is there. */
  readonly arms: readonly ConflictArm[];
}

export interface ConflictArm {
  /** Columns behind ON CONFLICT; none where it names none, which the last one may. */
  readonly columns: readonly string[];
  /** What stands there where it is more than columns; null otherwise. */
  readonly computed: ComputedTarget | null;
  /** DO UPDATE; null for DO NOTHING. */
  readonly update: ConflictUpdate | null;
}

/** What stands behind ON CONFLICT where it is more than columns. */
export interface ComputedTarget {
  readonly parts: readonly Node[];
  readonly condition: Node | null;
}

export interface ConflictUpdate {
  readonly set: NodeOf<"set_clause">;
  readonly assignments: readonly Assignment[];
  readonly where: Node | null;
}

type Draft = Omit<WriteClauses, "kind" | "statement" | "schema" | "name" | "alias">;

/** Null when the statement is of another kind. `statement` is spelt out. */
export function readClauses(statement: Statement): WriteClauses | Refusal | null {
  const { root } = statement;
  const draft = draftOf(root);
  if (draft === null || "code" in draft) return draft;
  const values = [
    ...[...draft.assignments, ...updatesIn(draft.conflict)].map(({ value }) => value),
    ...(draft.returning === null ? [] : [draft.returning]),
  ];
  if (values.some(holdsAggregate)) {
    return unfit(
      "An aggregate or a window function cannot stand in SET or RETURNING.",
      "Put it in a subquery: (SELECT max(column) FROM table).",
    );
  }
  // which index is used is no part of what is changed, and rows are changed by their keys
  const node = draft.target.type === "indexed_table" ? draft.target.expr : draft.target;
  const target = nameOf(node);
  if (target === null) {
    return unfit("The table that is written is named in a way that cannot be governed.", "Write table or main.table.");
  }
  return { ...draft, ...target, target: node, kind: "clauses", statement };
}

function updatesIn(conflict: ConflictClause | null): readonly Assignment[] {
  return (conflict?.arms ?? []).flatMap(({ update }) => update?.assignments ?? []);
}

const NOTHING = {
  assignments: [],
  set: null,
  tables: null,
  where: null,
  columns: null,
  source: null,
  conflict: null,
  resolution: null,
} as const;

function draftOf(root: Node): Draft | Refusal | null {
  switch (root.type) {
    case "insert_stmt": {
      const conflict = conflictOf(root);
      if (conflict !== null && "code" in conflict) return conflict;
      const { with: ctes, table: target, columns, source } = root;
      if (source === null && columns !== null) return refuseDefaults();
      const given = { with: ctes, target, columns, source, conflict, resolution: resolutionOf(root) };
      return { ...NOTHING, verb: "insert", ...given, ...returningOf(root) };
    }
    case "update_stmt": {
      const assignments = readAssignments(root.set);
      if ("code" in assignments) return assignments;
      if (isLimited(root)) return refuseLimit();
      const { with: ctes, table: target, set, tables, where } = root;
      const given = { with: ctes, target, set, assignments, tables, where, resolution: resolutionOf(root) };
      return { ...NOTHING, verb: "update", ...given, ...returningOf(root) };
    }
    case "delete_stmt": {
      if (isLimited(root)) return refuseLimit();
      const { with: ctes, table: target, where } = root;
      return { ...NOTHING, verb: "delete", with: ctes, target, where, ...returningOf(root) };
    }
    default:
      return null;
  }
}

function returningOf({
  returning,
}: {
  readonly returning: NodeOf<"returning_clause"> | null;
}): Pick<Draft, "returning"> {
  return { returning: returning?.columns ?? null };
}

function isLimited({ order, limit }: { readonly order: readonly Node[]; readonly limit: Node | null }): boolean {
  return order.length > 0 || limit !== null;
}

/** A statement that fails changes nothing here, whether it says ABORT, ROLLBACK or FAIL. */
function resolutionOf(root: NodeOf<"insert_stmt"> | NodeOf<"update_stmt">): WriteClauses["resolution"] {
  if (root.or === "REPLACE" || (root.type === "insert_stmt" && root.word === "REPLACE")) return "replace";
  return root.type === "update_stmt" && root.or === "IGNORE" ? "ignore" : null;
}

function conflictOf(root: NodeOf<"insert_stmt">): ConflictClause | Refusal | null {
  const { or, upserts } = root;
  const ignore = or === "IGNORE";
  if (upserts.length === 0) return ignore ? { ignore, arms: [] } : null;
  if (ignore || resolutionOf(root) !== null) return refuseConflict();
  const arms: ConflictArm[] = [];
  for (const upsert of upserts) {
    const arm = armOf(upsert);
    if ("code" in arm) return arm;
    arms.push(arm);
  }
  return { ignore, arms };
}

function armOf({ target, targetWhere, set, where }: NodeOf<"upsert_clause">): ConflictArm | Refusal {
  const parts = (target ?? []).map(({ expr }) => expr);
  if ((target ?? []).some(({ direction, nulls }) => direction !== "" || nulls !== "")) return refuseConflict();
  const columns = parts.flatMap((expr) => (expr.type === "identifier" ? [expr.name] : []));
  const isPlain = targetWhere === null && columns.length === parts.length;
  const named = isPlain ? { columns, computed: null } : { columns: [], computed: { parts, condition: targetWhere } };
  if (set === null) return { ...named, update: null };
  const assignments = readAssignments(set);
  return "code" in assignments ? assignments : { ...named, update: { set, assignments, where } };
}

function nameOf(table: Node): Pick<WriteClauses, "schema" | "name" | "alias"> | null {
  if (table.type === "alias") {
    const inner = nameOf(table.expr);
    return inner === null ? null : { ...inner, alias: table.alias };
  }
  return table.type === "table_name" ? { schema: table.schema, name: table.name, alias: table.name } : null;
}

function refuseLimit(): Refusal {
  return unfit(
    "ORDER BY and LIMIT of a write cannot be governed.",
    "Choose the rows in WHERE: key IN (SELECT key FROM table ORDER BY … LIMIT …).",
  );
}

function refuseDefaults(): Refusal {
  return unfit("DEFAULT VALUES are given to no columns by name.", "Leave the names of the columns out.");
}

function refuseConflict(): Refusal {
  return unfit(
    "This form of ON CONFLICT cannot be governed.",
    "Write ON CONFLICT (key) with DO UPDATE SET … or DO NOTHING, without OR, and the key as its index has it.",
  );
}

function unfit(message: string, remedy: string): Refusal {
  return refuse("construct-not-allowed", message, { rule: "write-forms", remedy });
}
