// A cleared write on its way through the database, and what each end of it means for its request.
// INVARIANT: the request says `committing`, durably, before COMMIT is sent, and says `executed` only when the database has said so.
// A request that needs nobody is nobody else's to claim: `executing` and the step after it are written down at once. A crash before that
// leaves a transaction that was never sent COMMIT, which the database rolls back.

import type { Approval } from "../../core/approvals/approval.ts";
import { type ApprovalEvent, NO_FLIGHT } from "../../core/approvals/approval-state.ts";
import { digestImages, formatImages } from "../../core/approvals/effect/kept-images.ts";
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
import type { Go, WriteOutcome } from "../ports/write-run.ts";
import type { WeighedRecent } from "./asking/weighed-recent.ts";
import type { ClearedWrite } from "./clear-write.ts";
import { type ChangeRequest, performChange } from "./perform-change.ts";

/** What is kept of a write, from the images of its own rows. */
export type WholeImages = (images: readonly RowImages[]) => readonly RowImages[];

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

  /** What a database does between leave and COMMIT. */
  go(clearance: Go["clearance"], expects: Go["expects"] = null, whole: WholeImages = (images) => images): Go {
    const { gatehouse } = this.#around;
    const { undo } = gatehouse.policy().risk;
    const kept = this.#approval?.filed.request.undo === "kept";
    return {
      clearance,
      expects,
      imageRows: kept ? undo.rows : 0,
      committing: async (flight, { rows, images }) => {
        await this.#stopIfLocked();
        const { primitives } = gatehouse;
        const text = images === null ? null : formatImages(whole(images), primitives.nonce());
        const beforeImage = text === null ? null : digestImages(text, primitives);
        await this.#advance(
          { kind: "commit", flight, beforeImage, rows },
          text === null ? {} : { images: { text, until: timeAt(gatehouse, undo.keepSeconds * 1_000) } },
        );
      },
    };
  }

  /** Writes down how it ended. Nothing is claimed: nothing is written. */
  async conclude(outcome: WriteOutcome): Promise<void> {
    const state = this.#approval?.progress.state;
    if (state !== "executing" && state !== "committing") return;
    if (outcome.kind === "written") {
      // a write that changed nothing had nothing to commit
      if (state === "executing") await this.#advance({ kind: "commit", flight: NO_FLIGHT, beforeImage: null, rows: 0 });
      await this.#advance({ kind: "executed" });
    } else if (outcome.kind === "in-doubt") await this.#settleDoubt();
    else await this.#advance(endOf(outcome, this.#approval));
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
    if (this.#approval?.progress.state !== "executing" || error instanceof Outweighed) return;
    const why = error instanceof Failure ? error.code : "the server failed";
    await this.#advance(canReturn(this.#approval) ? { kind: "release" } : { kind: "rolled-back", why });
  }

  async #settleDoubt(): Promise<void> {
    const flight = this.#approval?.progress.flight ?? null;
    if (flight === null) return;
    const fate = await this.#around.database.fateOf(flight).catch(() => "running" as const);
    if (fate === "committed") await this.#advance({ kind: "executed" });
    else if (fate === "rolled-back") await this.#advance({ kind: "rolled-back", why: "the database rolled it back" });
    else if (fate === "unknown")
      await this.#advance({ kind: "uncertain", why: "the database cannot tell what became of it" });
    // still running, or out of reach: it stays `committing`, and recovery asks again
  }

  /** The last moment at which a lock can stop it. */
  async #stopIfLocked(): Promise<void> {
    const { gatehouse, database, caller } = this.#around;
    const locks = await gatehouse.ledger.locks();
    if (findLock(locks, lockScope(caller, { database: database.name, data: true })) === null) return;
    throw new Failure("cancelled", "A lock came while the statement ran; nothing was changed.");
  }

  async #advance(event: ApprovalEvent, more: Pick<MoveOptions, "images"> = {}): Promise<void> {
    const moved = await this.#take(event, more);
    if (moved.kind !== "moved") throw takenOver();
  }

  async #take(event: ApprovalEvent, more: Pick<MoveOptions, "images" | "call">): Promise<Moved | Refusal> {
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
export class Outweighed extends Error {
  override readonly name = "Outweighed";
}

/** serialization_failure and deadlock_detected (PostgreSQL, Appendix A): the transaction is to be run again. */
const GIVES_WAY = new Set(["40001", "40P01"]);

/** The database gave the write up in favour of another one. Nothing was changed, and nothing written down. */
export class GaveWay extends Error {
  override readonly name = "GaveWay";

  constructor(readonly outcome: WriteOutcome) {
    super("the database gave the write up in favour of another one");
  }
}

/** Files a cleared request and takes a step of it, in one transaction. */
async function fileAt(
  approval: Approval,
  event: ApprovalEvent,
  { unfiled, ...options }: Omit<StepOptions, "desk"> & { desk: Gatehouse; unfiled: Unfiled },
): Promise<Moved | Refusal> {
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
    if (!weighed.isLow(filing.recent)) throw new Outweighed();
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
function endOf(
  outcome: Exclude<WriteOutcome, { kind: "written" | "in-doubt" }>,
  approval: Approval | null,
): ApprovalEvent {
  const committing = approval?.progress.state === "committing";
  switch (outcome.kind) {
    case "previewed":
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
      return !committing &&
        canReturn(approval) &&
        /^(40|53|55|57014|SQLITE_BUSY|SQLITE_INTERRUPT)/.test(outcome.sqlstate)
        ? { kind: "release" }
        : { kind: "rolled-back", why: `the database refused it (${outcome.sqlstate})` };
  }
}

/** A request that people approved may be tried again; one that needed nobody is simply sent again. */
function canReturn(approval: Approval | null): boolean {
  return (approval?.filed.request.quorum.count ?? 0) > 0;
}

/**
 * Runs the write and sees its request to an end, whatever happens. With an `account` what the database has committed is written down with the
 * entry of that call, and until then `account.beside` holds it.
 */
export async function carryOut(
  execution: Execution,
  { database, request, account }: { database: Database; request: ChangeRequest; account?: Pick<Account, "beside"> },
): Promise<WriteOutcome> {
  let beside: BesideCall | null = null;
  try {
    const outcome = await performChange(database, request).catch(async (error: unknown) => {
      await writeDown(execution, () => execution.fail(error));
      throw error;
    });
    if (outcome.kind === "database-error" && GIVES_WAY.has(outcome.sqlstate) && execution.unwritten)
      throw new GaveWay(outcome);
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
