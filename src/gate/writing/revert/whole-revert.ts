// Whether a write that people are asked about can be reverted with everything that triggers and foreign keys change besides: its try has
// shown every row of it. And what would not be as it was, said before anybody approves.

import type { ApprovalRequest } from "../../../core/approvals/approval-request.ts";
import type { Observation } from "../../../core/approvals/effect/observed-effect.ts";
import type { Catalogue } from "../../../core/model/catalogue.ts";
import { formatColumn, formatRelation, type RelationName, relationKey } from "../../../core/model/relation-name.ts";
import type { Policy } from "../../../core/policy/policy.ts";
import { isRestorable } from "../../../core/sql/revert/effect-images.ts";
import { isAppended, observedRows } from "../../../core/sql/revert/observed-rows.ts";
import type { PlannedChange } from "../../planning.ts";
import type { Tried } from "../../ports/write-transaction.ts";
import { columnsSet } from "../asking/observe-write.ts";
import { MOST_IMAGE_BYTES } from "../asking/weigh-write.ts";

interface Asked {
  readonly planned: PlannedChange;
  readonly policy: Policy;
  /** Null where nothing was tried. */
  readonly tried: Tried | null;
  readonly catalogue: Catalogue;
}

export function isKeptWhole({ planned, policy, tried, catalogue }: Asked): boolean {
  const [observation] = tried?.kind === "tried" ? tried.observations : [];
  if (planned.kind !== "planned-write" || tried?.kind !== "tried" || observation === undefined) return false;
  const sizes = observation.tables.flatMap(({ rows }) => rows.map((row) => JSON.stringify(row).length));
  const bytes = sizes.reduce((sum, size) => sum + size, 0);
  if (sizes.length > policy.risk.undo.rows || bytes > MOST_IMAGE_BYTES) return false;
  return tried.whole && isRestorable(observation, { targets: targetsOf(planned), catalogue });
}

/** Whether it gives rows another identity: no UPDATE gives the number back that only the database makes. */
export function isRenumbering({ planned, catalogue }: Pick<Asked, "planned" | "catalogue">): boolean {
  if (planned.kind !== "planned-write") return false;
  return planned.facts.writes.some(({ verb, target, assigned }) => {
    const identities = catalogue.relations.get(relationKey(target))?.writing?.identities ?? [];
    return verb === "update" && assigned.some(({ column }) => identities.includes(column));
  });
}

/** What would not be as it was if it were reverted, a sentence each. */
export function revertNotes(
  { planned, tried, catalogue }: Asked,
  observed: ApprovalRequest["effect"]["observed"],
): readonly string[] {
  const [observation] = tried?.kind === "tried" ? tried.observations : [];
  if (planned.kind !== "planned-write" || observation === undefined || observed === undefined) return [];
  const targets = targetsOf(planned);
  const own = new Set(targets.map(relationKey));
  const added = [...observedRows(observation.tables, catalogue)].flatMap(([key, { relation, before, after }]) => {
    const anew = [...observed.unbound, ...observed.timed];
    const stays = [...after.values()].some((image) => isAppended(relation, anew, image));
    return stays && !own.has(key) && before.size === 0
      ? [`What was added to ${formatRelation(relation.name)} stays when it is taken back.`]
      : [];
  });
  return [...setAgain(observation, { targets, catalogue }), ...added];
}

function targetsOf(planned: Extract<Asked["planned"], { kind: "planned-write" }>): readonly RelationName[] {
  return planned.facts.writes.map(({ target }) => target);
}

/** Columns that triggers give a value whenever a row changes. */
function setAgain(
  observation: Observation,
  { targets, catalogue }: { targets: readonly RelationName[]; catalogue: Asked["catalogue"] },
): readonly string[] {
  const distinct = new Map(targets.map((name) => [relationKey(name), name]));
  const columns = [...distinct].flatMap(([key, relation]) => {
    const writing = catalogue.relations.get(key)?.writing;
    if (writing?.triggers.some(({ verbs }) => verbs.includes("update")) !== true) return [];
    return columnsSet(observation, { relation, verb: "update" })
      .filter((column) => !writing.computed.includes(column))
      .map((column) => formatColumn({ relation, column }));
  });
  return columns.map((column) => `Triggers may give ${column} another value than it had when it is taken back.`);
}
