// One write in one serializable transaction: locks, witness, survey, judgement, images, change, effects, flush, COMMIT.
// INVARIANT: until `judge` has given leave nothing is changed that a rollback does not undo, and COMMIT is sent only after what recovery
// needs is durable. pg_current_xact_id() alone would lie after a crash of the server, so the WAL that holds the id is flushed first.

import { createHash } from "node:crypto";
import pg from "pg";
import type { Sample } from "../../core/approvals/approval-request.ts";
import type { CommitInFlight } from "../../core/approvals/approval-state.ts";
import { joinSamples } from "../../core/approvals/join-samples.ts";
import type { Catalogue, Relation, Verb } from "../../core/model/catalogue.ts";
import { type RelationName, relationKey } from "../../core/model/relation-name.ts";
import { CHANGE_COLUMNS, type PlanText, type PostgresStep, type SampleText } from "../../core/sql/write-plan.ts";
import type { Look, RowImages, Survey, WriteOutcome, WriteRequest } from "../../gate/ports/write-run.ts";
import { WITNESS_QUERY } from "./catalogue-queries.ts";
import { decoderFor } from "./decode-value.ts";
import { fillSlots } from "./encode-parameter.ts";
import type { LoadedCatalogue } from "./load-catalogue.ts";
import { type Effect, effectsBetween, observeEffects } from "./observe-effects.ts";
import { describeChange, fold, type Planned, sameEffects } from "./weigh-effects.ts";
import type { Opened } from "./witness.ts";
import { markWrite } from "./write-marker.ts";
import { beginWrite, readText, type TextResult } from "./write-session.ts";

export interface WriteRun {
  readonly client: pg.ClientBase;
  readonly request: WriteRequest;
  readonly loaded: LoadedCatalogue;
  readonly opened: Opened;
  /** Whether it leaves a marker. */
  readonly marks: boolean;
  /** Flushes the WAL up to here by another connection, for servers that cannot in this one (before 17). */
  readonly flush: () => Promise<void>;
  /** From here on a cancelled call no longer stops the write. */
  readonly pointOfNoReturn: () => void;
}

/** Rejects with the driver's errors; the transaction is then open, aborted or gone, and its owner ends it. */
export async function runWrite(run: WriteRun): Promise<Exclude<WriteOutcome, { kind: "database-error" }>> {
  const { client, request, loaded, opened } = run;
  const { parts, limits } = request.plan;
  if (parts.engine !== "postgres") throw new RangeError("a plan for another engine");
  const { steps } = parts;
  const plan = planOf(run);
  const targets = steps.map(({ target }) => target);
  await beginWrite(client, { targets, reads: parts.opens, milliseconds: limits.milliseconds });
  const witness = await readText(client, WITNESS_QUERY, [opened.oids]);
  if (witness.rows.map((row) => row.join(" ")).join("\n") !== opened.expected) return { kind: "schema-changed" };

  // before the rows are looked at: what was carried out before is not compared with what was approved
  const { carries } = request;
  if (run.marks && carries !== undefined && !(await markWrite(client, carries))) return RAN_BEFORE;
  const ask = (plan: PlanText): Promise<TextResult> =>
    readText(client, plan.text, fillSlots(plan.slots, request.binding));
  const counts: Counts[] = [];
  for (const step of steps) counts.push(countsOf(await ask(step.survey)));
  if (counts.some(({ rows, distinct }) => rows !== distinct)) return { kind: "held", why: "ambiguous-rows" };
  const rows = sum(counts.map((count) => count.rows));
  const trial = steps.some((step, place) => counts[place]?.rows !== 0 && needsTrial(step, run));
  const planned = counts.map((count) => count.rows);
  const expected = trial
    ? await tryOut(run, () => ask(parts.changeAlone))
    : fold(
        steps.map(({ target, verb }, place) => ({ relation: target, verb, rows: planned[place] ?? 0 })),
        planned,
        plan,
      );
  if (expected === "out-of-sight") return { kind: "held", why: "out-of-sight" };
  const relations = steps.map(({ target }) => loaded.catalogue.relations.get(relationKey(target)));
  const survey: Survey = {
    rows,
    steps: steps.map((_, place) => ({
      rows: planned[place] ?? 0,
      total: relations[place]?.estimatedRows ?? null,
    })),
    bytes: sum(counts.map(({ bytes }) => bytes)),
    digest: digestOf(counts),
    changes: expected.map((effect) => describeChange(effect, plan)),
    method: trial ? "rolled-back" : "select",
    disturbs: trial
      ? ["The change was tried and rolled back: its rows were locked for that time, and sequences moved on."]
      : [],
    notPreviewed: [
      ...parts.notPreviewed,
      ...(trial && relations.some((relation) => hasTriggers(relation))
        ? ["What triggers do outside the database is not known."]
        : []),
    ],
  };
  const go = await request.judge(survey, lookWith(ask, steps));
  if (go === null) return { kind: "surveyed", survey };

  const id = go.clearance.request;
  if (run.marks && carries === undefined && !(await markWrite(client, id))) return RAN_BEFORE;
  const keeps = go.imageRows > 0 && rows <= go.imageRows;
  const before: TextResult["rows"][] = [];
  for (const { images } of steps) before.push(keeps && images !== null ? (await ask(images)).rows : []);
  const baseline = await observeEffects(client);
  const changed = await ask(keeps ? parts.change : parts.changeAlone);
  const counted = listOf(changed.rows[0]?.[0]).map(Number);
  const done = counted.slice(0, steps.length);
  const seen = listOf(changed.rows[0]?.[1]).map(Number);
  if (done.some((count, place) => seen[place] !== count)) return { kind: "held", why: "out-of-sight" };
  const differs = steps.some(({ exact }, place) => {
    const [became = 0, wanted = 0] = [done[place], planned[place]];
    return exact ? became !== wanted : became > wanted;
  });
  if (differs || done.length !== steps.length) return { kind: "held", why: "effect-differs" };
  // deferred constraints and triggers act now, while their effects can still be seen and undone
  await client.query("SET CONSTRAINTS ALL IMMEDIATE");
  const effects = fold(effectsBetween(baseline, await observeEffects(client)), done, plan);
  if (!sameEffects(effects, { expected, done, plan })) return { kind: "held", why: "effect-differs" };
  const after = listOf(changed.rows[0]?.[2]).map(readImages);
  const images = steps.map(({ target, verb, layout, key }, place): RowImages => {
    return { relation: target, verb, layout, key, before: before[place] ?? [], after: after[place] ?? [] };
  });
  if (sum(done) > 0 || effects.length > 0) {
    const flight = await takeOff(run);
    await go.committing(run.marks ? { ...flight, xid: `${flight.xid} ${id}` } : flight, {
      rows: sum(done),
      images: keeps ? images : null,
    });
  }
  run.pointOfNoReturn();
  if (!(await commits(client))) return { kind: "in-doubt" };
  const own = sum(parts.main.map((place) => done[place] ?? 0));
  return {
    kind: "written",
    survey,
    rows: own,
    ...returnedOf(changed, { loaded, limits, held: counted[steps.length] ?? 0 }),
  };
}

interface Counts {
  readonly rows: number;
  readonly distinct: number;
  readonly digest: string;
  readonly bytes: number;
}

function countsOf({ rows: [counts] }: TextResult): Counts {
  const [rows, distinct, digest, bytes] = counts ?? [];
  return { rows: Number(rows ?? 0), distinct: Number(distinct ?? 0), digest: digest ?? "", bytes: Number(bytes ?? 0) };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

/** Of one step its own digest; of several one over theirs. */
function digestOf(counts: readonly Counts[]): string {
  const [first, ...others] = counts.map(({ digest }) => digest);
  if (others.length === 0) return first ?? "";
  return createHash("sha256")
    .update([first, ...others].join("\n"))
    .digest("hex");
}

function listOf(json: string | null | undefined): readonly unknown[] {
  const parsed: unknown = json === null || json === undefined ? [] : JSON.parse(json);
  return Array.isArray(parsed) ? parsed : [];
}

function lookWith(ask: (plan: PlanText) => Promise<TextResult>, steps: readonly PostgresStep[]): Look {
  return async (texts) => {
    const samples: Record<string, Sample> = {};
    for (const [name, own] of texts) {
      const found: { relation: RelationName; sample: Sample }[] = [];
      for (const [place, { target: relation }] of steps.entries()) {
        const text = own[place];
        if (text !== undefined) found.push({ relation, sample: sampleOf(text, await ask(text)) });
      }
      samples[name] = joinSamples(found);
    }
    return samples;
  };
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

function planOf({ request, loaded }: WriteRun): Planned {
  return { steps: request.plan.parts.steps, catalogue: loaded.catalogue };
}

async function tryOut(run: WriteRun, change: () => Promise<TextResult>): Promise<readonly Effect[] | "out-of-sight"> {
  const { client } = run;
  await client.query("SAVEPOINT trial");
  const baseline = await observeEffects(client);
  const [first] = (await change()).rows;
  await client.query("SET CONSTRAINTS ALL IMMEDIATE");
  const effects = effectsBetween(baseline, await observeEffects(client));
  await client.query("ROLLBACK TO SAVEPOINT trial");
  const [done, seen] = [listOf(first?.[0]).map(Number), listOf(first?.[1]).map(Number)];
  return seen.every((count, place) => count === done[place]) ? fold(effects, done, planOf(run)) : "out-of-sight";
}

function sampleOf({ columns, before }: SampleText, { rows }: TextResult): Sample {
  return {
    columns: [...columns],
    rows: rows.map((row) => ({
      before: before === 0 ? null : row.slice(0, before),
      after: row.length > before ? row.slice(before) : null,
    })),
  };
}

function readImages(parsed: unknown): RowImages["after"] {
  if (!Array.isArray(parsed)) return [];
  return parsed.map((row: unknown) =>
    Array.isArray(row) ? row.map((value: unknown) => (typeof value === "string" ? value : null)) : [],
  );
}

function returnedOf(
  { fields, rows }: TextResult,
  { loaded, limits, held }: { loaded: LoadedCatalogue; limits: { rows: number; bytes: number }; held: number },
): Pick<Extract<WriteOutcome, { kind: "written" }>, "columns" | "returned" | "truncated"> {
  const own = fields.slice(CHANGE_COLUMNS);
  const decoders = own.map(({ dataTypeID }) => decoderFor(dataTypeID));
  let bytes = 0;
  let truncated: "rows" | "bytes" | null = null;
  const returned = [];
  for (const row of rows) {
    if (row[CHANGE_COLUMNS - 1] !== "t") continue;
    if (returned.length === limits.rows) truncated ??= "rows";
    const values = row.slice(CHANGE_COLUMNS);
    bytes += values.reduce((sum, value) => sum + (value === null ? 4 : Buffer.byteLength(value)) + 3, 2);
    if (bytes > limits.bytes) truncated ??= "bytes";
    if (truncated !== null) break;
    returned.push(values.map((text, place) => (text === null ? null : (decoders[place]?.(text) ?? null))));
  }
  // the statement itself sends no more rows than fit
  if (own.length > 0 && returned.length < Math.min(held, limits.rows)) truncated ??= "bytes";
  return {
    columns: own.map(({ name, dataTypeID }) => ({ name, type: loaded.typeNames.get(dataTypeID) ?? "unknown" })),
    returned,
    truncated,
  };
}
