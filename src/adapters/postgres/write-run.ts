// One write in one serializable transaction: locks, witness, survey, judgement, images, change, effects, flush, COMMIT.
// INVARIANT: until `judge` has given leave nothing is changed that a rollback does not undo, and COMMIT is sent only after what recovery
// needs is durable. pg_current_xact_id() alone would lie after a crash of the server, so the WAL that holds the id is flushed first.

import pg from "pg";
import type { Sample } from "../../core/approvals/approval-request.ts";
import type { CommitInFlight } from "../../core/approvals/approval-state.ts";
import type { Catalogue, Relation } from "../../core/model/catalogue.ts";
import { type RelationName, relationKey } from "../../core/model/relation-name.ts";
import { CHANGE_COLUMNS, type PlanText, type SampleText } from "../../core/sql/write-plan.ts";
import type { Look, RowChange, RowImages, Survey, WriteOutcome, WriteRequest } from "../../gate/ports/write-run.ts";
import { WITNESS_QUERY } from "./catalogue-queries.ts";
import { decoderFor } from "./decode-value.ts";
import { fillSlots } from "./encode-parameter.ts";
import type { LoadedCatalogue } from "./load-catalogue.ts";
import { type Effect, effectsBetween, observeEffects } from "./observe-effects.ts";
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
  await beginWrite(client, { target: parts.target, reads: parts.opens, milliseconds: limits.milliseconds });
  const witness = await readText(client, WITNESS_QUERY, [opened.oids]);
  if (witness.rows.map((row) => row.join(" ")).join("\n") !== opened.expected) return { kind: "schema-changed" };

  // before the rows are looked at: what was carried out before is not compared with what was approved
  const { carries } = request;
  if (run.marks && carries !== undefined && !(await markWrite(client, carries))) return RAN_BEFORE;
  const ask = (plan: PlanText): Promise<TextResult> =>
    readText(client, plan.text, fillSlots(plan.slots, request.binding));
  const [counts] = (await ask(parts.survey)).rows;
  const [rows, distinct] = [Number(counts?.[0] ?? 0), Number(counts?.[1] ?? 0)];
  if (rows !== distinct) return { kind: "held", why: "ambiguous-rows" };
  const relation = loaded.catalogue.relations.get(relationKey(parts.target));
  const trial = relation !== undefined && rows > 0 && needsTrial(relation, run);
  const expected = trial
    ? await tryOut(run, () => ask(parts.changeAlone))
    : fold([{ relation: parts.target, verb: parts.verb, rows }], run);
  if (expected === "out-of-sight") return { kind: "held", why: "out-of-sight" };
  const look: Look = async (texts) => {
    const samples: Record<string, Sample> = {};
    for (const [name, text] of texts) samples[name] = sampleOf(text, await ask(text));
    return samples;
  };
  const survey: Survey = {
    rows,
    bytes: Number(counts?.[3] ?? 0),
    digest: counts?.[2] ?? "",
    total: relation?.estimatedRows ?? null,
    changes: expected.map((effect) => describeChange(effect, run)),
    method: trial ? "rolled-back" : "select",
    disturbs: trial
      ? ["The change was tried and rolled back: its rows were locked for that time, and sequences moved on."]
      : [],
    notPreviewed: trial && hasTriggers(relation) ? ["What triggers do outside the database is not known."] : [],
  };
  const go = await request.judge(survey, look);
  if (go === null) return { kind: "surveyed", survey };

  const id = go.clearance.request;
  if (run.marks && carries === undefined && !(await markWrite(client, id))) return RAN_BEFORE;
  const keeps = go.imageRows > 0 && rows <= go.imageRows;
  const before = keeps && parts.images !== null ? (await ask(parts.images)).rows : [];
  const baseline = await observeEffects(client);
  const changed = await ask(keeps ? parts.change : parts.changeAlone);
  const [first] = changed.rows;
  const [done, seen] = [Number(first?.[0] ?? 0), Number(first?.[1] ?? 0)];
  if (seen !== done) return { kind: "held", why: "out-of-sight" };
  if (parts.exact ? done !== rows : done > rows) return { kind: "held", why: "effect-differs" };
  // deferred constraints and triggers act now, while their effects can still be seen and undone
  await client.query("SET CONSTRAINTS ALL IMMEDIATE");
  const effects = fold(effectsBetween(baseline, await observeEffects(client)), run);
  if (!sameEffects(effects, { expected, done, run })) return { kind: "held", why: "effect-differs" };
  const images: RowImages | null = keeps
    ? { layout: parts.layout, key: parts.key, before, after: readImages(first?.[2] ?? null) }
    : null;
  if (done > 0 || effects.length > 0) {
    const flight = await takeOff(run);
    await go.committing(run.marks ? { ...flight, xid: `${flight.xid} ${id}` } : flight, { rows: done, images });
  }
  run.pointOfNoReturn();
  if (!(await commits(client))) return { kind: "in-doubt" };
  return { kind: "written", survey, rows: done, ...returnedOf(changed, { loaded, limits, done }) };
}

const RAN_BEFORE = { kind: "held", why: "ran-before" } as const;

/** False when the connection was lost: nobody knows. A refusal of the server's is thrown: it rolled back. */
async function commits(client: pg.ClientBase): Promise<boolean> {
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
async function takeOff({ client, loaded, flush }: WriteRun): Promise<CommitInFlight> {
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
function needsTrial(relation: Relation, { request, loaded }: WriteRun): boolean {
  const { verb } = request.plan.parts;
  const triggered = hasTriggers(relation, verb) || hasPartitionTriggers(relation, loaded.catalogue);
  if (verb === "insert") return triggered;
  const acts = relation.writing?.referencedBy.some(
    ({ onDelete, onUpdate }) => (verb === "delete" ? onDelete : onUpdate) !== "refuse",
  );
  return acts === true || triggered;
}

function hasTriggers(relation: Relation | undefined, verb?: RowChange["verb"]): boolean {
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

async function tryOut(run: WriteRun, change: () => Promise<TextResult>): Promise<readonly Effect[] | "out-of-sight"> {
  const { client } = run;
  await client.query("SAVEPOINT trial");
  const baseline = await observeEffects(client);
  const [first] = (await change()).rows;
  await client.query("SET CONSTRAINTS ALL IMMEDIATE");
  const effects = effectsBetween(baseline, await observeEffects(client));
  await client.query("ROLLBACK TO SAVEPOINT trial");
  return first?.[0] === first?.[1] ? fold(effects, run) : "out-of-sight";
}

/** Partitions count as the table that they are parts of; a row that moves between two is an update. */
function fold(effects: readonly Effect[], { loaded, request }: WriteRun): readonly Effect[] {
  const { catalogue } = loaded;
  const sums = new Map<string, Effect>();
  for (const effect of effects) {
    const relation = rootOf(effect.relation, catalogue);
    const key = JSON.stringify([relation, effect.verb]);
    sums.set(key, { relation, verb: effect.verb, rows: (sums.get(key)?.rows ?? 0) + effect.rows });
  }
  const { target, verb } = request.plan.parts;
  const of = (which: Effect["verb"]) => JSON.stringify([rootOf(target, catalogue), which]);
  const [inserted, deleted] = [sums.get(of("insert")), sums.get(of("delete"))];
  const partitioned = catalogue.relations.get(relationKey(rootOf(target, catalogue)))?.kind === "partitioned-table";
  if (verb === "update" && partitioned && inserted !== undefined && inserted.rows === deleted?.rows) {
    sums.delete(of("insert"));
    sums.delete(of("delete"));
    const rows = (sums.get(of("update"))?.rows ?? 0) + inserted.rows;
    sums.set(of("update"), { relation: rootOf(target, catalogue), verb: "update", rows });
  }
  return [...sums.values()]
    .filter(({ rows }) => rows > 0)
    .sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
}

function rootOf(name: RelationName, catalogue: Catalogue): RelationName {
  const parent = catalogue.relations.get(relationKey(name))?.parents[0];
  const partitioned =
    parent !== undefined && catalogue.relations.get(relationKey(parent))?.kind === "partitioned-table";
  return partitioned ? rootOf(parent, catalogue) : name;
}

/** Where ON CONFLICT passes over rows the statement's own count may be less than surveyed, and nothing else may differ. */
function sameEffects(
  effects: readonly Effect[],
  { expected, done, run }: { expected: readonly Effect[]; done: number; run: WriteRun },
): boolean {
  const { target, verb, exact } = run.request.plan.parts;
  if (exact) return JSON.stringify(effects) === JSON.stringify(expected);
  const own = JSON.stringify(rootOf(target, run.loaded.catalogue));
  return effects.every((effect) =>
    JSON.stringify(effect.relation) === own && effect.verb === verb
      ? effect.rows >= done
      : expected.some(
          (other) => JSON.stringify(other.relation) === JSON.stringify(effect.relation) && other.verb === effect.verb,
        ),
  );
}

function describeChange({ relation, verb, rows }: Effect, { request, loaded }: WriteRun): RowChange {
  const { target, verb: own } = request.plan.parts;
  const here = relationKey(relation) === relationKey(rootOf(target, loaded.catalogue)) && verb === own;
  const references = loaded.catalogue.relations.get(relationKey(target))?.writing?.referencedBy ?? [];
  const child = references.some((reference) => relationKey(reference.relation) === relationKey(relation));
  return { relation, verb, rows, cause: here ? "statement" : child ? "cascade" : "trigger" };
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

function readImages(json: string | null): RowImages["after"] {
  const parsed: unknown = json === null ? [] : JSON.parse(json);
  if (!Array.isArray(parsed)) return [];
  return parsed.map((row: unknown) =>
    Array.isArray(row) ? row.map((value: unknown) => (typeof value === "string" ? value : null)) : [],
  );
}

function returnedOf(
  { fields, rows }: TextResult,
  { loaded, limits, done }: { loaded: LoadedCatalogue; limits: { rows: number; bytes: number }; done: number },
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
  if (own.length > 0 && returned.length < Math.min(done, limits.rows)) truncated ??= "bytes";
  return {
    columns: own.map(({ name, dataTypeID }) => ({ name, type: loaded.typeNames.get(dataTypeID) ?? "unknown" })),
    returned,
    truncated,
  };
}
