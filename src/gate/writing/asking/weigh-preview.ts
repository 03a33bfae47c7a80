// From the preview of a write to the request that asks people for it: weighed, with samples for each viewer, and filed.

import type { Approval } from "../../../core/approvals/approval.ts";
import { describeApproval } from "../../../core/approvals/approval-entry.ts";
import type { ApprovalRequest } from "../../../core/approvals/approval-request.ts";
import { FILED } from "../../../core/approvals/approval-state.ts";
import { type Refusal, refuse } from "../../../core/model/refusal.ts";
import type { Assessment } from "../../../core/policy/risk/assess-risk.ts";
import { judgeRevert, type RevertFinding } from "../../../core/sql/revert/judge-revert.ts";
import { refusePending } from "../../approvals.ts";
import { describeCaller } from "../../calls.ts";
import type { UnaskedWrites } from "../../ports/budgets.ts";
import type { Preview, RolledBack, TrialResult, Tried, WriteTransaction } from "../../ports/write-transaction.ts";
import { schemaOf, type WriteScope } from "../write-scope.ts";
import type { AskedWrite, Reverting } from "./asked-write.ts";
import { makeRequest } from "./make-request.ts";
import { recordTry } from "./record-try.ts";
import { refuseTried } from "./refuse-tried.ts";
import { sampleForApprovers } from "./sample-for-approvers.ts";
import { weighSchemaChange } from "./weigh-schema-change.ts";
import { weighWrite } from "./weigh-write.ts";
import type { WeighedRecent } from "./weighed-recent.ts";
import type { WriteToAsk } from "./write-to-ask.ts";

export interface Weighed {
  readonly kind: "weighed";
  /** True when no rule of risk holds, or nothing would change. */
  readonly low: boolean;
  readonly ask: WriteToAsk;
  /** Of what reverts a write: what its try came to; null where it was not tried. */
  readonly revertFinding: RevertFinding | null;
  readonly weighing: WeighedRecent;
}

const NO_RISK: Assessment = { held: [], quorum: 1, assurance: 1 };

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
    ...askFor(preview, { asked, scope }),
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

/** A write of which no more is known than its preview. */
export function askFor(preview: Preview, { asked, scope }: { asked: AskedWrite; scope: WriteScope }): WriteToAsk {
  const { planned, governance, policy, catalogue, database, context } = scope;
  const { sql, parameters, further, reason, reverts, replaces } = asked;
  return {
    kind: reverts === undefined ? "write" : "revert",
    ...(replaces !== undefined && { replaces }),
    ...(reverts !== undefined && { reverts: reverts.id }),
    sql,
    parameters,
    ...(further !== undefined && { further }),
    reason: reason ?? "",
    planned,
    preview,
    samples: {},
    tried: null,
    notes: [],
    assessment: NO_RISK,
    governance,
    policy,
    schemaVersion: schemaOf(scope),
    catalogue,
    database,
    system: preview.system,
    caller: context.caller,
  };
}

/** Nobody is asked without a reason: then nothing is tried that could tell of what its caller does not see. */
async function see(
  transaction: Pick<WriteTransaction, "preview" | "try">,
  { asked, scope, low }: { asked: AskedWrite; scope: WriteScope; low: boolean },
): Promise<TrialResult | RolledBack | null> {
  if (low) return asked.reverts === undefined ? null : transaction.try({ own: null, others: new Map(), tries: 1 });
  return sampleForApprovers(transaction, { scope, tries: isGiven(asked.reason) ? 2 : 0 });
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

function isGiven(reason: string | null): boolean {
  return reason !== null && reason.trim() !== "";
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

export type Filed =
  | { readonly kind: "filed"; readonly approval: Approval }
  /** Without a reason nobody is asked. */
  | { readonly kind: "no-reason"; readonly request: ApprovalRequest }
  /** What it would replace has been replaced. */
  | { readonly kind: "replaced" };

/** A risky write: nothing has been changed. With a reason it is filed for people. */
export async function fileWrite(asks: WriteToAsk, scope: WriteScope): Promise<Filed | Refusal> {
  const { gatehouse, caller } = scope.context;
  const filed = makeRequest(asks, gatehouse);
  const { request } = filed;
  scope.account.effect = "ask";
  scope.account.rule = request.risk.map(({ rule }) => rule).join(", ");
  if (request.quorum.approvers.length < request.quorum.count) return refuseWithoutApprovers(request.quorum);
  if (!isGiven(asks.reason)) return { kind: "no-reason", request };
  const refused = refuseTried(asks, scope);
  if (refused !== null) {
    if (asks.tried?.kind === "refused") await recordTry(asks, { outcome: databaseError(asks.tried), scope });
    return refused;
  }
  const entry = describeApproval("approval.requested", { filed, next: FILED, ...describeCaller(caller) });
  const { mostPending } = scope.policy.risk;
  const filing = await gatehouse.approvals.file(filed, entry, { mostPending });
  if (filing.kind === "full") return refusePending(mostPending);
  if (filing.kind === "replaced") return filing;
  return { kind: "filed", approval: { filed, decisions: [], progress: FILED, version: 1 } };
}

function databaseError({ sqlstate }: { sqlstate: string }): RolledBack {
  return { kind: "database-error", sqlstate, message: null };
}

function refuseWithoutApprovers({ count }: { count: number }): Refusal {
  return refuse(
    "write-not-possible",
    `This write needs ${count === 1 ? "a person who approves" : `${count} people who approve`}, and the policies name too few.`,
    {
      rule: "approvers",
      remedy: "Ask the operator to name owners of the table who are neither you nor who answers for you.",
    },
  );
}
