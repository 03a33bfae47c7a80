// What the rules of risk say of a write by its preview; and its try and samples for each viewer, where people are going to be asked.

import type { Assessment } from "../../../core/policy/risk/assess-risk.ts";
import { judgeRevert, type RevertFinding } from "../../../core/sql/revert/judge-revert.ts";
import type { UnaskedWrites } from "../../ports/budgets.ts";
import type { Preview, RolledBack, TrialResult, Tried, WriteTransaction } from "../../ports/write-transaction.ts";
import type { WriteScope } from "../write-scope.ts";
import { type AskedWrite, hasReason, type Reverting } from "./asked-write.ts";
import { sampleForApprovers } from "./sample-for-approvers.ts";
import { weighSchemaChange } from "./weigh-schema-change.ts";
import { weighWrite } from "./weigh-write.ts";
import type { WeighedRecent } from "./weighed-recent.ts";
import { NO_RISK, type WriteToAsk, writeToAsk } from "./write-to-ask.ts";

export interface Weighed {
  readonly kind: "weighed";
  /** True when no rule of risk holds, or nothing would change. */
  readonly low: boolean;
  readonly ask: WriteToAsk;
  /** Of what reverts a write: what its try came to; null where it was not tried. */
  readonly revertFinding: RevertFinding | null;
  readonly weighing: WeighedRecent;
}

/** Weighs what the write would do, and tries it where somebody is going to be asked. */
export async function weighPreview(
  transaction: Pick<WriteTransaction, "preview" | "try">,
  { asked, scope }: { asked: AskedWrite; scope: WriteScope },
): Promise<Weighed | RolledBack> {
  const { preview } = transaction;
  const asks = scope.planned.kind === "planned-schema-change";
  const now = scope.context.gatehouse.clock.now();
  const by = { requester: scope.context.caller.principal, database: scope.database.name, since: now - HOUR };
  const recent = await scope.context.gatehouse.budgets.unaskedWrites(by);
  const isLow = ({ held }: Assessment) => !asks && (held.length === 0 || preview.rows === 0);
  const assessment = weigh(preview, { scope, recent, now });
  const low = isLow(assessment);
  const seen = asks ? null : await see(transaction, { asked, scope, low });
  if (seen !== null && seen.kind !== "seen") return seen;
  const revertFinding = judge(asked.reverts, { tried: seen?.tried ?? null, scope });
  const ask: WriteToAsk = {
    ...writeToAsk(preview, { asked, scope }),
    // last: a role may bear that name, and who asks sees no more for it
    samples: { ...seen?.samples, ...(seen !== null && seen.own !== null && { requester: seen.own }) },
    tried: seen?.tried ?? null,
    notes: revertFinding?.notes ?? [],
    assessment: low ? NO_RISK : assessment,
  };
  const weighing = {
    by,
    recent,
    isLow: (found: UnaskedWrites) => isLow(weigh(preview, { scope, recent: found, now })),
  };
  return { kind: "weighed", low, ask, revertFinding, weighing };
}

/** Nobody is asked without a reason: then nothing is tried that could tell of what its caller does not see. */
async function see(
  transaction: Pick<WriteTransaction, "preview" | "try">,
  { asked, scope, low }: { asked: AskedWrite; scope: WriteScope; low: boolean },
): Promise<TrialResult | RolledBack | null> {
  if (low) return asked.reverts === undefined ? null : transaction.try({ own: null, others: new Map(), tries: 1 });
  return sampleForApprovers(transaction, { scope, tries: hasReason(asked.reason) ? 2 : 0 });
}

function judge(
  reverts: Reverting | undefined,
  { tried, scope }: { tried: Tried | null; scope: WriteScope },
): RevertFinding | null {
  const [observation] = tried?.kind === "tried" ? tried.observations : [];
  if (reverts === undefined || tried?.kind !== "tried" || observation === undefined) return null;
  // of rows that could not be looked at nothing can be said: their statements alone compare them
  if (!reverts.further && tried.unseen.length > 0) return null;
  return judgeRevert(observation, { kept: reverts.kept, catalogue: scope.catalogue });
}

const HOUR = 3_600_000_000;

function weigh(
  preview: Preview,
  { scope, recent, now }: { scope: WriteScope; recent: UnaskedWrites; now: number },
): Assessment {
  const { planned, catalogue, governance, policy, context, database } = scope;
  const { caller } = context;
  const weighing = { preview, catalogue, governance, policy, caller, recent, database: database.name, now };
  return planned.kind === "planned-write"
    ? weighWrite({ ...weighing, writes: planned.facts.writes })
    : weighSchemaChange(planned.facts.schema, weighing);
}
