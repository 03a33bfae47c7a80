// The frame of every tool call: run its steps, record what happened, and only then let the answer go.
// INVARIANT: whatever the steps do (answer, refuse, fail, throw), one entry is appended, and nothing leaves without its receipt. A poll that
// is answered as the one before it leaves with that one's receipt, and is counted (FoldedPolls).
// INVARIANT: where a lock is in force when the entry is appended, the entry is that refusal, and it is all that leaves.
// A crash before the append releases nothing; a crash after it leaves an entry for an answer that may not have arrived.

import type { EntryDraft } from "../../core/ledger/entry/entry-draft.ts";
import type { LedgerReceipt } from "../../core/ledger/receipt.ts";
import type { Caller } from "../../core/model/caller.ts";
import { Failure } from "../../core/model/failure.ts";
import type { JsonText } from "../../core/model/json-text.ts";
import { findLock, type Lock } from "../../core/model/lock.ts";
import type { Refusal } from "../../core/model/refusal.ts";
import { refusalOfLock } from "../../core/policy/refusal-of-lock.ts";
import type { CallEntry } from "../ports/approvals.ts";
import { type Answer, Released } from "./answer.ts";
import type { CallContext } from "./call-context.ts";
import { describeCaller } from "./describe-call.ts";
import { refusalOfBug, refusalOfFailure } from "./refusal-of-failure.ts";
import { lockScope, refuseLocked } from "./refuse-locked.ts";

export type ToolName = "query" | "describe-schema" | "request-approval" | "revert" | "ledger-search" | "ledger-verify";

/** Requests about a call that waits. */
export const TASK_METHODS = ["tasks/get", "tasks/result", "tasks/list", "tasks/cancel", "tasks/update"] as const;
export type TaskMethod = (typeof TASK_METHODS)[number];

/** Whether a call reaches a database, which a lock on databases keeps it from. */
const REACHES_DATA: Readonly<Record<ToolName | TaskMethod, boolean>> = {
  query: true,
  "describe-schema": true,
  "request-approval": true,
  revert: true,
  "ledger-search": false,
  "ledger-verify": false,
  "tasks/get": true,
  "tasks/result": true,
  "tasks/list": false,
  "tasks/cancel": false,
  "tasks/update": false,
};

/** What the steps of a tool come to: a result to release, as a value or as JSON that has been written, or a refusal. */
export type Outcome<T> =
  | { readonly kind: "result"; readonly result: T; readonly rows: number; readonly truncated: boolean }
  | {
      readonly kind: "written";
      readonly json: JsonText;
      /** The result as a value, for who asks for that. */
      readonly read: () => T;
      readonly rows: number;
      readonly truncated: boolean;
    }
  | Refusal;

/** What the ledger is to say of the call. It grows as the steps proceed, so that a failure is recorded with what was known by then. */
export interface CallRecord {
  /** In the role that it acts in. */
  caller: Caller;
  target: EntryDraft["target"];
  statement: EntryDraft["statement"];
  touched: EntryDraft["touched"];
  rule: string;
  /** `ask` when a person is asked. */
  effect: "allow" | "ask";
  reason: string | null;
  detail: EntryDraft["detail"];
  policyDigest: string | null;
  sealed: EntryDraft["sealed"];
  /** Of a poll that may have changed nothing: the request that it asks about, and what is answered. */
  poll: { readonly request: string; readonly said: string } | null;
  /** What becomes durable together with the call's entry; null for a call that leaves nothing else. */
  deferred: DeferredAppend | null;
}

/** What a call did and has not written down yet: that goes into the ledger in one transaction with the call's own entry. */
export interface DeferredAppend {
  /** As Ledger.appendUnderLocks. A Refusal where it can no longer be written: then nothing was appended, and the call is refused. */
  append(make: CallEntry): Promise<LedgerReceipt | Refusal>;
  /** The call has come to its end, with or without an entry. */
  end(): void;
}

export function beginRecord(caller: Caller): CallRecord {
  return {
    caller,
    target: null,
    statement: null,
    touched: [],
    rule: "none",
    effect: "allow",
    reason: null,
    detail: null,
    policyDigest: null,
    sealed: null,
    poll: null,
    deferred: null,
  };
}

/** `tool` is null for a call that names no tool there is. */
export async function recordCall<T>(
  tool: ToolName | TaskMethod | null,
  context: CallContext,
  steps: (callRecord: CallRecord) => Promise<Outcome<T>>,
): Promise<Answer<T>> {
  const data = tool !== null && REACHES_DATA[tool];
  const { clock, ids, openCalls } = context.gatehouse;
  const callRecord = beginRecord(context.caller);
  const about = { tool, data, callRecord, correlation: ids.next(), started: clock.monotonic() };
  openCalls.begin();
  try {
    const outcome = await settle(context, async () => {
      await context.gatehouse.renewPolicy("glance");
      return (await refuseLocked(context, { database: null, data })) ?? steps(callRecord);
    });
    return await record(await keepBackEnded(outcome, context), context, about);
  } finally {
    callRecord.deferred?.end();
    openCalls.end();
  }
}

/** What a call came to goes to nobody who is not known any more by then. */
async function keepBackEnded<T>(outcome: Outcome<T>, context: CallContext): Promise<Outcome<T>> {
  const { admission } = context;
  if (admission === undefined || outcome.kind === "refusal") return outcome;
  return settle(context, async () => (await admission()) ?? outcome);
}

interface About {
  readonly tool: ToolName | TaskMethod | null;
  /** Whether it reaches a database. */
  readonly data: boolean;
  readonly callRecord: CallRecord;
  readonly correlation: string;
  readonly started: number;
}

async function record<T>(
  outcome: Outcome<T>,
  context: CallContext,
  { tool, data, callRecord, correlation, started }: About,
): Promise<Answer<T>> {
  const { clock, keys, ledger, polls } = context.gatehouse;
  const { granted } = callRecord.caller;
  const { caller, agent } = describeCaller(callRecord.caller);
  const { poll, deferred } = callRecord;
  if (poll !== null && deferred === null && outcome.kind !== "refusal") {
    const receipt = polls.fold(poll.request, { said: poll.said, caller: callRecord.caller, clock });
    if (receipt !== null) return Released.with(receipt, writtenOf(outcome));
  }
  const request = callRecord.detail?.["request"];
  const polled = typeof request === "string" ? polls.tell(request, callRecord.caller) : null;
  const detail = polled === null ? callRecord.detail : { ...callRecord.detail, ...polled };
  const draftOf = (decision: EntryDraft["decision"], result: EntryDraft["result"]): EntryDraft => ({
    kind: "call",
    correlation,
    caller,
    agent,
    tool,
    target: callRecord.target,
    statement: callRecord.statement,
    touched: callRecord.touched,
    decision,
    result,
    reason: callRecord.reason,
    policyDigest: callRecord.policyDigest,
    detail: granted === null ? detail : { ...detail, access: withRequest(granted.request, callRecord) },
    sealed: callRecord.sealed,
  });
  const microseconds = Math.max(0, Math.round(clock.monotonic() - started));
  const refused = ({ rule, code, sqlstate }: Refusal): EntryDraft =>
    draftOf(
      { effect: "deny", rule, code },
      { status: "refused", rows: 0, bytes: 0, truncated: false, sqlstate, digest: null, microseconds },
    );
  const scope = lockScope(callRecord.caller, { database: callRecord.target?.database ?? null, data });
  const kept: { back: Refusal | null } = { back: null };
  const underLocks = (draft: EntryDraft) => (locks: readonly Lock[]) => {
    const lock = findLock(locks, scope);
    kept.back = lock === null ? null : refusalOfLock(lock);
    return kept.back === null ? draft : refused(kept.back);
  };
  const append = async (draft: EntryDraft): Promise<LedgerReceipt> => {
    if (deferred === null) return ledger.appendUnderLocks(underLocks(draft));
    const appended = await deferred.append(underLocks(draft));
    if (!("code" in appended)) return appended;
    const receipt = await ledger.appendUnderLocks(underLocks(refused(appended)));
    kept.back ??= appended;
    return receipt;
  };
  try {
    if (outcome.kind === "refusal") {
      const receipt = await append(refused(outcome));
      return { kind: "refused", refusal: kept.back ?? outcome, receipt };
    }
    const { rows, truncated } = outcome;
    const written = writtenOf(outcome);
    const { digest, bytes } = keys.commit(written.json, correlation);
    const receipt = await append(
      draftOf(
        { code: null, effect: callRecord.effect, rule: callRecord.rule },
        // in canonical order, so that nothing has to be sorted to be written
        { bytes, digest, microseconds, rows, sqlstate: null, status: "ok", truncated },
      ),
    );
    if (kept.back === null && poll !== null) {
      polls.follow(poll.request, { said: poll.said, receipt, caller: callRecord.caller, clock });
    }
    return kept.back === null ? Released.with(receipt, written) : { kind: "refused", refusal: kept.back, receipt };
  } catch (error) {
    return { kind: "refused", refusal: refusalOfError(context, error), receipt: null };
  }
}

function writtenOf<T>(outcome: Exclude<Outcome<T>, Refusal>): { readonly json: JsonText; readonly read: () => T } {
  if (outcome.kind === "written") return outcome;
  const { result } = outcome;
  return { json: JSON.stringify(result), read: () => result };
}

/** The requests by whose leave the call reads and acts. */
function withRequest(id: string, { detail }: CallRecord): string {
  const others = detail?.["access"];
  return typeof others === "string" ? `${id} ${others}` : id;
}

async function settle<T>(context: CallContext, steps: () => Promise<Outcome<T>>): Promise<Outcome<T>> {
  try {
    return await steps();
  } catch (error) {
    return refusalOfError(context, error);
  }
}

function refusalOfError(context: CallContext, error: unknown): Refusal {
  if (error instanceof Failure) return refusalOfFailure(error);
  const id = context.gatehouse.ids.next();
  context.gatehouse.reportBug(id, error);
  return refusalOfBug(id);
}
