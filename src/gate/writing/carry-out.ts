// A cleared write on its way through the database, and what each end of it means for its request.
// INVARIANT: the request says `committing`, durably, before COMMIT is sent, and says `executed` only when the database has said so.
// A request that needs nobody is nobody else's to claim: `executing` and the step after it are written down at once. A crash before that
// leaves a transaction that was never sent COMMIT, which the database rolls back.

import type { Approval } from "../../core/approvals/approval.ts";
import type { ApprovalEvent } from "../../core/approvals/approval-state.ts";
import type { Clearance } from "../../core/approvals/clearance.ts";
import { digestImages, formatImages } from "../../core/approvals/effect/kept-images.ts";
import type { Observation } from "../../core/approvals/effect/observed-effect.ts";
import { STALE_REASONS } from "../../core/approvals/stale-reasons.ts";
import type { EntryDraft } from "../../core/ledger/entry/entry-draft.ts";
import type { Caller } from "../../core/model/caller.ts";
import { Failure } from "../../core/model/failure.ts";
import { findLock } from "../../core/model/lock.ts";
import type { Refusal } from "../../core/model/refusal.ts";
import type { RowImages } from "../../core/sql/revert/inverse-statement.ts";
import { type MoveOptions, moveApproval, type StepOptions, stepOf, timeAt } from "../approvals.ts";
import {
  type Account,
  type BesideCall,
  describeCaller,
  type Gatehouse,
  lockScope,
  refusalOfFailure,
} from "../calls.ts";
import type { Moved } from "../ports/approvals.ts";
import type { Database } from "../ports/database.ts";
import type { Changed, RolledBack, WriteTransaction } from "../ports/write-transaction.ts";
import type { WeighedRecent } from "./asking/weighed-recent.ts";
import type { ClearedWrite } from "./clear-write.ts";
import { giveBack, settleCommit } from "./settle-commit.ts";
import { gaveWay, type WriteOutcome } from "./write-outcome.ts";

/** What people approved of a write, by what it was seen to do when it was tried. */
export interface Approved {
  is(observation: Observation): boolean;
  /** What is kept of it, from the images of its own rows. */
  keep(own: readonly RowImages[], observation: Observation): readonly RowImages[];
}

export interface CarryOut {
  readonly gatehouse: Gatehouse;
  readonly database: Database;
  /** Who carries it out. */
  readonly caller: Caller;
}

/** A claim that lives through one execution: its request as it stands now. */
export class Execution {
  readonly #around: CarryOut;
  #approval: Approval | null = null;
  /** Of a request that is not in the ledger yet. */
  #unfiled: Unfiled | null = null;
  #request: string | null = null;

  constructor(around: CarryOut) {
    this.#around = around;
  }

  /** From before the request is claimed until `end`, it is this process that sees to it. */
  begin(request: string): void {
    this.#request = request;
    this.#around.gatehouse.underway.begin(request);
  }

  end(): void {
    if (this.#request !== null) this.#around.gatehouse.underway.end(this.#request);
    this.#request = null;
  }

  /** How it ended could not be written down: this process does so as soon as it can. */
  lapse(): void {
    if (this.#request !== null) this.#around.gatehouse.underway.lapse(this.#request);
  }

  /** The request in `executing`; null before there is one. */
  get approval(): Approval | null {
    return this.#approval;
  }

  claimed(approval: Approval): void {
    this.#approval = approval;
  }

  /** `weighing`: what the leave depends on, until it is carried out. */
  cleared({ approval, entry }: ClearedWrite, weighing: WeighedRecent | null = null): void {
    this.#approval = approval;
    this.#unfiled = { entry, weighing };
  }

  /** Nothing of it is in the ledger. */
  get unwritten(): boolean {
    return this.#approval === null || this.#unfiled !== null;
  }

  /** Images are kept of a write of no more rows than this. */
  get imageRows(): number {
    const kept = this.#approval?.filed.request.undo === "kept";
    return kept ? this.#around.gatehouse.policy().risk.undo.rows : 0;
  }

  /**
   * Makes durable what recovery will ask about, and what the write is reverted by. COMMIT is sent when it has resolved, and never when it
   * rejects. False where its caller has written so much in the meantime that a rule holds against it: then nothing is written down.
   */
  async committing({ flight, rows }: Changed, images: readonly RowImages[] | null): Promise<boolean> {
    await this.#stopIfLocked();
    const { gatehouse } = this.#around;
    const { primitives } = gatehouse;
    const { keepSeconds } = gatehouse.policy().risk.undo;
    const text = images === null ? null : formatImages(images, primitives.nonce());
    const moved = await this.#take(
      { kind: "commit", flight, beforeImage: text === null ? null : digestImages(text, primitives), rows },
      text === null ? {} : { images: { text, until: timeAt(gatehouse, keepSeconds * 1_000) } },
    );
    if (moved.kind === "outweighed") return false;
    if (moved.kind !== "moved") throw takenOver();
    return true;
  }

  /** Writes down how it ended. Nothing is claimed: nothing is written. */
  async conclude(outcome: WriteOutcome): Promise<void> {
    const state = this.#approval?.progress.state;
    if (state !== "executing" && state !== "committing") return;
    if (outcome.kind === "written") await this.#advance({ kind: "executed" });
    else if (outcome.kind === "in-doubt") await this.#settle();
    else {
      await this.#advance(endOf(outcome, this.#approval));
      if (state === "committing" && isPassing(outcome)) await this.#giveBack();
    }
  }

  /**
   * The database has committed, and `executed` is written down in one transaction with the entry of the call that did it. Null where
   * nothing is in flight, so that nothing has to wait for the call.
   */
  besideCall(): BesideCall | null {
    if (this.#approval?.progress.state !== "committing") return null;
    return {
      append: async (call) => {
        const moved = await this.#take({ kind: "executed" }, { call });
        if (moved.kind !== "moved") return refusalOfFailure(takenOver());
        this.end();
        return moved.receipt;
      },
      end: () => {
        this.lapse();
        this.end();
      },
    };
  }

  /** The write ended with an exception before COMMIT could have been sent; after that nobody knows, and recovery asks. */
  async fail(error: unknown): Promise<void> {
    if (this.#approval?.progress.state !== "executing") return;
    const why = error instanceof Failure ? error.code : "the server failed";
    await this.#advance(canReturn(this.#approval) ? { kind: "release" } : { kind: "rolled-back", why });
  }

  /** Still running, or out of reach: it stays `committing`, and recovery asks again. */
  async #settle(): Promise<void> {
    const { gatehouse, caller } = this.#around;
    if (this.#approval !== null)
      this.#approval = await settleCommit(this.#approval, { gatehouse, by: describeCaller(caller) });
  }

  async #giveBack(): Promise<void> {
    if (this.#approval !== null) this.#approval = await giveBack(this.#approval, this.#around.gatehouse);
  }

  /** The last moment at which a lock can stop it. */
  async #stopIfLocked(): Promise<void> {
    const { gatehouse, database, caller } = this.#around;
    const locks = await gatehouse.ledger.locks();
    if (findLock(locks, lockScope(caller, { database: database.name, data: true })) === null) return;
    throw new Failure("cancelled", "A lock came while the statement ran; nothing was changed.");
  }

  async #advance(event: ApprovalEvent): Promise<void> {
    const moved = await this.#take(event);
    if (moved.kind !== "moved") throw takenOver();
  }

  async #take(
    event: ApprovalEvent,
    more: Pick<MoveOptions, "images" | "call"> = {},
  ): Promise<Moved | Refusal | Outweighed> {
    const { gatehouse, caller } = this.#around;
    if (this.#approval === null) throw new RangeError("an execution without a claim");
    const options = { desk: gatehouse, by: describeCaller(caller), ...more };
    const moved = await (this.#unfiled === null
      ? moveApproval(this.#approval, event, options)
      : fileAt(this.#approval, event, { ...options, unfiled: this.#unfiled }));
    if (moved.kind !== "moved") return moved;
    this.#approval = moved.approval;
    this.#unfiled = null;
    return moved;
  }
}

interface Unfiled {
  readonly entry: EntryDraft;
  readonly weighing: WeighedRecent | null;
}

/** Its caller has written so much in the meantime that a rule holds against it. Nothing was changed, and nothing written down. */
export interface Outweighed {
  readonly kind: "outweighed";
}

/** Files a cleared request and takes a step of it, in one transaction. */
async function fileAt(
  approval: Approval,
  event: ApprovalEvent,
  { unfiled, ...options }: Omit<StepOptions, "desk"> & { desk: Gatehouse; unfiled: Unfiled },
): Promise<Moved | Refusal | Outweighed> {
  const { filed, progress } = approval;
  const { entry, weighing } = unfiled;
  const step = stepOf(approval, event, options);
  if ("code" in step) return step;
  // what is not carried out is written down however much there is
  const weighed = event.kind === "commit" && weighing !== null ? weighing : null;
  for (let recent = weighed?.recent; ; ) {
    const filing = await options.desk.approvals.file(filed, entry, {
      progress,
      step,
      ...(weighed !== null && recent !== undefined && { weighed: { by: weighed.by, recent } }),
    });
    if (filing.kind === "filed") {
      const next = { filed, decisions: [], progress: step.next, version: 2 };
      return { kind: "moved", approval: next, receipt: filing.receipt };
    }
    if (filing.kind !== "outweighed" || weighed === null) throw new RangeError("a request that needs nobody waits");
    if (!weighed.isLow(filing.recent)) return { kind: "outweighed" };
    recent = filing.recent;
  }
}

function takenOver(): Failure {
  return new Failure(
    "ledger-unavailable",
    "Another server has taken the request over; look at it with gatehouse approvals show.",
  );
}

/** Nothing was changed: what was approved is no longer what would happen, or this attempt came at a bad time, or it cannot be done. */
function endOf(outcome: RolledBack, approval: Approval | null): ApprovalEvent {
  const committing = approval?.progress.state === "committing";
  switch (outcome.kind) {
    case "moved-on":
      return { kind: "stale", why: STALE_REASONS.rows };
    case "schema-changed":
    case "witness-disagrees":
      return { kind: "stale", why: STALE_REASONS.schema };
    case "held":
      // asked for anew, it would end in the same way
      return canReturn(approval) && outcome.why !== "result-too-large"
        ? { kind: "stale", why: outcome.why }
        : { kind: "rolled-back", why: outcome.why };
    case "database-error":
      return !committing && canReturn(approval) && isPassing(outcome)
        ? { kind: "release" }
        : { kind: "rolled-back", why: `the database refused it (${outcome.sqlstate})` };
  }
}

/** The database could not carry it out at that moment, and may at another one. */
function isPassing(outcome: RolledBack): boolean {
  return outcome.kind === "database-error" && /^(40|53|55|57014|SQLITE_BUSY|SQLITE_INTERRUPT)/.test(outcome.sqlstate);
}

/** A request that people approved may be tried again; one that needed nobody is simply sent again. */
function canReturn(approval: Approval | null): boolean {
  return (approval?.filed.request.quorum.count ?? 0) > 0;
}

/**
 * The second half of a write: it changes its rows, what it did is held against what people approved, what recovery needs is made durable, and
 * COMMIT is sent. No transaction is open when it answers.
 */
export async function changeAndCommit(
  transaction: WriteTransaction,
  { execution, clearance, approved }: { execution: Execution; clearance: Clearance; approved: Approved | null },
): Promise<WriteOutcome | Outweighed> {
  try {
    const changed = await transaction.change(clearance, {
      imageRows: execution.imageRows,
      observes: approved !== null,
    });
    if (changed.kind !== "changed") return changed;
    const { observation, images: own, answer } = changed;
    if (approved !== null && (observation === null || !approved.is(observation)))
      return { kind: "held", why: "effect-differs" };
    const whole = own === null || observation === null || approved === null ? own : approved.keep(own, observation);
    if (!(await execution.committing(changed, whole))) return { kind: "outweighed" };
    const ended = await transaction.commit();
    return ended.kind === "committed" ? { kind: "written", ...answer } : ended;
  } finally {
    await transaction.rollBack();
  }
}

/**
 * Runs a write and sees its request to an end, whatever happens; but for one that is to be run again, of which nothing is written down. With an
 * `account` what the database has committed is written down with the entry of that call, and until then `account.beside` holds it.
 */
export async function seeToEnd<T extends WriteOutcome | Outweighed>(
  execution: Execution,
  { run, account }: { run: () => Promise<T>; account?: Pick<Account, "beside"> },
): Promise<T> {
  let beside: BesideCall | null = null;
  try {
    const outcome = await run().catch(async (error: unknown) => {
      await writeDown(execution, () => execution.fail(error));
      throw error;
    });
    if (outcome.kind === "outweighed" || (execution.unwritten && gaveWay(outcome))) return outcome;
    beside = account !== undefined && outcome.kind === "written" ? execution.besideCall() : null;
    if (account !== undefined) account.beside = beside;
    if (beside === null) await writeDown(execution, () => execution.conclude(outcome));
    return outcome;
  } finally {
    if (beside === null) execution.end();
  }
}

async function writeDown(execution: Execution, write: () => Promise<void>): Promise<void> {
  try {
    await write();
  } catch (error) {
    execution.lapse();
    throw error;
  }
}
