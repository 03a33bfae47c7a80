// A write of rows in one serializable transaction, in three round trips: locks, witness and preview; what changes, with images, effects and the flush;
// COMMIT. INVARIANT: what recovery needs is flushed before the change is answered for: pg_current_xact_id() alone would lie after a crash of the
// server, so the WAL that holds the id is on disk by then.

import { createHash } from "node:crypto";
import { NOTHING_TO_COMMIT } from "../../../core/approvals/approval-state.ts";
import type { Clearance } from "../../../core/approvals/clearance.ts";
import { relationKey } from "../../../core/model/relation-name.ts";
import type { Root } from "../../../core/sql/cascades/cascade-reach.ts";
import type { WriteSteps } from "../../../gate/ports/begin-write.ts";
import type {
  Changed,
  Changing,
  Preview,
  RolledBack,
  TrialResult,
  Viewers,
} from "../../../gate/ports/write-transaction.ts";
import { ownPath } from "../connection/own-session.ts";
import { makeChange } from "./make-change.ts";
import { captureCascades } from "./observe/cascade-rows.ts";
import { beyond, describeChange, fold, type Planned, sameEffects } from "./observe/compare-effects.ts";
import { type Effect, effectsBetween } from "./observe/observe-effects.ts";
import { type Around, observeAfterChange, type Try, tryWrite } from "./observe/try-write.ts";
import { hasTriggers, needsTrial } from "./preview/needs-trial.ts";
import { openWrite } from "./preview/open-write.ts";
import {
  type ChangedRows,
  countByRunning,
  imagesOf,
  rootOf,
  type Statement,
  statementsOf,
  type Trial,
} from "./run-statements.ts";
import { identifyTransaction } from "./transaction/identify-transaction.ts";
import { fitsNoRow, givenRows, returnedOf, sum } from "./write-answers.ts";
import type { WriteRun } from "./write-run.ts";

/** What the first round trip found, and what the others go on with. */
interface Found {
  readonly statements: readonly Statement[];
  readonly plan: Planned;
  /** Sets the database's own search path. */
  readonly path: string;
  /** By step. */
  readonly planned: readonly number[];
  readonly expected: readonly Effect[];
  readonly root: Omit<Root, "before"> | null;
  readonly trial: Trial | null;
}

/** Rejects with the driver's errors; the transaction is then open, aborted or gone, and its owner ends it. */
export async function beginRows(run: WriteRun): Promise<WriteSteps | RolledBack> {
  const { client, request, loaded } = run;
  const statements = statementsOf(run);
  const steps = statements.flatMap(({ parts }) => parts.steps);
  const plan: Planned = { steps, catalogue: loaded.catalogue };
  const path = ownPath(loaded.own);
  const openedWrite = await openWrite(run, { statements, path });
  if (openedWrite.kind !== "open") return openedWrite;
  const { counts, system } = openedWrite;
  if (counts.some(({ rows, distinct }) => rows !== distinct)) return { kind: "held", why: "ambiguous-rows" };
  const rows = sum(counts.map((count) => count.rows));
  const planned = counts.map((count) => count.rows);
  const own = steps.map(({ target, verb }, place) => ({ relation: target, verb, rows: planned[place] ?? 0 }));
  const root = rows > 0 && rows <= (request.imageRows ?? 0) ? rootOf(plan) : null;
  const tries = steps.some((step, place) => counts[place]?.rows !== 0 && needsTrial(step, run));
  const trial = tries
    ? await countByRunning({ client, statements, plan, root, path, most: request.imageRows ?? 0 })
    : null;
  const expected = trial?.effects ?? fold(own, planned, plan);
  const relations = steps.map(({ target }) => loaded.catalogue.relations.get(relationKey(target)));
  const preview: Preview = {
    rows,
    system,
    steps: steps.map((_, place) => ({
      rows: planned[place] ?? 0,
      total: relations[place]?.estimatedRows ?? null,
    })),
    bytes: sum(counts.map(({ bytes }) => bytes)),
    digest: digestOf(counts.map(({ digest }) => digest)),
    changes: expected.flatMap((effect) => describeChange(effect, planned, plan)),
    ...(trial !== null && { captured: trial.captured }),
    method: tries ? "rolled-back" : "select",
    disturbs: !tries
      ? []
      : ["The change was tried and rolled back: its rows were locked for that time, and sequences moved on."],
    notPreviewed: [
      ...statements.flatMap(({ parts }) => parts.notPreviewed),
      ...(tries && relations.some((relation) => hasTriggers(relation))
        ? ["What triggers do outside the database is not known."]
        : []),
    ],
  };
  return new RowsWrite(run, { preview, found: { statements, plan, path, planned, expected, root, trial } });
}

class RowsWrite implements WriteSteps {
  readonly kind = "open";
  readonly preview: Preview;
  readonly #run: WriteRun;
  readonly #found: Found;
  /** What it did when it was tried; null where it was not, or was refused. */
  #tried: Try | null = null;

  constructor(run: WriteRun, { preview, found }: { preview: Preview; found: Found }) {
    this.#run = run;
    this.preview = preview;
    this.#found = found;
  }

  async try(viewers: Viewers): Promise<TrialResult> {
    const { statements } = this.#found;
    const own = viewers.own === null ? null : await givenRows(statements, viewers.own);
    if (viewers.tries === 0) return { kind: "seen", own, samples: {}, tried: null };
    const { first, ...seen } = await tryWrite(this.#around, viewers);
    this.#tried = first;
    return { kind: "seen", own, ...seen };
  }

  async change(clearance: Clearance, { imageRows, observes }: Changing): Promise<Changed | RolledBack> {
    const { client, request, loaded, marks } = this.#run;
    const { statements, plan, path, root, trial } = this.#found;
    const { rows, system } = this.preview;
    const id = clearance.request;
    const keeps = imageRows > 0 && rows <= imageRows;
    const identifies = { serverVersion: loaded.catalogue.serverVersion, marks, flush: this.#run.flush };
    const made = await makeChange(this.#run, {
      statements,
      path,
      marker: marks && request.carries === undefined ? id : null,
      keeps,
      tells: keeps || observes,
      root: keeps && trial?.captured === true && root !== null ? { of: root, most: imageRows } : null,
      identifies: rows > 0 ? identifies : null,
      system,
    });
    if (made.kind !== "made") return made;
    const { before, changed, baseline, cascades } = made;
    const { done, after, main, held, first } = changed;
    const wrong = this.#findWrongCounts(changed);
    if (wrong !== null) return wrong;
    const returned = returnedOf(first, { loaded, limits: request.plan.limits, held });
    if (fitsNoRow(returned)) return { kind: "held", why: "result-too-large" };
    const effects = fold(effectsBetween(baseline, made.effects), done, plan);
    if (!sameEffects(effects, { expected: this.#found.expected, done, plan })) return EFFECT_DIFFERS;
    const observation =
      observes && this.#tried !== null
        ? await observeAfterChange(this.#around, this.#tried, { changed, baseline })
        : null;
    if (observes && observation === null) return EFFECT_DIFFERS;
    const cascaded =
      cascades === null
        ? []
        : await captureCascades(client, cascades.reach, {
            root: cascades.root,
            after: after[0] ?? [],
            counts: beyond(effects, done, plan),
          });
    // people were told that it can be reverted
    if (cascaded === null) return EFFECT_DIFFERS;
    const changes = sum(done) > 0 || effects.length > 0;
    // names were found by what the catalogue had when the change ran, and that may be more than its own snapshot shows
    const [pendingCommit, unmoved] = await Promise.all([
      changes ? (made.pendingCommit ?? identifyTransaction(client, { system, identifies })) : NOTHING_TO_COMMIT,
      this.#run.agreesStill(),
    ]);
    if (!unmoved) return { kind: "schema-changed" };
    return {
      kind: "changed",
      rows: sum(done),
      images: changes && keeps ? [...imagesOf(statements, { before, after }), ...cascaded] : null,
      observation,
      pendingCommit: changes && marks ? { ...pendingCommit, xid: `${pendingCommit.xid} ${id}` } : pendingCommit,
      answer: { rows: main, ...returned },
    };
  }

  /** By what the statements themselves say: rows out of sight, or other rows than were previewed. */
  #findWrongCounts({ done, seen }: ChangedRows): RolledBack | null {
    const { plan, planned } = this.#found;
    if (done.some((count, place) => seen[place] !== count)) return { kind: "held", why: "out-of-sight" };
    const differs = plan.steps.some(({ exact }, place) => {
      const [became = 0, wanted = 0] = [done[place], planned[place]];
      return exact ? became !== wanted : became > wanted;
    });
    return differs || done.length !== plan.steps.length ? EFFECT_DIFFERS : null;
  }

  get #around(): Around {
    const { statements, plan, path } = this.#found;
    return { client: this.#run.client, statements, plan, path };
  }
}

const EFFECT_DIFFERS: RolledBack = { kind: "held", why: "effect-differs" };

/** Of one step its own digest; of several one over all. */
function digestOf(digests: readonly string[]): string {
  const [first, ...others] = digests;
  if (others.length === 0) return first ?? "";
  return createHash("sha256")
    .update([first, ...others].join("\n"))
    .digest("hex");
}
