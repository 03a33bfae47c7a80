// A statement that changes rows: survey -> weigh -> run at once, or ask. One transaction of the database surveys, is judged and changes,
// so that what the rules weighed is what happens. What is risky is filed for people and runs when they have decided (execute-request.ts).

import type { Approval } from "../core/approvals/approval.ts";
import { describeApproval } from "../core/approvals/approval-entry.ts";
import type { ApprovalRequest, Sample } from "../core/approvals/approval-request.ts";
import { FILED } from "../core/approvals/approval-state.ts";
import type { JsonValue } from "../core/model/json-value.ts";
import { type Refusal, refuse } from "../core/model/refusal.ts";
import type { Assessment } from "../core/policy/assess-risk.ts";
import { carryOut, Execution } from "./carry-out.ts";
import { clearWrite } from "./clear-write.ts";
import { answer, concludeWrite } from "./conclude-write.ts";
import { describeCaller } from "./describe-call.ts";
import { describeWrite, type WriteResult } from "./describe-write.ts";
import { executeRequest } from "./execute-request.ts";
import { findOwnRequest } from "./find-own-request.ts";
import { makeRequest, type WriteToAsk } from "./make-request.ts";
import type { Survey } from "./ports/write-run.ts";
import type { Outcome } from "./record-call.ts";
import { refuseReadOnly } from "./refuse-read-only.ts";
import { sampleTexts } from "./sample-for-approvers.ts";
import { waitForDecision } from "./wait-for-decision.ts";
import { weighWrite } from "./weigh-write.ts";
import { bindingOf, leaseOf, type WriteScope } from "./write-scope.ts";

export type { WriteResult } from "./describe-write.ts";

export interface WriteAsked {
  readonly sql: string;
  readonly parameters: readonly JsonValue[];
  readonly reason: string | null;
  readonly waitSeconds: number;
  /** True for request-approval: what needs nobody is left for `query` to run. */
  readonly askOnly?: boolean;
  /** The write that this one takes back, and how many rows it has to find. */
  readonly reverts?: { readonly id: string; readonly rows: number };
}

export async function writeStatement(
  asked: WriteAsked,
  scope: WriteScope,
): Promise<Outcome<WriteResult> | { readonly kind: "schema-changed" }> {
  const { context, database } = scope;
  const { gatehouse, caller } = context;
  const readOnly = refuseReadOnly(scope.planned.facts, database);
  if (readOnly !== null) return readOnly;
  const known = await findOwnRequest(asked, { caller, database, gatehouse });
  if (known !== null) return resume(known, { asked, scope });
  const identity = database.system(); // asked while the write is surveyed
  identity.catch(() => undefined); // told where it is awaited
  const by = describeCaller(caller);
  const execution = new Execution({ gatehouse, database, caller });
  let asks: WriteToAsk | null = null;
  let moved = 0;
  let notNeeded: ApprovalRequest | null = null;
  const outcome = await carryOut(execution, {
    database,
    request: {
      plan: scope.planned.write,
      binding: bindingOf(asked.parameters, scope),
      signal: context.cancellation,
      judge: async (survey, look) => {
        if (asked.reverts !== undefined && survey.rows !== asked.reverts.rows) {
          moved = asked.reverts.rows - survey.rows;
          return null;
        }
        const assessment = weigh(survey, scope);
        const low = assessment.held.length === 0 || survey.rows === 0;
        const samples = low ? {} : await look(sampleTexts(survey, scope));
        const system = await identity;
        const ask = writeToAsk(asked, { scope, survey, samples, system, assessment: low ? NO_RISK : assessment });
        if (!low) {
          asks = ask;
          return null;
        }
        if (asked.askOnly === true) {
          notNeeded = makeRequest(ask, gatehouse).request;
          return null;
        }
        const cleared = await clearWrite(makeRequest(ask, gatehouse), {
          gatehouse,
          by,
          leaseMilliseconds: leaseOf(scope.planned),
        });
        execution.claimed(cleared.approval);
        return execution.go(cleared.clearance);
      },
    },
  });
  if (moved !== 0) return refuseConflict(moved, asked);
  if (asks !== null) return ask(asks, { asked, scope });
  if (notNeeded !== null) return answer(describeWrite({ status: "not_needed", request: notNeeded, scope }));
  return concludeWrite(outcome, { scope, request: execution.approval });
}

const NO_RISK: Assessment = { held: [], quorum: 1, assurance: 1 };

function weigh(survey: Survey, { planned, governance, policy, context, database }: WriteScope): Assessment {
  const { gatehouse, caller } = context;
  return weighWrite({
    writes: planned.facts.writes,
    survey,
    governance,
    policy,
    caller,
    database: database.name,
    now: gatehouse.clock.now(),
  });
}

function writeToAsk(
  { sql, parameters, reason, reverts }: WriteAsked,
  about: {
    scope: WriteScope;
    survey: Survey;
    samples: Readonly<Record<string, Sample>>;
    system: string;
    assessment: Assessment;
  },
): WriteToAsk {
  const { scope, ...more } = about;
  const { planned, governance, policy, catalogue, database, context } = scope;
  return {
    ...more,
    kind: reverts === undefined ? "write" : "revert",
    sql,
    parameters,
    reason: reason ?? "",
    facts: planned.facts,
    governance,
    policy,
    catalogueVersion: catalogue.version,
    database,
    caller: context.caller,
  };
}

/** A risky write: nothing has been changed. With a reason it is filed for people; without one the answer says to give one. */
async function ask(
  asks: WriteToAsk,
  { asked, scope }: { asked: WriteAsked; scope: WriteScope },
): Promise<Outcome<WriteResult>> {
  const { context, account } = scope;
  const { gatehouse, caller } = context;
  const filed = makeRequest(asks, gatehouse);
  const { request } = filed;
  account.effect = "ask";
  account.rule = request.risk.map(({ rule }) => rule).join(", ");
  if (request.quorum.approvers.length < request.quorum.count) return refuseWithoutApprovers(request.quorum);
  if (asked.reason === null || asked.reason.trim() === "") {
    return answer(describeWrite({ status: "approval_needed", request, scope }));
  }
  const entry = describeApproval("approval.requested", { filed, next: FILED, ...describeCaller(caller) });
  await gatehouse.approvals.file(filed, entry);
  account.detail = { request: request.id };
  return resume({ filed, decisions: [], progress: FILED, version: 1 }, { asked, scope });
}

/** A request of the caller's own for this very statement: carried out when it is approved, waited for where that was asked. */
async function resume(
  known: Approval,
  { asked, scope }: { asked: WriteAsked; scope: WriteScope },
): Promise<Outcome<WriteResult>> {
  const { context, account } = scope;
  account.detail = { request: known.filed.request.id };
  account.effect = "ask";
  const seen = await waitForDecision(known, { seconds: asked.waitSeconds, context });
  if (seen.progress.state === "pending" || asked.askOnly === true) {
    const status = seen.progress.state === "approved" ? "approved" : "pending_approval";
    return answer(describeWrite({ status, request: seen.filed.request, scope }));
  }
  return executeRequest(seen.filed.request.id, { context, account });
}

function refuseConflict(moved: number, { reverts }: WriteAsked): Refusal {
  return refuse(
    "revert-conflict",
    `${moved} of ${reverts?.rows ?? 0} rows are no longer what the write left, so nothing was taken back.`,
    { rule: "revert", remedy: "Look at the rows, and make the change that is wanted with a statement of its own." },
  );
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
