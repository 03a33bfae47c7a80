// From what is kept of a write to the statements that revert it. Where triggers or foreign keys changed further rows the first half is
// tried, in a transaction that is rolled back: what the database puts right by itself is left to it.

import type { Approval } from "../../../core/approvals/approval.ts";
import type { Observation } from "../../../core/approvals/effect/observed-effect.ts";
import type { Catalogue, Relation } from "../../../core/model/catalogue.ts";
import type { Governance } from "../../../core/model/governed-relation.ts";
import { type Refusal, refuse } from "../../../core/model/refusal.ts";
import { relationKey } from "../../../core/model/relation-name.ts";
import type { Dialect } from "../../../core/sql/dialect.ts";
import type { InverseStatement, RowImages, StepToRevert } from "../../../core/sql/revert/inverse-statement.ts";
import { observedRows } from "../../../core/sql/revert/observed-rows.ts";
import { revertInOrder, revertOwn, revertSteps } from "../../../core/sql/revert/revert-steps.ts";
import { type KeptRow, stepsAfter, stepsBefore } from "../../../core/sql/revert/revert-whole.ts";
import { prepareStatements } from "../../planning.ts";
import { toRun, type WriteScope } from "../write-scope.ts";
import { keptRowsOf, reachesFurther } from "./kept-write.ts";

/** As whom it is reverted, and under what. */
export type RevertScope = Pick<WriteScope, "context" | "policy" | "role" | "database" | "governance" | "catalogue">;

export interface PlannedRevert {
  readonly statements: readonly InverseStatement[];
  readonly kept: readonly KeptRow[];
}

export async function planRevert(
  { filed: { request } }: Approval,
  images: readonly RowImages[],
  scope: RevertScope,
): Promise<PlannedRevert | Refusal> {
  const { catalogue, database, context } = scope;
  const dialect = context.gatehouse.dialect(database.engine);
  const kept = keptRowsOf(images, { request, catalogue });
  const statements = reachesFurther(images)
    ? await takeWholeBack(images, { kept, dialect, scope })
    : await takeStatedBack(images, { dialect, scope });
  if ("code" in statements) return statements;
  return statements.length === 0 ? refuseNothing() : { statements, kept };
}

async function takeStatedBack(
  images: readonly RowImages[],
  { dialect, scope }: { dialect: Dialect; scope: RevertScope },
): Promise<readonly InverseStatement[] | Refusal> {
  const steps = seenSteps(toSteps(images, scope.catalogue), scope);
  return "code" in steps ? steps : revertSteps(steps, { dialect, catalogue: scope.catalogue });
}

async function takeWholeBack(
  images: readonly RowImages[],
  { kept, dialect, scope }: { kept: readonly KeptRow[]; dialect: Dialect; scope: RevertScope },
): Promise<readonly InverseStatement[] | Refusal> {
  const { catalogue } = scope;
  const make = (found: readonly StepToRevert[] | null): readonly InverseStatement[] | Refusal => {
    const steps = found === null ? null : seenSteps(found, scope);
    return steps !== null && "code" in steps ? steps : revertInOrder(steps, dialect);
  };
  const stated = seenSteps(
    toSteps(
      images.filter(({ cause }) => cause === undefined),
      catalogue,
    ),
    scope,
  );
  if ("code" in stated) return stated;
  const { steps, rest } = stepsBefore(kept, catalogue);
  const [before, own] = [make(steps), revertOwn(stated, dialect)];
  if ("code" in before) return before;
  if ("code" in own) return own;
  const first = [...before, ...own];
  const seen = first.length === 0 ? UNTOUCHED : await tryInverse(first, scope);
  if (seen === null) return first; // whatever it is, it is met again when it is asked for, and told
  if ("code" in seen) return seen;
  const after = make(stepsAfter(rest, { all: kept, seen: observedRows(seen.tables, catalogue), catalogue }));
  return "code" in after ? after : [...first, ...after];
}

const UNTOUCHED: Pick<Observation, "tables"> = { tables: [] };

/** What the statements would do; null where they do not go through as things are. */
async function tryInverse(
  statements: readonly InverseStatement[],
  scope: RevertScope,
): Promise<Observation | Refusal | null> {
  const { context, policy, role, database } = scope;
  const { gatehouse, caller } = context;
  const { planned } = await prepareStatements(statements, {
    gatehouse,
    caller,
    policy,
    role,
    database,
    freshness: "known",
  });
  if (planned.kind === "unplanned") return planned.refusal;
  const [first] = statements;
  const transaction = await database.begin({
    ...toRun(first?.parameters ?? [], { context, policy, planned }),
    signal: context.cancellation,
  });
  if (transaction.kind !== "open") return null;
  try {
    const seen = await transaction.try({ own: null, others: new Map(), tries: 1 });
    return seen.kind === "seen" && seen.tried?.kind === "tried" ? (seen.tried.observations[0] ?? null) : null;
  } finally {
    await transaction.rollBack();
  }
}

function toSteps(images: readonly RowImages[], catalogue: Catalogue): readonly (StepToRevert | null)[] {
  return images.map((each) => {
    const relation = catalogue.relations.get(relationKey(each.relation));
    return relation === undefined ? null : { images: each, relation };
  });
}

/** They are put back only by who sees their tables whole, while these are what they were. */
function seenSteps(
  steps: readonly (StepToRevert | null)[],
  { governance }: { governance: Governance },
): readonly StepToRevert[] | Refusal {
  const found = steps.flatMap((step) => step ?? []);
  if (found.length < steps.length || !found.every((step) => isSeenWhole(step, governance))) return refuseSight();
  return found.every(({ images, relation }) => hasLayout(images, relation)) ? found : refuseLayout();
}

function isSeenWhole({ images, relation }: StepToRevert, governance: Governance): boolean {
  const governed = governance.get(relationKey(relation.name));
  const clear = new Set(
    governed?.columns.flatMap(({ column, treatment }) => (treatment.kind === "clear" ? [column.name] : [])),
  );
  return images.layout.every((column) => clear.has(column));
}

function hasLayout({ layout }: RowImages, { columns }: Relation): boolean {
  return JSON.stringify(layout) === JSON.stringify(columns.map(({ name }) => name));
}

function refuseSight(): Refusal {
  return refuse("write-not-granted", "Rows can be put back only by a role that sees them whole and in the clear.", {
    rule: "revert",
    remedy: "Have an owner of the table revert it.",
  });
}

function refuseNothing(): Refusal {
  return refuse("nothing-to-revert", "Everything that it changed stays as it is: there is nothing to take back.", {
    rule: "revert",
    remedy: "Make the change that is wanted with a statement of its own.",
  });
}

export function refuseLayout(): Refusal {
  return refuse("schema-changed", "The table is no longer what it was, so its rows cannot be put back.", {
    rule: "revert",
    remedy: "Make the change that is wanted with a statement of its own.",
  });
}
