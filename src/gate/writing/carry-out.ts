// A cleared write on its way through the database, and what each end of it means for its request.
// INVARIANT: the request says `committing`, durably, before COMMIT is sent, and says `executed` only when the database has said so.

import type { Approval } from "../../core/approvals/approval.ts";
import type { ApprovalEvent } from "../../core/approvals/approval-state.ts";
import { digestImages, formatImages } from "../../core/approvals/effect/kept-images.ts";
import { STALE_REASONS } from "../../core/approvals/stale-reasons.ts";
import type { Caller } from "../../core/model/caller.ts";
import { Failure } from "../../core/model/failure.ts";
import { findLock } from "../../core/model/lock.ts";
import type { RowImages } from "../../core/sql/undo/inverse-statement.ts";
import { moveApproval, timeAt } from "../approvals.ts";
import { describeCaller, type Gatehouse, lockScope } from "../calls.ts";
import type { Database } from "../ports/database.ts";
import type { Go, WriteOutcome } from "../ports/write-run.ts";
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

  /** The write ended with an exception before COMMIT could have been sent; after that nobody knows, and recovery asks. */
  async fail(error: unknown): Promise<void> {
    if (this.#approval?.progress.state !== "executing") return;
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

  async #advance(event: ApprovalEvent, more: { images?: { text: string; until: string } } = {}): Promise<void> {
    const { gatehouse, caller } = this.#around;
    if (this.#approval === null) throw new RangeError("an execution without a claim");
    const moved = await moveApproval(this.#approval, event, { desk: gatehouse, by: describeCaller(caller), ...more });
    if (moved.kind !== "moved") {
      throw new Failure(
        "ledger-unavailable",
        "Another server has taken the request over; look at it with gatehouse approvals show.",
      );
    }
    this.#approval = moved.approval;
  }
}

const NO_FLIGHT = { xid: "", system: "", timeline: null, pid: null };

/** Nothing was changed: what was approved is no longer what would happen, or this attempt came at a bad time, or it cannot be done. */
function endOf(
  outcome: Exclude<WriteOutcome, { kind: "written" | "in-doubt" }>,
  approval: Approval | null,
): ApprovalEvent {
  const committing = approval?.progress.state === "committing";
  switch (outcome.kind) {
    case "surveyed":
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

/** Runs the write and sees its request to an end, whatever happens. */
export async function carryOut(
  execution: Execution,
  { database, request }: { database: Database; request: ChangeRequest },
): Promise<WriteOutcome> {
  try {
    const outcome = await performChange(database, request).catch(async (error: unknown) => {
      await writeDown(execution, () => execution.fail(error));
      throw error;
    });
    await writeDown(execution, () => execution.conclude(outcome));
    return outcome;
  } finally {
    execution.end();
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
