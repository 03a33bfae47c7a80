// Reads a statement that changes rows: the SELECTs that it was composed of are walked like any caller's, and what concerns the target
// alone is checked here.

import type { Catalogue, Relation } from "../../../model/catalogue.ts";
import type { AssignedColumn, OutputColumn, WriteFacts } from "../../../model/facts.ts";
import { type Refusal, refuse } from "../../../model/refusal.ts";
import { type ColumnName, formatRelation } from "../../../model/relation-name.ts";
import { findRelation } from "../find-relation.ts";
import { childrenOf, fold, type Node } from "../node.ts";
import { readStatement } from "../read-statement.ts";
import type { Reading, Use } from "../reading.ts";
import { traceOutputs } from "../trace-outputs.ts";
import { isAlwaysTrue } from "./always-true.ts";
import { type ComposedWrite, composeWrite } from "./compose-rows.ts";
import type { WriteClauses } from "./write-clauses.ts";

export interface WriteReading {
  readonly kind: "write";
  readonly composed: ComposedWrite;
  readonly facts: WriteFacts;
  /** What RETURNING gives. */
  readonly outputs: readonly OutputColumn[];
  /** The rows to be written; null for INSERT … DEFAULT VALUES. */
  readonly rows: Reading | null;
  /** Where the target stands in `rows`; null for an INSERT. */
  readonly use: Use | null;
  readonly returning: { readonly reading: Reading; readonly use: Use } | null;
  readonly obstacles: readonly Refusal[];
}

/** The target that the catalogue does not hold. */
export interface UnknownTarget {
  readonly kind: "unknown-target";
  readonly text: string;
}

/** A write that cannot be governed as it is written. Whoever does not see the target is told of no more than that it is not there. */
export interface UnfitWrite {
  readonly kind: "unfit";
  readonly target: Relation;
  readonly refusal: Refusal;
}

export interface WriteScope {
  readonly catalogue: Catalogue;
  readonly functions: ReadonlySet<string>;
}

export function readWrite(
  clauses: WriteClauses,
  scope: WriteScope,
): WriteReading | UnknownTarget | UnfitWrite | Refusal {
  const { schema, name } = clauses;
  if ((schema !== null && fold(schema) !== "main") || fold(name).startsWith("sqlite_")) return refuseElsewhere();
  const relation = findRelation(scope.catalogue, fold(name));
  if (relation === null) return { kind: "unknown-target", text: name };
  const composed = composeWrite(clauses, relation);
  if (composed.kind === "refusal") return { kind: "unfit", target: relation, refusal: composed };
  const rows = composed.rows === null ? null : readStatement(composed.rows, scope);
  const returning = composed.returning === null ? null : readStatement(composed.returning, scope);
  const use = rows === null || clauses.verb === "insert" ? null : targetUse(rows, relation);
  const returningUse = returning === null ? null : targetUse(returning, relation);
  const obstacles = [
    refuseTarget(relation),
    clauses.verb !== "insert" && use === null ? captured() : null,
    returning !== null && returningUse === null ? captured() : null,
    ...(rows?.obstacles ?? []),
    ...(returning?.obstacles ?? []),
  ].filter((obstacle) => obstacle !== null);
  const sound = obstacles.length === 0;
  return {
    kind: "write",
    composed,
    facts: writeFacts(composed, {
      outputs: sound && rows !== null ? traceOutputs(rows) : [],
      everything: everythingOf(rows),
    }),
    outputs: sound && returning !== null ? traceOutputs(returning) : [],
    rows,
    use,
    returning: returning === null || returningUse === null ? null : { reading: returning, use: returningUse },
    obstacles,
  };
}

/** The first item of FROM, where composing put the target; null when a WITH query has taken its name. */
function targetUse(reading: Reading, relation: Relation): Use | null {
  const { root } = reading.statement;
  const from = root.type === "select_stmt" ? root.clauses.find(({ type }) => type === "from_clause") : undefined;
  const first = from?.type === "from_clause" ? firstTable(from.expr) : null;
  return reading.uses.find((use) => use.node === first && use.relation === relation) ?? null;
}

function firstTable(node: Node): Node {
  if (node.type === "join_expr") return firstTable(node.left);
  return node.type === "alias" ? node.expr : node;
}

/** Every column of every relation that is read, where positions may not be what they seem; null where each output can be traced. */
function everythingOf(rows: Reading | null): readonly ColumnName[] | null {
  if (rows === null || !isShifting(rows.statement.root)) return null;
  return rows.uses.flatMap(({ relation }) =>
    relation.columns.map(({ name }): ColumnName => ({ relation: relation.name, column: name })),
  );
}

/**
 * A star brings the columns that the caller may see, and analysis knows more of them: where columns are then told by their place (the
 * names of a WITH query, the arms of a set operation) they may be others than they seem.
 */
function isShifting(node: Node): boolean {
  const places =
    node.type === "compound_select_stmt" || (node.type === "common_table_expr" && node.columns !== undefined);
  return (places && holdsStar(node)) || childrenOf(node).some(isShifting);
}

/** The star of count(*) is none. */
function holdsStar(node: Node): boolean {
  if (node.type === "all_columns") return true;
  const given = node.type === "func_args" ? node.args : null;
  const below = childrenOf(node).filter((child) => child !== given);
  return [...below, ...(given?.items.filter(({ type }) => type !== "all_columns") ?? [])].some(holdsStar);
}

function writeFacts(
  { clauses, relation, columns, unnamed }: ComposedWrite,
  { outputs, everything }: { outputs: readonly OutputColumn[]; everything: readonly ColumnName[] | null },
): WriteFacts {
  const { verb, rows } = { verb: clauses.verb, rows: clauses };
  const conflict = clauses.conflict?.columns ?? [];
  return {
    verb,
    target: relation.name,
    assigned: columns.map(
      ({ name, output }): AssignedColumn => ({
        column: name,
        sources: everything ?? sourcesOf(outputs, { output, blurred: isBlurred(clauses) }),
      }),
    ),
    bounded: verb === "insert" || !isAlwaysTrue(rows.where),
    changesKey: verb === "update" && columns.some(({ name }) => relation.primaryKey.includes(name)),
    conflict: conflict.map(
      (written) => relation.columns.find(({ name }) => fold(name) === fold(written))?.name ?? written,
    ),
    named: !unnamed,
    returns: clauses.returning !== null,
  };
}

/** What flows into an output; where a star blurs which output is which, all that flows into any. */
function sourcesOf(
  outputs: readonly OutputColumn[],
  { output, blurred }: { output: number; blurred: boolean },
): AssignedColumn["sources"] {
  const own = outputs[output];
  return blurred || own === undefined ? outputs.flatMap(({ sources }) => sources) : own.sources;
}

function isBlurred({ source }: WriteClauses): boolean {
  return source !== null && source.type !== "values_clause" && hasStar(source);
}

function hasStar(node: Node): boolean {
  if (node.type === "compound_select_stmt") return hasStar(node.left) || hasStar(node.right);
  if (node.type !== "select_stmt") return false;
  return node.clauses.some(
    (clause) =>
      clause.type === "select_clause" &&
      (clause.columns?.items ?? []).some(
        (item) => item.type === "all_columns" || (item.type === "member_expr" && item.property.type === "all_columns"),
      ),
  );
}

function refuseTarget(relation: Relation): Refusal | null {
  const why =
    relation.kind !== "table"
      ? "it is not a table"
      : relation.writing === undefined
        ? "its triggers and foreign keys are not known"
        : relation.writing.obstacle;
  if (why === null) return null;
  return refuse("write-target", `No rows of ${formatRelation(relation.name)} can be written here: ${why}.`, {
    rule: "write-target",
    remedy: "Write to the table that holds the rows.",
  });
}

function refuseElsewhere(): Refusal {
  return refuse("catalog-not-allowed", "The statement writes to the database's own catalogue or to another database.", {
    rule: "catalog-not-allowed",
    remedy: "Write to a table of this database; call describe-schema for them.",
  });
}

function captured(): Refusal {
  return refuse("construct-not-allowed", "A WITH query bears the name of the table that is written.", {
    rule: "write-forms",
    remedy: "Give the WITH query another name.",
  });
}
