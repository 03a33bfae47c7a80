// The frame of every tool call: run its steps, record what happened, and only then let the answer go.
// INVARIANT: whatever the steps do (answer, refuse, fail, throw), one entry is appended, and nothing leaves without its receipt.
// A crash before the append releases nothing; a crash after it leaves an entry for an answer that may not have arrived.

import type { EntryDraft } from "../core/ledger/entry.ts";
import { Failure } from "../core/model/failure.ts";
import type { Refusal } from "../core/model/refusal.ts";
import { type Answer, Released } from "./answer.ts";
import type { CallContext } from "./call-context.ts";
import { describeCaller } from "./describe-call.ts";
import { refusalOfBug, refusalOfFailure } from "./refusal-of-failure.ts";

export type ToolName = "query" | "describe-schema" | "request-approval";

/** What the steps of a tool come to: a result to release, or a refusal. */
export type Outcome<T> =
  | {
      readonly kind: "result";
      readonly result: T;
      readonly rows: number;
      readonly truncated: boolean;
      /** The result as JSON, where it has been written already. */
      readonly json?: string;
    }
  | Refusal;

/** What the ledger is to say of the call. It grows as the steps proceed, so that a failure is recorded with what was known by then. */
export interface Account {
  target: EntryDraft["target"];
  statement: EntryDraft["statement"];
  touched: EntryDraft["touched"];
  rule: string;
  policyDigest: string | null;
  sealed: EntryDraft["sealed"];
}

export async function recordCall<T>(
  tool: ToolName,
  context: CallContext,
  steps: (account: Account) => Promise<Outcome<T>>,
): Promise<Answer<T>> {
  const { clock, ids, keys, ledger } = context.gatehouse;
  const correlation = ids.next();
  const started = clock.monotonic();
  const account: Account = {
    target: null,
    statement: null,
    touched: [],
    rule: "none",
    policyDigest: null,
    sealed: null,
  };
  const outcome = await settle(context, () => steps(account));
  const entry = {
    kind: "call",
    correlation,
    ...describeCaller(context.caller),
    tool,
    target: account.target,
    statement: account.statement,
    touched: account.touched,
    reason: null,
    policyDigest: account.policyDigest,
    detail: null,
    sealed: account.sealed,
  } as const;
  const microseconds = Math.max(0, Math.round(clock.monotonic() - started));
  try {
    if (outcome.kind === "refusal") {
      const { rule, code, sqlstate } = outcome;
      const receipt = await ledger.append({
        ...entry,
        decision: { effect: "deny", rule, code },
        result: { status: "refused", rows: 0, bytes: 0, truncated: false, sqlstate, digest: null, microseconds },
      });
      return { kind: "refused", refusal: outcome, receipt };
    }
    const { result, rows, truncated } = outcome;
    const json = outcome.json ?? JSON.stringify(result);
    const { digest, bytes } = keys.commit(json);
    const receipt = await ledger.append({
      ...entry,
      decision: { effect: "allow", rule: account.rule, code: null },
      result: { status: "ok", rows, bytes, truncated, sqlstate: null, digest, microseconds },
    });
    return Released.with(receipt, { result, json });
  } catch (error) {
    return { kind: "refused", refusal: refusalOfError(context, error), receipt: null };
  }
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
