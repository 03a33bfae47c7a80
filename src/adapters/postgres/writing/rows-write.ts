// One write in one serializable transaction, in three trips: locks, witness and preview; what changes, with images, effects and the flush; COMMIT.
// Between the first two it is judged, and before the last its record is made durable.
// INVARIANT: until `judge` has given leave nothing is changed that a rollback does not undo, and COMMIT is sent only after what recovery
// needs is durable. pg_current_xact_id() alone would lie after a crash of the server, so the WAL that holds the id is flushed first.

import { createHash } from "node:crypto";
import { NO_FLIGHT } from "../../../core/approvals/approval-state.ts";
import { relationKey } from "../../../core/model/relation-name.ts";
import type { Preview, WriteOutcome } from "../../../gate/ports/write-run.ts";
import { ownPath } from "../connection/own-session.ts";
import { captureCascades } from "./cascade-rows.ts";
import { commits } from "./commits.ts";
import { beyond, describeChange, fold, type Planned, sameEffects } from "./compare-effects.ts";
import { makeChange } from "./make-change.ts";
import { hasTriggers, needsTrial } from "./needs-trial.ts";
import { effectsBetween } from "./observe-effects.ts";
import { openWrite } from "./open-write.ts";
import { imagesOf, rootOf, statementsOf, tryOut } from "./run-statements.ts";
import { takeOff } from "./take-off.ts";
import { lookAgain, type Try, tryWrite } from "./try-write.ts";
import { fitsNoRow, givenRows, returnedOf, sum } from "./write-answers.ts";
import type { WriteRun } from "./write-run.ts";

/** Rejects with the driver's errors; the transaction is then open, aborted or gone, and its owner ends it. */
export async function runWrite(run: WriteRun): Promise<Exclude<WriteOutcome, { kind: "database-error" }>> {
  const { client, request, loaded, marks } = run;
  const { limits } = request.plan;
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
  const trial = tries ? await tryOut({ client, statements, plan, root, path, most: request.imageRows ?? 0 }) : null;
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
  const around = { client, statements, plan, path };
  let tried: Try | null = null;
  const go = await request.judge(preview, async (eyes) => {
    const own = eyes.own === null ? null : await givenRows(statements, eyes.own);
    if (eyes.tries === 0) return { own, samples: {}, tried: null };
    const { first, ...seen } = await tryWrite(around, eyes);
    tried = first;
    return { own, ...seen };
  });
  if (go === null) return { kind: "previewed", preview };

  const id = go.clearance.request;
  const keeps = go.imageRows > 0 && rows <= go.imageRows;
  const takeoff = { serverVersion: loaded.catalogue.serverVersion, marks, flush: run.flush };
  const made = await makeChange(run, {
    statements,
    path,
    marker: marks && request.carries === undefined ? id : null,
    keeps,
    tells: keeps || go.expects !== null,
    root: keeps && trial?.captured === true && root !== null ? { of: root, most: go.imageRows } : null,
    takeoff: rows > 0 ? takeoff : null,
    system,
  });
  if (made.kind !== "made") return made;
  const { before, changed, baseline, cascades } = made;
  const { done, seen, after, main, held, first } = changed;
  if (done.some((count, place) => seen[place] !== count)) return { kind: "held", why: "out-of-sight" };
  const differs = steps.some(({ exact }, place) => {
    const [became = 0, wanted = 0] = [done[place], planned[place]];
    return exact ? became !== wanted : became > wanted;
  });
  if (differs || done.length !== steps.length) return { kind: "held", why: "effect-differs" };
  const returned = returnedOf(first, { loaded, limits, held });
  if (fitsNoRow(returned)) return { kind: "held", why: "result-too-large" };
  const effects = fold(effectsBetween(baseline, made.effects), done, plan);
  if (!sameEffects(effects, { expected, done, plan })) return { kind: "held", why: "effect-differs" };
  if (go.expects !== null) {
    const observed = tried === null ? null : await lookAgain(around, tried, { changed, baseline });
    if (observed === null || !go.expects(observed)) return { kind: "held", why: "effect-differs" };
  }
  const cascaded =
    cascades === null
      ? []
      : await captureCascades(client, cascades.reach, {
          root: cascades.root,
          after: after[0] ?? [],
          counts: beyond(effects, done, plan),
        });
  // people were told that it can be reverted
  if (cascaded === null) return { kind: "held", why: "effect-differs" };
  const changes = sum(done) > 0 || effects.length > 0;
  // names were found by what the catalogue had when the change ran, and that may be more than its own snapshot shows
  const [flight, unmoved] = await Promise.all([
    changes ? (made.flight ?? takeOff(client, { system, takeoff })) : NO_FLIGHT,
    run.agreesStill(),
  ]);
  if (!unmoved) return { kind: "schema-changed" };
  const images = changes && keeps ? [...imagesOf(statements, { before, after }), ...cascaded] : null;
  const marked = changes && marks ? { ...flight, xid: `${flight.xid} ${id}` } : flight;
  await go.committing(marked, { rows: sum(done), images });
  run.pointOfNoReturn();
  if (!(await commits(client))) return { kind: "in-doubt" };
  return { kind: "written", preview, rows: main, ...returned };
}

/** Of one step its own digest; of several one over all. */
function digestOf(digests: readonly string[]): string {
  const [first, ...others] = digests;
  if (others.length === 0) return first ?? "";
  return createHash("sha256")
    .update([first, ...others].join("\n"))
    .digest("hex");
}
