// What who asks is told that a write would change. INVARIANT: besides the statement's own rows it says what could happen, by the catalogue, and
// never what did: whether a trigger fires, and how many rows it changes, may depend on values that the caller does not see.

import type { ApprovalRequest } from "../../../core/approvals/approval-request.ts";
import type { Catalogue } from "../../../core/model/catalogue.ts";
import type { WriteFacts } from "../../../core/model/facts.ts";
import type { Governance } from "../../../core/model/governed-relation.ts";
import { formatRelation, relationKey } from "../../../core/model/relation-name.ts";
import { cascadedFrom, cascadeMark, referencesOf } from "../../../core/sql/cascades/cascade-graph.ts";
import type { WriteEffect } from "../../calls.ts";
import type { PlannedChange } from "../../planning.ts";
import { changingOf, isCountable, mayFire } from "./could-change.ts";

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
  // what the preview found nothing of changes nothing besides
  const steps = planned.facts.writes.filter((write) => own.some(({ verb }) => verb === write.verb));
  return [...distinct(steps.flatMap((write) => besides(write, { ...seen, request }))), ...own];
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

function distinct(effects: readonly WriteEffect[]): readonly WriteEffect[] {
  return [...new Map(effects.map((effect) => [JSON.stringify(effect), effect])).values()];
}
