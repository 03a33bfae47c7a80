// Reads a statement that changes rows: the SELECTs that it was composed of are walked like any caller's, and what concerns the target
// alone is checked here.

import type { Catalogue, DistinctKey, Relation } from "../../../model/catalogue.ts";
import type { AssignedColumn, OutputColumn, WriteFacts } from "../../../model/facts.ts";
import { type Refusal, refuse } from "../../../model/refusal.ts";
import { type ColumnName, formatRelation } from "../../../model/relation-name.ts";
import { findRelation } from "../analyse/find-relation.ts";
import { readStatement } from "../analyse/read-statement.ts";
import type { Reading, Use } from "../analyse/reading.ts";
import { traceOutputs } from "../analyse/trace-outputs.ts";
import { fold, isStar } from "../parse/node.ts";
import type { Node } from "../parse/tree.ts";
import { isAlwaysTrue } from "./always-true.ts";
import { type ComposedWrite, composeWrite } from "./compose-rows.ts";
import { composeUpsert, inputName } from "./compose-upsert.ts";
import { meansNoKey, namedBy } from "./conflict-arms.ts";
import { insertedAt, type Timed, timedOf } from "./depends-on-clock.ts";
import { everythingOf } from "./everything-of.ts";
import { replacedStep } from "./replaced-step.ts";
import { refuseReserved } from "./reserved-names.ts";
import { findMeetings, type Meetings, meetingOf } from "./rows-in-the-way.ts";
import type { StepReading } from "./step-reading.ts";
import type { WriteClauses } from "./write-clauses.ts";

export interface WriteReading {
  readonly kind: "write";
  readonly relation: Relation;
  /** In the order in which they are carried out. */
  readonly steps: readonly StepReading[];
  /** The rows that an upsert is given: its steps read them. Null for other writes. */
  readonly source: SourceReading | null;
  /** What RETURNING gives. */
  readonly outputs: readonly OutputColumn[];
  readonly obstacles: readonly Refusal[];
  /** Said of an INSERT without names once it is granted: how many columns there are is not for everyone. */
  readonly miscounted: Refusal | null;
}

export interface SourceReading {
  readonly reading: Reading;
  readonly relation: Relation;
  /** The column that each of its outputs is for. */
  readonly inputs: readonly string[];
  /** False where rows are paired by their rowid: SQLite looks for that before it gives values the types of their columns. */
  readonly typed: boolean;
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
  const unfit = (refusal: Refusal): UnfitWrite => ({ kind: "unfit", target: relation, refusal });
  const reserved = refuseReserved(clauses.statement.root);
  if (reserved !== null) return unfit(reserved);
  const arms = clauses.conflict?.arms ?? [];
  if (arms.every(({ update }) => update === null)) {
    const composed = composeWrite(clauses, relation);
    if (composed.kind === "refusal") return unfit(composed);
    const named = namedBy(arms, relation);
    const meetings = clauses.resolution === null ? null : findMeetings(composed);
    if (meetings?.kind === "refusal") return unfit(meetings);
    const ignores = clauses.resolution === "ignore" && meetings !== null;
    const { step, obstacles } = readStep(composed, {
      ...scope,
      conflict: {
        named,
        kept: NONE,
        ...(meansNoKey(arms, relation) && { pairs: null }),
        ...(ignores && { pairs: meetings.columns, resolves: "ignore" }),
      },
      distinct: [],
      timedInputs: new Map(),
      meetings,
    });
    const replaced = meetings === null || ignores ? null : replacedStep(composed, meetings);
    if (replaced?.kind === "refusal") return unfit(replaced);
    const steps = replaced === null ? [step] : [step, replaced.step];
    return concluded(relation, { steps, source: null, obstacles, miscounted: composed.miscounted });
  }
  return readUpsert(clauses, relation, { ...scope, unfit });
}

const NONE: ReadonlySet<string> = new Set();

function readUpsert(
  clauses: WriteClauses,
  relation: Relation,
  { unfit, ...scope }: WriteScope & { unfit: (refusal: Refusal) => UnfitWrite },
): WriteReading | UnfitWrite {
  const upsert = composeUpsert(clauses, relation);
  if (upsert.kind === "refusal") return unfit(upsert);
  const updates: { composed: ComposedWrite; kept: ReadonlySet<string> }[] = [];
  for (const { clauses: update, kept } of upsert.updates) {
    const composed = composeWrite(update, relation);
    if (composed.kind === "refusal") return unfit(composed);
    updates.push({ composed, kept });
  }
  const insert = composeWrite(upsert.insert, relation);
  if (insert.kind === "refusal") return unfit(insert);
  const conflict = { named: upsert.named, pairs: upsert.pairs };
  const meetings = meetingsOf(upsert.computed, insert);
  const unnamed = clauses.columns === null;
  // a column that is left to its default is no value that is missing
  const given = new Set(insert.columns.map(({ name }) => name));
  const ofInsert = upsert.pairs?.filter(
    (name) => given.has(name) || !upsert.computed.some(({ columns }) => columns.includes(name)),
  );
  const timedInputs = new Map(
    upsert.inputs.flatMap((_, index): [string, Timed][] => {
      const timed = timedOf(insertedAt(clauses.source, index));
      return timed === null ? [] : [[inputName(index), timed]];
    }),
  );
  const read = [
    ...updates.map(({ composed, kept }) =>
      readStep(composed, { ...scope, conflict: { ...conflict, kept }, timedInputs, distinct: [] }),
    ),
    readStep(
      { ...insert, unnamed },
      {
        ...scope,
        conflict: { ...conflict, pairs: ofInsert ?? null, kept: NONE },
        timedInputs,
        distinct: upsert.alone,
        meetings,
      },
    ),
  ];
  return concluded(relation, {
    steps: read.map(({ step }) => step),
    source: {
      reading: readStatement(upsert.source, scope),
      relation,
      inputs: upsert.inputs,
      typed: upsert.computed.length > 0 || !upsert.keys.some((key) => isRowid(key, relation)),
    },
    obstacles: read.flatMap(({ obstacles }) => obstacles),
    miscounted: upsert.miscounted,
  });
}

/** By which computed keys the rows that are new could be one another's doubles. */
function meetingsOf(keys: readonly DistinctKey[], insert: ComposedWrite): Meetings | null {
  if (keys.length === 0) return null;
  return { kind: "meetings", keys: keys.flatMap((key) => meetingOf(key, insert) ?? []), columns: [] };
}

function isRowid(key: readonly string[], { writing }: Relation): boolean {
  const [only, ...others] = key;
  return only !== undefined && others.length === 0 && writing?.rowid?.column === only;
}

function concluded(
  relation: Relation,
  { steps, source, obstacles, miscounted }: Pick<WriteReading, "steps" | "source" | "obstacles" | "miscounted">,
): WriteReading {
  const refused = refuseTarget(relation);
  const returning = steps.find((step) => step.returning !== null)?.returning ?? null;
  const all = [...(refused === null ? [] : [refused]), ...obstacles];
  const outputs = all.length === 0 && returning !== null ? traceOutputs(returning.reading) : [];
  return { kind: "write", relation, steps, source, outputs, obstacles: all, miscounted };
}

interface StepScope extends WriteScope {
  readonly conflict: {
    readonly named: readonly string[];
    readonly pairs?: readonly string[] | null;
    readonly kept: ReadonlySet<string>;
    readonly resolves?: "ignore";
  };
  readonly distinct: readonly (readonly string[])[];
  readonly timedInputs: ReadonlyMap<string, Timed>;
  readonly meetings?: Meetings | null;
}

function readStep(
  composed: ComposedWrite,
  { conflict, distinct, timedInputs, meetings = null, ...scope }: StepScope,
): { step: StepReading; obstacles: readonly Refusal[] } {
  const { clauses, relation } = composed;
  const rows = composed.rows === null ? null : readStatement(composed.rows, scope);
  const returning = composed.returning === null ? null : readStatement(composed.returning, scope);
  const use = rows === null || clauses.verb === "insert" ? null : targetUse(rows, relation);
  const returningUse = returning === null ? null : targetUse(returning, relation);
  const obstacles = [
    clauses.verb !== "insert" && use === null ? captured() : null,
    returning !== null && returningUse === null ? captured() : null,
    ...(rows?.obstacles ?? []),
    ...(returning?.obstacles ?? []),
  ].filter((obstacle) => obstacle !== null);
  const outputs = obstacles.length === 0 && rows !== null ? traceOutputs(rows) : [];
  const step: StepReading = {
    composed,
    facts: writeFacts(composed, { outputs, everything: everythingOf(rows), conflict }),
    rows,
    use,
    returning: returning === null || returningUse === null ? null : { reading: returning, use: returningUse },
    distinct,
    timedInputs,
    meetings,
    replaced: false,
  };
  return { step, obstacles };
}

/** The first item of FROM, where composing put the target; null when a WITH query has taken its name. */
function targetUse(reading: Reading, relation: Relation): Use | null {
  const { root } = reading.statement;
  const tables = root.type === "select_stmt" ? root.tables : null;
  const first = tables === null ? null : firstTable(tables);
  return reading.uses.find((use) => use.node === first && use.relation === relation) ?? null;
}

function firstTable(node: Node): Node {
  if (node.type === "join_expr") return firstTable(node.left);
  return node.type === "alias" ? node.expr : node;
}

function writeFacts(
  { clauses, relation, columns, unnamed }: ComposedWrite,
  {
    outputs,
    everything,
    conflict,
  }: { outputs: readonly OutputColumn[]; everything: readonly ColumnName[] | null } & Pick<StepScope, "conflict">,
): WriteFacts {
  const { verb } = clauses;
  const { named, pairs, kept, resolves } = conflict;
  return {
    verb,
    target: relation.name,
    assigned: columns.map(
      ({ name, output }): AssignedColumn => ({
        column: name,
        sources: everything ?? sourcesOf(outputs, { output, blurred: isBlurred(clauses) }),
      }),
    ),
    bounded: verb === "insert" || !isAlwaysTrue(clauses.where),
    changesKey: verb === "update" && columns.some(({ name }) => relation.primaryKey.includes(name) && !kept.has(name)),
    conflict: named,
    ...(pairs !== undefined && { pairs }),
    ...(resolves !== undefined && { resolves }),
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
  return source !== null && hasStar(source);
}

function hasStar(node: Node): boolean {
  if (node.type === "compound_select_stmt") return hasStar(node.left) || hasStar(node.right);
  return node.type === "select_stmt" && node.columns.some(isStar);
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
