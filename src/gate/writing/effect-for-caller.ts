// What who asks is told that a write would change. INVARIANT: besides the statement's own rows it says what could happen, by the catalogue, and
// never what did: whether a trigger fires, and how many rows it changes, may depend on values that the caller does not see.

import type { ApprovalRequest } from "../../core/approvals/approval-request.ts";
import type { Catalogue, IncomingReference, Relation, Verb } from "../../core/model/catalogue.ts";
import type { WriteFacts } from "../../core/model/facts.ts";
import type { Governance } from "../../core/model/governed-relation.ts";
import { formatRelation, type RelationName, relationKey } from "../../core/model/relation-name.ts";
import { cascadedFrom, cascadeMark, referencesOf } from "../../core/sql/cascades/cascade-graph.ts";
import type { PlannedChange } from "../planning.ts";

export interface WriteEffect {
  /** Absent for a table that the caller does not see. Of `trigger` it is the table whose triggers may change more. */
  readonly table?: string;
  readonly verb: string;
  /** Rows of the statement's own; of a cascade only where the caller could count them. */
  readonly rows?: number;
  readonly cause: string;
}

interface Seen {
  readonly governance: Governance;
  readonly planned: PlannedChange;
  readonly catalogue: Catalogue;
}

/** A table that the statement itself makes is known to who sent it. */
export function effectForCaller(request: ApprovalRequest | null, seen: Seen): readonly WriteEffect[] {
  const { governance, planned } = seen;
  const made = planned.kind === "planned-schema-change" ? planned.facts.schema.creates : null;
  const names = [...[...governance.values()].map(({ relation }) => relation), ...(made === null ? [] : [made])];
  const visible = new Set(names.map(formatRelation));
  const relations = request?.effect.relations ?? [];
  const own = (
    planned.kind === "planned-write" ? relations.filter(({ cause }) => cause === "statement") : relations
  ).map(
    ({ relation, verb, rows, cause }): WriteEffect =>
      visible.has(relation) ? { table: relation, verb, rows, cause } : { verb, cause },
  );
  if (request === null || planned.kind !== "planned-write") return own;
  // what the survey found nothing of changes nothing besides
  const steps = planned.facts.writes.filter((write) => own.some(({ verb }) => verb === write.verb));
  return [...distinct(steps.flatMap((write) => besides(write, { ...seen, request }))), ...own];
}

/** Whether more may change than the statement's own rows, in ways that the caller could not tell by reading. */
export function mayChangeUnseen(write: WriteFacts, { governance, catalogue }: Omit<Seen, "planned">): boolean {
  const relation = catalogue.relations.get(relationKey(write.target));
  if (relation === undefined) return false;
  if (
    !isOpen(
      relation.name,
      relation.columns.map(({ name }) => name),
      governance,
    ) &&
    mayFire(write, catalogue)
  )
    return true;
  return reachedBy(write, { relation, catalogue }).some((name) => {
    const reached = catalogue.relations.get(relationKey(name));
    return (
      reached === undefined ||
      !isOpen(
        name,
        reached.columns.map((column) => column.name),
        governance,
      )
    );
  });
}

function besides(write: WriteFacts, seen: Seen & { request: ApprovalRequest }): readonly WriteEffect[] {
  const { catalogue, governance, request } = seen;
  const relation = catalogue.relations.get(relationKey(write.target));
  if (relation === undefined) return [];
  const direct = referencesOf(changingOf(write, relation), catalogue);
  const marks = cascadedFrom(changingOf(write, relation), catalogue);
  const cascades = [...catalogue.relations.values()].flatMap(({ name }) =>
    (["update", "delete"] as const).flatMap((verb): WriteEffect[] => {
      if (!marks.has(cascadeMark(name, verb))) return [];
      const table = formatRelation(name);
      if (!governance.has(relationKey(name))) return [{ verb, cause: "cascade" }];
      const references = direct.filter((reference) => relationKey(reference.relation) === relationKey(name));
      const counts =
        references.length > 0 &&
        marks.size <= 2 * direct.length &&
        references.every((each) => isCountable(each, relation, governance));
      const found = request.effect.relations.find(
        (each) => each.relation === table && each.verb === verb && each.cause === "cascade",
      );
      return [{ table, verb, ...(counts && { rows: found?.rows ?? 0 }), cause: "cascade" }];
    }),
  );
  const triggers = mayFire(write, catalogue)
    ? [{ table: formatRelation(write.target), verb: write.verb, cause: "trigger" }]
    : [];
  return [...cascades, ...triggers];
}

/** By the statement's own rows, which the caller sees, and columns that are in the clear, in all rows of the table that refers to them. */
function isCountable(reference: IncomingReference, target: Relation, governance: Governance): boolean {
  return (
    isOpen(reference.relation, reference.columns, governance) && isClear(target.name, reference.referenced, governance)
  );
}

function isOpen(name: RelationName, columns: readonly string[], governance: Governance): boolean {
  return governance.get(relationKey(name))?.rowFilter === null && isClear(name, columns, governance);
}

function isClear(name: RelationName, columns: readonly string[], governance: Governance): boolean {
  const seen = governance.get(relationKey(name))?.columns ?? [];
  const clear = new Set(seen.flatMap(({ column, treatment }) => (treatment.kind === "clear" ? [column.name] : [])));
  return columns.every((column) => clear.has(column));
}

/** Triggers of the table, of its parts, and of what foreign keys reach from it. */
function mayFire(write: WriteFacts, catalogue: Catalogue): boolean {
  const relation = catalogue.relations.get(relationKey(write.target));
  if (relation === undefined) return false;
  if (firesIn(relation, write.verb, catalogue)) return true;
  const marks = cascadedFrom(changingOf(write, relation), catalogue);
  return [...catalogue.relations.values()].some((other) =>
    (["update", "delete"] as const).some(
      (verb) => marks.has(cascadeMark(other.name, verb)) && firesIn(other, verb, catalogue),
    ),
  );
}

function firesIn(relation: Relation, verb: Verb, catalogue: Catalogue): boolean {
  if (relation.writing?.triggers.some(({ verbs }) => verbs.includes(verb)) === true) return true;
  if (relation.kind !== "partitioned-table") return false;
  return [...catalogue.relations.values()].some(
    (part) =>
      part.parents.some((parent) => relationKey(parent) === relationKey(relation.name)) &&
      firesIn(part, verb, catalogue),
  );
}

function reachedBy(
  write: WriteFacts,
  { relation, catalogue }: { relation: Relation; catalogue: Catalogue },
): readonly RelationName[] {
  const marks = cascadedFrom(changingOf(write, relation), catalogue);
  return [...catalogue.relations.values()]
    .map(({ name }) => name)
    .filter((name) => marks.has(cascadeMark(name, "update")) || marks.has(cascadeMark(name, "delete")));
}

function changingOf({ verb, assigned }: WriteFacts, relation: Relation) {
  return { relation, verb, columns: assigned.map(({ column }) => column) };
}

function distinct(effects: readonly WriteEffect[]): readonly WriteEffect[] {
  return [...new Map(effects.map((effect) => [JSON.stringify(effect), effect])).values()];
}
