// One write in one serializable transaction: locks, witness, survey, judgement, images, change, effects, flush, COMMIT.
// INVARIANT: until `judge` has given leave nothing is changed that a rollback does not undo, and COMMIT is sent only after what recovery
// needs is durable. pg_current_xact_id() alone would lie after a crash of the server, so the WAL that holds the id is flushed first.

import { createHash } from "node:crypto";
import pg from "pg";
import type { CommitInFlight } from "../../../core/approvals/approval-state.ts";
import type { Catalogue, Relation, Verb } from "../../../core/model/catalogue.ts";
import { relationKey } from "../../../core/model/relation-name.ts";
import type { Image } from "../../../core/sql/cascades/cascade-graph.ts";
import type { PostgresStep } from "../../../core/sql/plans/write-plan.ts";
import type { Survey, WriteOutcome, WriteRequest } from "../../../gate/ports/write-run.ts";
import type { LoadedCatalogue } from "../catalogue/load-catalogue.ts";
import { agrees, type Opened } from "../catalogue/witness.ts";
import { ownPath, type SessionOverrides } from "../connection/own-session.ts";
import { PIN_PATH } from "../connection/session-settings.ts";
import type { ParameterTypeCache } from "../values/typed-parameters.ts";
import { captureCascades, findCascades } from "./cascade-rows.ts";
import { beyond, describeChange, fold, type Planned, sameEffects } from "./compare-effects.ts";
import { effectsBetween, observeEffects } from "./observe-effects.ts";
import { change, imagesOf, rootOf, statementsOf, tryOut } from "./run-statements.ts";
import { lookAgain, type Try, tryWrite } from "./try-write.ts";
import { type Counts, countsOf, fitsNoRow, givenRows, returnedOf, sum } from "./write-answers.ts";
import { markWrite } from "./write-marker.ts";
import { beginWrite, readText } from "./write-session.ts";

export interface WriteRun {
  readonly client: pg.ClientBase;
  readonly request: WriteRequest;
  readonly loaded: LoadedCatalogue;
  readonly opened: Opened;
  readonly parameterTypes: ParameterTypeCache;
  /** Whether it leaves a marker. */
  readonly marks: boolean;
  /** What the transaction sets first. */
  readonly pins: readonly string[];
  /** What sessions have instead of the database's own. */
  readonly session: SessionOverrides;
  /** Flushes the WAL up to here by another connection, for servers that cannot in this one (before 17). */
  readonly flush: () => Promise<void>;
  /** From here on a cancelled call no longer stops the write. */
  readonly pointOfNoReturn: () => void;
}

/** Rejects with the driver's errors; the transaction is then open, aborted or gone, and its owner ends it. */
export async function runWrite(run: WriteRun): Promise<Exclude<WriteOutcome, { kind: "database-error" }>> {
  const { client, request, loaded, opened } = run;
  const { limits } = request.plan;
  const statements = statementsOf(run);
  const steps = statements.flatMap(({ parts }) => parts.steps);
  const plan: Planned = { steps, catalogue: loaded.catalogue };
  const targets = steps.map(({ target }) => target);
  const reads = statements.flatMap(({ parts }) => parts.opens);
  await beginWrite(client, { targets, reads, milliseconds: limits.milliseconds, pins: run.pins });
  if (!(await agrees(client, opened))) return { kind: "schema-changed" };
  const path = ownPath(loaded.own);
  if (statements.some(({ parts }) => parts.ownPath)) await client.query(path);

  // before the rows are looked at: what was carried out before is not compared with what was approved
  const { carries } = request;
  if (run.marks && carries !== undefined && !(await markWrite(client, carries))) return RAN_BEFORE;
  const counts: Counts[] = [];
  for (const { parts, ask } of statements)
    for (const step of parts.steps) counts.push(countsOf(await ask(step.survey)));
  if (counts.some(({ rows, distinct }) => rows !== distinct)) return { kind: "held", why: "ambiguous-rows" };
  const rows = sum(counts.map((count) => count.rows));
  const planned = counts.map((count) => count.rows);
  const own = steps.map(({ target, verb }, place) => ({ relation: target, verb, rows: planned[place] ?? 0 }));
  const root = rows > 0 && rows <= (request.imageRows ?? 0) ? rootOf(plan) : null;
  const tries = steps.some((step, place) => counts[place]?.rows !== 0 && needsTrial(step, run));
  const trial = tries ? await tryOut({ client, statements, plan, root, path, most: request.imageRows ?? 0 }) : null;
  const expected = trial?.effects ?? fold(own, planned, plan);
  const relations = steps.map(({ target }) => loaded.catalogue.relations.get(relationKey(target)));
  const survey: Survey = {
    rows,
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
  const go = await request.judge(survey, async (eyes) => {
    const own = eyes.own === null ? null : await givenRows(statements, eyes.own);
    if (eyes.tries === 0) return { own, samples: {}, tried: null };
    const { first, ...seen } = await tryWrite(around, eyes);
    tried = first;
    return { own, ...seen };
  });
  if (go === null) return { kind: "surveyed", survey };

  const id = go.clearance.request;
  if (run.marks && carries === undefined && !(await markWrite(client, id))) return RAN_BEFORE;
  const keeps = go.imageRows > 0 && rows <= go.imageRows;
  const before: (readonly Image[])[] = [];
  for (const { parts, ask } of statements)
    for (const { images } of parts.steps) before.push(keeps && images !== null ? (await ask(images)).rows : []);
  const cascades =
    keeps && trial?.captured === true && root !== null ? { root: { ...root, before: before[0] ?? [] } } : null;
  const reach =
    cascades === null
      ? null
      : await findCascades(client, { catalogue: loaded.catalogue, root: cascades.root, most: go.imageRows });
  const baseline = await observeEffects(client);
  // triggers, checks and defaults find their names as they do for everybody else
  await client.query(path);
  const changed = await change(statements, keeps || go.expects !== null);
  const { done, seen, after, main, held, first } = changed;
  if (done.some((count, place) => seen[place] !== count)) return { kind: "held", why: "out-of-sight" };
  const differs = steps.some(({ exact }, place) => {
    const [became = 0, wanted = 0] = [done[place], planned[place]];
    return exact ? became !== wanted : became > wanted;
  });
  if (differs || done.length !== steps.length) return { kind: "held", why: "effect-differs" };
  const returned = returnedOf(first, { loaded, limits, held });
  if (fitsNoRow(returned)) return { kind: "held", why: "result-too-large" };
  // deferred constraints and triggers act now, while their effects can still be seen and undone
  await client.query(`SET CONSTRAINTS ALL IMMEDIATE; ${PIN_PATH}`);
  const effects = fold(effectsBetween(baseline, await observeEffects(client)), done, plan);
  if (!sameEffects(effects, { expected, done, plan })) return { kind: "held", why: "effect-differs" };
  if (go.expects !== null) {
    const observed = tried === null ? null : await lookAgain(around, tried, { changed, baseline });
    if (observed === null || !go.expects(observed)) return { kind: "held", why: "effect-differs" };
  }
  const cascaded =
    cascades === null
      ? []
      : await captureCascades(client, reach, {
          root: cascades.root,
          after: after[0] ?? [],
          counts: beyond(effects, done, plan),
        });
  // people were told that it can be taken back
  if (cascaded === null) return { kind: "held", why: "effect-differs" };
  if (sum(done) > 0 || effects.length > 0) {
    const flight = await takeOff(run);
    const images = keeps ? [...imagesOf(statements, { before, after }), ...cascaded] : null;
    await go.committing(run.marks ? { ...flight, xid: `${flight.xid} ${id}` } : flight, { rows: sum(done), images });
  }
  run.pointOfNoReturn();
  if (!(await commits(client))) return { kind: "in-doubt" };
  return { kind: "written", survey, rows: main, ...returned };
}

/** Of one step its own digest; of several one over all. */
function digestOf(digests: readonly string[]): string {
  const [first, ...others] = digests;
  if (others.length === 0) return first ?? "";
  return createHash("sha256")
    .update([first, ...others].join("\n"))
    .digest("hex");
}

export const RAN_BEFORE = { kind: "held", why: "ran-before" } as const;

/** False when the connection was lost: nobody knows. A refusal of the server's is thrown: it rolled back. */
export async function commits(client: pg.ClientBase): Promise<boolean> {
  try {
    const { command } = await client.query("COMMIT");
    if (command !== "COMMIT") throw new Error("the transaction was rolled back at its end"); // of an aborted one
    return true;
  } catch (error) {
    if (error instanceof pg.DatabaseError && error.code !== undefined && !/^(57P|08)/.test(error.code)) throw error;
    if (error instanceof Error && error.message.startsWith("the transaction was")) throw error;
    return false;
  }
}

/** What recovery will ask about, with the WAL that holds the transaction's id on disk. */
export async function takeOff({
  client,
  loaded,
  flush,
}: Pick<WriteRun, "client" | "loaded" | "flush">): Promise<CommitInFlight> {
  if (loaded.catalogue.serverVersion >= 170_000) {
    // not transactional: only then is it flushed at once (PostgreSQL manual, 9.28.6), and with it all that was written before
    await client.query("SELECT pg_current_xact_id(), pg_logical_emit_message(false, 'gatehouse', 'commit', true)");
  }
  const { rows } = await readText(
    client,
    `SELECT pg_current_xact_id()::text, ${SYSTEM}, (SELECT timeline_id FROM pg_control_checkpoint())::text, pg_backend_pid()::text`,
  );
  if (loaded.catalogue.serverVersion < 170_000) await flush();
  const [xid, system, timeline, pid] = rows[0] ?? [];
  return { xid: xid ?? "", system: system ?? "", timeline: Number(timeline), pid: Number(pid) };
}

/** Identity of the cluster and of the database in it. */
export const SYSTEM = `(SELECT system_identifier FROM pg_control_system())::text || '/' || (SELECT oid FROM pg_database WHERE datname = current_database())::text`;

/** Triggers, and foreign keys that change further rows, do what no SELECT can tell. */
function needsTrial({ verb, target }: PostgresStep, { loaded }: WriteRun): boolean {
  const relation = loaded.catalogue.relations.get(relationKey(target));
  if (relation === undefined) return false;
  const triggered = hasTriggers(relation, verb) || hasPartitionTriggers(relation, loaded.catalogue);
  if (verb === "insert") return triggered;
  const acts = relation.writing?.referencedBy.some(
    ({ onDelete, onUpdate }) => (verb === "delete" ? onDelete : onUpdate) !== "refuse",
  );
  return acts === true || triggered;
}

function hasTriggers(relation: Relation | undefined, verb?: Verb): boolean {
  return relation?.writing?.triggers.some(({ verbs }) => verb === undefined || verbs.includes(verb)) === true;
}

function hasPartitionTriggers(relation: Relation, catalogue: Catalogue): boolean {
  if (relation.kind !== "partitioned-table") return false;
  return [...catalogue.relations.values()].some(
    (part) =>
      part.parents.some((parent) => relationKey(parent) === relationKey(relation.name)) &&
      (hasTriggers(part) || hasPartitionTriggers(part, catalogue)),
  );
}
