// Reads a statement that changes rows: the SELECTs that it was composed of are walked like any caller's, and what concerns the target
// alone is checked here.

import type { Catalogue, Relation } from "../../../model/catalogue.ts";
import type { AssignedColumn, WriteFacts } from "../../../model/facts.ts";
import { type Refusal, refuse } from "../../../model/refusal.ts";
import { formatRelation } from "../../../model/relation-name.ts";
import type { Statement } from "../parse-text.ts";
import { readStatement } from "../read-statement.ts";
import type { Output, Reading, RelationUse } from "../reading.ts";
import { Flow } from "../scope.ts";
import { bodyOf, list, struct, word } from "../tree.ts";
import { isAlwaysTrue } from "./always-true.ts";
import { type ComposedWrite, composeWrite, findTarget, keyName, VERSION_NAME } from "./compose-rows.ts";
import type { WriteClauses } from "./write-clauses.ts";

export interface WriteReading {
  readonly kind: "write";
  readonly composed: ComposedWrite;
  readonly facts: WriteFacts;
  /** The rows to be written; null for INSERT … DEFAULT VALUES. */
  readonly rows: Reading | null;
  /** Where the target stands in `rows`; null for an INSERT. */
  readonly use: RelationUse | null;
  readonly returning: { readonly reading: Reading; readonly use: RelationUse } | null;
  /** Columns of ON CONFLICT; null without it. */
  readonly conflict: readonly string[] | null;
  readonly obstacles: readonly Refusal[];
}

/** The target that the catalogue does not hold. */
export interface UnknownTarget {
  readonly kind: "unknown-target";
  readonly text: string;
  readonly position: number | null;
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
  statement: Statement,
  clauses: WriteClauses,
  scope: WriteScope,
): WriteReading | UnknownTarget | UnfitWrite {
  const { target } = clauses;
  const relation = target["catalogname"] === undefined ? findTarget(target, scope.catalogue.relations) : null;
  if (relation === null) {
    const schema = word(target["schemaname"]);
    const name = word(target["relname"]) ?? "";
    return {
      kind: "unknown-target",
      text: schema === null ? name : `${schema}.${name}`,
      position: statement.source.position(target["location"]),
    };
  }
  const composed = composeWrite(statement, clauses, relation);
  if (composed.kind === "refusal") return { kind: "unfit", target: relation, refusal: composed };
  const ownColumns = new Set([VERSION_NAME, ...relation.primaryKey.map((_, index) => keyName(index))]);
  const rows = composed.rows === null ? null : readStatement(composed.rows, { ...scope, ownColumns });
  const returning = composed.returning === null ? null : readStatement(composed.returning, scope);
  const use = rows === null || clauses.verb === "insert" ? null : targetUse(rows, relation);
  const returningUse = returning === null ? null : targetUse(returning, relation);
  const conflict = conflictColumns(clauses);
  const obstacles = [
    refuseTarget(relation, clauses),
    clauses.verb !== "insert" && use === null ? captured() : null,
    returning !== null && returningUse === null ? captured() : null,
    use === null || rows === null ? null : refuseWholeRow(rows, use),
    conflict === undefined ? unclearConflict() : null,
    ...(rows?.obstacles ?? []),
    ...(returning?.obstacles ?? []),
  ].filter((obstacle) => obstacle !== null);
  return {
    kind: "write",
    composed,
    facts: writeFacts(composed, { rows, conflict: conflict ?? [] }),
    rows,
    use,
    returning: returning === null || returningUse === null ? null : { reading: returning, use: returningUse },
    conflict: conflict ?? null,
    obstacles,
  };
}

/** The first item of FROM, where composing put the target; null when a WITH query has taken its name. */
function targetUse(reading: Reading, relation: Relation): RelationUse | null {
  const [first] = list(struct(struct(reading.tree)["SelectStmt"])["fromClause"]);
  const variable = bodyOf(first, "RangeVar");
  return reading.relations.find((use) => use.variable === variable && use.relation === relation) ?? null;
}

function writeFacts(
  { clauses, relation, columns, unnamed }: ComposedWrite,
  { rows, conflict }: { rows: Reading | null; conflict: readonly string[] },
): WriteFacts {
  const { verb, body } = clauses;
  return {
    verb,
    target: relation.name,
    assigned: columns.map(
      ({ name, output }): AssignedColumn => ({
        column: name,
        sources: output === null ? [] : sourcesOf(rows?.outputs ?? [], output),
        ...(output === null && { isDefault: true as const }),
      }),
    ),
    bounded: verb === "insert" || !isAlwaysTrue(body["whereClause"]),
    changesKey: verb === "update" && columns.some(({ name }) => relation.primaryKey.includes(name)),
    conflict,
    named: !unnamed,
    returns: clauses.returningText !== "",
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

function refuseTarget(relation: Relation, { verb }: WriteClauses): Refusal | null {
  const name = formatRelation(relation.name);
  const why =
    relation.kind !== "table" && relation.kind !== "partitioned-table"
      ? "it is not a table"
      : relation.writing === undefined
        ? "its triggers and foreign keys are not known"
        : relation.writing.obstacle;
  if (why !== null) {
    return refuse("write-target", `No rows of ${name} can be written here: ${why}.`, {
      rule: "write-target",
      remedy: "Write to the table that holds the rows.",
    });
  }
  if (verb === "insert" || relation.primaryKey.length > 0) return null;
  return refuse("write-target", `Rows of ${name} cannot be told apart, because it has no primary key.`, {
    rule: "write-target",
    remedy: "Ask the owner of the table to give it a primary key.",
  });
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

/** Undefined for forms that are no plain list of columns. */
function conflictColumns({ body }: WriteClauses): readonly string[] | null | undefined {
  if (body["onConflictClause"] === undefined) return null;
  const infer = struct(body["onConflictClause"])["infer"];
  if (infer === undefined) return [];
  const elements = struct(infer);
  if (elements["whereClause"] !== undefined || elements["conname"] !== undefined) return undefined;
  const columns = list(elements["indexElems"]).map((element) => {
    const item = struct(bodyOf(element, "IndexElem"));
    const plain = item["expr"] === undefined && item["collation"] === undefined && item["opclass"] === undefined;
    return plain ? word(item["name"]) : null;
  });
  const plain = columns.filter((column) => column !== null);
  return plain.length === columns.length ? plain : undefined;
}

function unclearConflict(): Refusal {
  return refuse("construct-not-allowed", "This form of ON CONFLICT cannot be governed.", {
    rule: "write-forms",
    remedy: "Write ON CONFLICT (column, …) DO NOTHING, or ON CONFLICT DO NOTHING.",
  });
}
