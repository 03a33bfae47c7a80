// The request of a write that is being carried out: claimed, `committing`, and what each end of it means.
// INVARIANT: the request says `committing`, durably, before COMMIT is sent, and says `executed` only when the database has said so.
// A request that needs nobody is nobody else's to claim: `executing` and the step after it are written down at once. A crash before that
// leaves a transaction that was never sent COMMIT, which the database rolls back.

import type { Approval } from "../../core/approvals/approval.ts";
import type { ApprovalEvent } from "../../core/approvals/approval-state.ts";
import { digestImages, formatImages } from "../../core/approvals/effect/kept-images.ts";
import type { Caller } from "../../core/model/caller.ts";
import { Failure } from "../../core/model/failure.ts";
import { findLock } from "../../core/model/lock.ts";
import type { Refusal } from "../../core/model/refusal.ts";
import type { RowImages } from "../../core/sql/revert/inverse-statement.ts";
import { type MoveOptions, moveApproval, timeAt } from "../approvals.ts";
import { type DeferredAppend, describeCaller, type Gatehouse, lockScope, refusalOfFailure } from "../calls.ts";
import type { Moved } from "../ports/approvals.ts";
import type { Database } from "../ports/database.ts";
import type { Changed } from "../ports/write-transaction.ts";
import type { WeighedRecent } from "./asking/weighed-recent.ts";
import type { ClearedWrite } from "./clear-write.ts";
import { canReturn, eventOfOutcome, isPassing } from "./event-of-outcome.ts";
import { fileCleared, type Outweighed, type Unfiled } from "./file-cleared.ts";
import { giveBack, settleCommit } from "./settle-commit.ts";
import type { WriteOutcome } from "./write-outcome.ts";

interface Around {
  readonly gatehouse: Gatehouse;
  readonly database: Database;
  /** Who carries it out. */
  readonly caller: Caller;
}

/** A claim that lives through one execution: its request as it stands now. */
export class WriteExecution {
  readonly #around: Around;
  #approval: Approval | null = null;
  /** Of a request that is not in the ledger yet. */
  #unfiled: Unfiled | null = null;
  #request: string | null = null;

  constructor(around: Around) {
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
  async committing({ pendingCommit, rows }: Changed, images: readonly RowImages[] | null): Promise<boolean> {
    await this.#stopIfLocked();
    const { gatehouse } = this.#around;
    const { primitives } = gatehouse;
    const { keepSeconds } = gatehouse.policy().risk.undo;
    const text = images === null ? null : formatImages(images, primitives.nonce());
    const moved = await this.#take(
      { kind: "commit", pendingCommit, beforeImage: text === null ? null : digestImages(text, primitives), rows },
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
      await this.#advance(eventOfOutcome(outcome, this.#approval));
      if (state === "committing" && isPassing(outcome)) await this.#giveBack();
    }
  }

  /**
   * The database has committed, and `executed` is written down in one transaction with the entry of the call that did it. Null where
   * no COMMIT is pending, so that nothing has to wait for the call.
   */
  deferredAppend(): DeferredAppend | null {
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
    const options = { ports: gatehouse, by: describeCaller(caller), ...more };
    const moved = await (this.#unfiled === null
      ? moveApproval(this.#approval, event, options)
      : fileCleared(this.#approval, event, { ...options, unfiled: this.#unfiled }));
    if (moved.kind !== "moved") return moved;
    this.#approval = moved.approval;
    this.#unfiled = null;
    return moved;
  }
}

function takenOver(): Failure {
  return new Failure(
    "ledger-unavailable",
    "Another server has taken the request over; look at it with gatehouse approvals show.",
  );
}
