// Reads one statement that changes rows, alone or as a query of a WITH: the SELECTs that it was composed of are walked like any caller's,
// and what concerns the target alone is checked here.

import type { Catalogue, Relation } from "../../../model/catalogue.ts";
import type { AssignedColumn, WriteFacts } from "../../../model/facts.ts";
import { type Refusal, refuse } from "../../../model/refusal.ts";
import { relationKey } from "../../../model/relation-name.ts";
import type { Output } from "../analyse/outputs.ts";
import { type QueryBefore, type ReadOptions, readStatement } from "../analyse/read-statement.ts";
import type { Reading, RelationUse } from "../analyse/reading.ts";
import { Flow } from "../analyse/scope.ts";
import { searchPathOf } from "../analyse/search-path.ts";
import type { Statement } from "../parse/parse-text.ts";
import { bodyOf, list, type Struct, struct, word } from "../parse/tree.ts";
import { typePath } from "../rewrite/quote.ts";
import { composeMerge } from "./compose-merge.ts";
import { composeReturning } from "./compose-returning.ts";
import { aliasOf, type ComposedStep, composeInserts, keyName, VERSION_NAME } from "./compose-rows.ts";
import { composeTables } from "./compose-tables.ts";
import { composeUpsert } from "./compose-upsert.ts";
import { type MergeClauses, readMerge } from "./merge-clauses.ts";
import { refuseTarget } from "./refuse-target.ts";
import { readClauses, type WriteClauses } from "./write-clauses.ts";

export type WritePart = QueryReading | StepReading;

/** A query that steps or RETURNING read from, computed once. */
export interface QueryReading extends QueryBefore {
  readonly kind: "query";
  readonly reading: Reading;
  /** Of what a writing query of WITH returns: where its table stands, in whose place the changed rows are put. */
  readonly changed: ChangedRows | null;
}

export interface ChangedRows {
  readonly use: RelationUse;
  readonly steps: readonly StepReading[];
}

export interface StepReading {
  readonly kind: "step";
  readonly composed: ComposedStep;
  readonly facts: WriteFacts;
  /** The rows to be written; null for INSERT … DEFAULT VALUES. */
  readonly rows: Reading | null;
  /** Where the target stands in `rows`; null for an INSERT. */
  readonly use: RelationUse | null;
}

/** One statement that changes rows of one table. */
export interface ChangeReading {
  readonly kind: "change";
  readonly relation: Relation;
  readonly parts: readonly WritePart[];
  readonly steps: readonly StepReading[];
  readonly returning: { readonly reading: Reading; readonly changed: ChangedRows } | null;
  readonly obstacles: readonly Refusal[];
}

/** The target that the catalogue does not hold. */
export interface UnknownTarget {
  readonly kind: "unknown-target";
  readonly text: string;
  readonly position: number | null;
  /** Targets that were named before it. */
  readonly before?: readonly Relation[];
}

/** A write that cannot be governed as it is written. Whoever does not see the target is told of no more than that it is not there. */
export interface UnfitWrite {
  readonly kind: "unfit";
  readonly target: Relation;
  readonly refusal: Refusal;
  /** Targets that were named before it. */
  readonly before?: readonly Relation[];
}

export interface WriteScope {
  readonly catalogue: Catalogue;
  readonly functions: ReadonlySet<string>;
}

export interface ChangeScope extends WriteScope {
  /** Queries of the WITH that stand before it. */
  readonly before: readonly QueryBefore[];
  /** The number of the statement among those that change rows. */
  readonly number: number;
}

export function readChange(statement: Statement, scope: ChangeScope): ChangeReading | UnknownTarget | UnfitWrite {
  const target = struct(statement.tree.body["relation"]);
  const relation = findTarget(target, scope.catalogue);
  if (relation === null) {
    const schema = word(target["schemaname"]);
    const name = word(target["relname"]) ?? "";
    return {
      kind: "unknown-target",
      text: schema === null ? name : `${schema}.${name}`,
      position: statement.source.position(target["location"]),
    };
  }
  const unfit = (refusal: Refusal): UnfitWrite => ({ kind: "unfit", target: relation, refusal });
  const clauses = statement.tree.kind === "MergeStmt" ? readMerge(statement) : readClauses(statement);
  if (clauses === null) return unfit(notAChange());
  if (clauses.kind === "refusal") return unfit(clauses);
  const returning = clauses.returningText === "" ? null : composeReturning(clauses, aliasOf(clauses));
  if (returning?.kind === "refusal") return unfit(returning);
  const joins = clauses.kind === "merge" || clauses.fromText !== "";
  if (joins && returnsEverything(clauses.body)) return unfit(refuseEverything());
  const within = { ...scope, relation };
  const parts = clauses.kind === "merge" ? readMergeParts(clauses, within) : readParts(clauses, within);
  if ("code" in parts) return unfit(parts);
  const steps = parts.filter((part) => part.kind === "step");
  const read = returning === null ? null : readStatement(returning, { ...scope, merges: clauses.kind === "merge" });
  const use = read === null ? null : targetUse(read, relation);
  const obstacles = [
    refuseTarget(relation, { steps: steps.map(({ composed }) => composed), clauses }),
    ...steps.map(({ composed, use: own }) => (composed.verb !== "insert" && own === null ? captured() : null)),
    read !== null && use === null ? captured() : null,
    ...steps.map(({ rows, use: own }) => (own === null || rows === null ? null : refuseWholeRow(rows, own))),
    clauses.kind === "clauses" && isUnclear(clauses) ? unclearConflict() : null,
    clauses.kind === "merge" && isCaptured(clauses, scope) ? captured() : null,
    ...parts.flatMap((part) => (part.kind === "step" ? part.rows?.obstacles : part.reading.obstacles) ?? []),
    ...(read?.obstacles ?? []),
  ].filter((obstacle) => obstacle !== null);
  return {
    kind: "change",
    relation,
    parts,
    steps,
    returning: read === null || use === null ? null : { reading: read, changed: { use, steps } },
    obstacles,
  };
}

interface Target extends ChangeScope {
  readonly relation: Relation;
}

function readParts(clauses: WriteClauses, scope: Target): readonly WritePart[] | Refusal {
  const { relation, number, before } = scope;
  const returns = clauses.returningText !== "";
  const conflict = clauses.conflict?.columns ?? [];
  if (clauses.conflict?.updates !== true) {
    const composed = clauses.verb === "insert" ? composeInserts(clauses, relation) : composeTables(clauses, scope);
    if ("code" in composed) return composed;
    return composed.map((step) => readStep(step, { ...scope, facts: { conflict, returns } }));
  }
  const sourceName = `gatehouse_source_${number}`;
  const upsert = composeUpsert(clauses, { relation, sourceName });
  if (upsert.kind === "refusal") return upsert;
  const reading = readStatement(upsert.source, { ...scope, ownTypes: typesGiven([upsert.update, upsert.insert]) });
  const { outputs } = reading;
  const source: QueryReading = {
    kind: "query",
    name: sourceName,
    columns: upsert.inputs,
    reading,
    outputs,
    changed: null,
  };
  const { named, key } = upsert.arbiter;
  const facts = { conflict: named, returns, pairs: key?.columns ?? null };
  const within = { ...scope, before: [...before, source], facts };
  return [source, readStep(upsert.update, within), readStep(upsert.insert, within)];
}

function readMergeParts(clauses: MergeClauses, scope: Target): readonly WritePart[] | Refusal {
  const { relation, number, before } = scope;
  const sourceName = `gatehouse_source_${number}`;
  const merge = composeMerge(clauses, { relation, sourceName });
  if (merge.kind === "refusal") return merge;
  const facts = { conflict: [], returns: clauses.returningText !== "" };
  if (merge.source === null) return merge.steps.map((step) => readStep(step, { ...scope, facts }));
  const reading = readStatement(merge.source, { ...scope, ownTypes: typesGiven(merge.steps) });
  const { outputs } = reading;
  const source: QueryReading = { kind: "query", name: sourceName, columns: [], reading, outputs, changed: null };
  return [source, ...merge.steps.map((step) => readStep(step, { ...scope, before: [...before, source], facts }))];
}

/** `RETURNING *` gives the columns of joined tables too, which are not at hand where the changed rows are. */
function returnsEverything(body: Struct): boolean {
  return list(struct(body["returningClause"])["exprs"]).some((target) => {
    const fields = list(bodyOf(bodyOf(target, "ResTarget")?.["val"], "ColumnRef")?.["fields"]);
    return fields.length === 1 && bodyOf(fields[0], "A_Star") !== null;
  });
}

function refuseEverything(): Refusal {
  return refuse(
    "construct-not-allowed",
    "RETURNING * cannot give the columns of the tables that are joined with the changed one.",
    {
      rule: "write-forms",
      remedy: "Name the table: RETURNING t.*, or its columns; read the others with a SELECT.",
    },
  );
}

function isUnclear({ conflict }: WriteClauses): boolean {
  return conflict?.updates === false && conflict.columns === null;
}

/** A WITH query bears the target's name, which would then not mean the table where the target is looked up. */
function isCaptured({ target, body }: MergeClauses, { before }: ChangeScope): boolean {
  const own = list(struct(body["withClause"])["ctes"]).map(
    (item) => struct(bodyOf(item, "CommonTableExpr"))["ctename"],
  );
  const named = [...own, ...before.map(({ name }) => name)];
  return target["schemaname"] === undefined && named.includes(target["relname"]);
}

function readStep(
  composed: ComposedStep,
  scope: Target & { facts: Pick<WriteFacts, "conflict" | "returns" | "pairs"> },
): StepReading {
  const { relation } = scope;
  const { primaryKey } = composed.relation;
  const ownColumns = new Set([VERSION_NAME, ...primaryKey.map((_, index) => keyName(index))]);
  const rows =
    composed.rows === null
      ? null
      : readStatement(composed.rows, {
          ...scope,
          ownColumns,
          ownTypes: typesGiven([composed]),
          stored: storedIn(composed),
        });
  const use = rows === null || composed.verb === "insert" ? null : targetUse(rows, relation);
  return { kind: "step", composed, facts: { ...writeFacts(composed, rows), ...scope.facts }, rows, use };
}

/** The types of what the steps assign. */
function typesGiven(steps: readonly ComposedStep[]): ReadonlySet<string> {
  return new Set(
    steps.flatMap(({ relation, columns }) =>
      relation.columns
        .filter(({ name }) => columns.some((column) => column.name === name))
        .map(({ type }) => typePath(type)),
    ),
  );
}

function storedIn({ relation, columns }: ComposedStep): NonNullable<ReadOptions["stored"]> {
  return columns.flatMap(({ name, output }) => {
    const type = relation.columns.find((column) => column.name === name)?.type;
    return output === null || type === undefined ? [] : [{ output, type }];
  });
}

function findTarget(target: Struct, catalogue: Catalogue): Relation | null {
  const named = target["catalogname"];
  if (named !== undefined && named !== catalogue.database) return null;
  const schema = word(target["schemaname"]);
  const name = word(target["relname"]) ?? "";
  for (const candidate of schema === null ? searchPathOf(catalogue) : [schema]) {
    const found = catalogue.relations.get(relationKey({ schema: candidate, name }));
    if (found !== undefined) return found;
  }
  return null;
}

/** The first item of FROM, where composing put the target; null when a WITH query has taken its name. */
function targetUse(reading: Reading, relation: Relation): RelationUse | null {
  const [first] = list(struct(struct(reading.tree)["SelectStmt"])["fromClause"]);
  const variable = bodyOf(first, "RangeVar") ?? bodyOf(bodyOf(first, "JoinExpr")?.["larg"], "RangeVar");
  return reading.relations.find((use) => use.variable === variable && use.relation === relation) ?? null;
}

function writeFacts(
  { verb, relation, named, only, columns, unnamed, bounded, changesKey, overriding }: ComposedStep,
  rows: Reading | null,
): Omit<WriteFacts, "conflict" | "returns" | "pairs"> {
  return {
    verb,
    target: (named ?? relation).name,
    ...(only && named === null && { alone: true as const }),
    assigned: columns.map(
      ({ name, output }): AssignedColumn => ({
        column: name,
        sources: output === null ? [] : sourcesOf(rows?.outputs ?? [], output),
        ...(output === null && { isDefault: true as const }),
      }),
    ),
    bounded,
    changesKey,
    named: !unnamed,
    ...(/^overriding\s+system\b/i.test(overriding) && { overriding: true as const }),
  };
}

/** What flows into an output; where a star blurs which output is which, all that flows into any. */
function sourcesOf(outputs: readonly Output[], index: number): AssignedColumn["sources"] {
  const blurred = outputs.some(({ fromStar, open }) => fromStar || open);
  const output = outputs[index];
  if (blurred || output === undefined) {
    return Flow.of(...outputs.flatMap(({ flow, base }) => (base === null ? [flow] : [flow, base]))).sources();
  }
  return output.base === null ? output.flow.sources() : [output.base];
}

function captured(): Refusal {
  return refuse("construct-not-allowed", "A WITH query bears the name of the table that is written.", {
    rule: "write-forms",
    remedy: "Give the WITH query another name.",
  });
}

function refuseWholeRow(rows: Reading, use: RelationUse): Refusal | null {
  if (!rows.columns.some(({ item, column }) => item === use.item && column === null)) return null;
  return refuse("construct-not-allowed", "The row that is written is used as a whole.", {
    rule: "write-forms",
    remedy: "Name the columns that are meant.",
  });
}

function unclearConflict(): Refusal {
  return refuse("construct-not-allowed", "This form of ON CONFLICT cannot be governed.", {
    rule: "write-forms",
    remedy: "Write ON CONFLICT (column, …) DO NOTHING, or ON CONFLICT DO NOTHING.",
  });
}

function notAChange(): Refusal {
  return refuse("write-not-possible", "This statement changes no rows of one table.", {
    rule: "write-forms",
    remedy: "Send INSERT, UPDATE or DELETE.",
  });
}
