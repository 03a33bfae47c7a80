// One write in one transaction of a writer process: rows, survey, judgement, images, change, effects, marker, COMMIT.
// INVARIANT: until `judge` has given leave nothing is changed that a rollback does not undo, and COMMIT is sent only after what recovery
// needs is durable. The marker is written in the same transaction, so it is there exactly when the change is.

import { createHash, randomUUID } from "node:crypto";
import type { Sample } from "../../core/approvals/approval-request.ts";
import { joinSamples } from "../../core/approvals/join-samples.ts";
import type { Catalogue } from "../../core/model/catalogue.ts";
import { type RelationName, relationKey } from "../../core/model/relation-name.ts";
import type { PlanText, SqliteParts, SqliteStep } from "../../core/sql/write-plan.ts";
import type { Look, RowImages, Survey, WriteOutcome, WriteRequest } from "../../gate/ports/write-run.ts";
import { fillSlots } from "./fill-slots.ts";
import { asText, imagesOf, sampleOf } from "./read-images.ts";
import type { RunReply } from "./sqlite-messages.ts";
import { areExpected, describeEffect, effectsOf, needsTrial, notPreviewed, type StepChanged } from "./write-effects.ts";
import { StepRefused, TOO_LATE, type WriterProcess } from "./writer-process.ts";

export interface SqliteWriteRun {
  readonly process: WriterProcess;
  readonly request: WriteRequest;
  readonly catalogue: Catalogue;
  readonly schemaVersion: number;
  /** True where a trigger or a constraint replaces rows: no trigger of ours is set off by those that go. */
  readonly replaces: boolean;
  /** Identity of the file. */
  readonly file: string;
  /** From here on a cancelled call no longer stops the write. */
  readonly pointOfNoReturn: () => void;
}

type Outcome = Exclude<WriteOutcome, { kind: "database-error" }>;
type Rows = Extract<RunReply, { kind: "rows" }>;
/** Ends the run with what it is to answer. */
class Ended extends Error {
  readonly outcome: Outcome;
  constructor(outcome: Outcome) {
    super(outcome.kind);
    this.outcome = outcome;
  }
}

/** Rejects with what the writer process rejects with; the transaction is then open or gone, and its owner ends it. */
export async function runWrite(run: SqliteWriteRun): Promise<Outcome> {
  try {
    return await new Steps(run).write();
  } catch (error) {
    if (error instanceof Ended) return error.outcome;
    throw error;
  }
}

const MOST = Number.MAX_SAFE_INTEGER;
/** COMMIT waits this long for readers, and for the disk. */
const COMMIT_MILLISECONDS = 60_000;

class Steps {
  readonly #run: SqliteWriteRun;
  readonly #parts: SqliteParts;
  readonly #milliseconds: number;

  constructor(run: SqliteWriteRun) {
    const { parts, limits } = run.request.plan;
    if (parts.engine !== "sqlite") throw new RangeError("a plan for another engine");
    this.#run = run;
    this.#parts = parts;
    this.#milliseconds = limits.milliseconds;
  }

  async write(): Promise<Outcome> {
    const { request, catalogue, pointOfNoReturn } = this.#run;
    const { steps } = this.#parts;
    await this.#begin();
    const counts: Survey["steps"][number][] = [];
    for (const step of steps) counts.push(await this.#count(step));
    const rows = sum(counts.map((count) => count.rows));
    const digest = await this.#digest();
    const trial = steps.some((step, place) => counts[place]?.rows !== 0 && this.#needsTrial(step));
    if (trial) await this.#ask({ kind: "watch", tables: this.#tables() });
    const expected = effectsOf(
      trial
        ? await this.#tryOut()
        : steps.map((step, place) => ({ step, rows: counts[place]?.rows ?? 0, watched: null })),
    );
    // no statement of SQLite's both deletes the rows that an upsert has inserted and puts back those that it has updated
    const invertible = counts.filter((count) => count.rows > 0).length < 2;
    const survey: Survey = {
      rows,
      steps: counts,
      invertible,
      digest,
      changes: expected.map((effect) => describeEffect(effect, { steps, catalogue })),
      method: trial ? "rolled-back" : "select",
      disturbs: ["No other writer could use the database while the change was looked at."],
      notPreviewed: trial ? notPreviewed(catalogue, this.#run) : [],
    };
    const go = await request.judge(survey, this.#look());
    if (go === null) return { kind: "surveyed", survey };

    const keeps = invertible && go.imageRows > 0 && rows <= go.imageRows;
    const before: RowImages["before"][] = [];
    for (const step of steps) before.push(keeps ? await this.#images(step.before) : []);
    const gone = steps.some(({ verb }) => verb === "delete") ? await this.#returned() : null;
    const changed = await this.#change(trial);
    if (changed.some((step, place) => isMore(step, counts[place]?.rows ?? 0)))
      return { kind: "held", why: "effect-differs" };
    if (!areExpected(changed, expected)) return { kind: "held", why: "effect-differs" };
    const images: RowImages[] = [];
    for (const [place, step] of steps.entries()) {
      if (keeps) images.push(imagesOf(step, before[place] ?? [], await this.#images(step.after)));
    }
    const returned = gone ?? (await this.#returned());
    const done = sum(changed.map((step) => step.rows));
    if (done > 0 || effectsOf(changed).length > 0) {
      const attempt = randomUUID();
      await this.#ask({ kind: "mark", request: go.clearance.request, attempt });
      const xid = `${go.clearance.request} ${attempt}`;
      await go.committing(
        { xid, system: this.#run.file, timeline: null, pid: null },
        { rows: done, images: keeps ? images : null },
      );
      pointOfNoReturn();
      if (!(await this.#commits())) return { kind: "in-doubt" };
    }
    return { kind: "written", survey, rows: done, ...returned };
  }

  async #begin(): Promise<void> {
    const { catalogue, schemaVersion, request } = this.#run;
    const { opens, source, steps } = this.#parts;
    const { innerPad, outerPad } = request.binding;
    const pages = opens.map((name) => catalogue.relations.get(relationKey(name))?.oid ?? -1);
    await this.#ask({ kind: "begin", schemaVersion, pages, innerPad, outerPad });
    await this.#refuseRanBefore();
    if (source !== null) {
      await this.#ask({ kind: "run", text: source.stage });
      await this.#stage(source);
    }
    for (const step of steps) {
      for (const text of step.stage) await this.#ask({ kind: "run", text });
      await this.#stage(step);
    }
  }

  /** What was carried out before is not compared with what was approved. */
  async #refuseRanBefore(): Promise<void> {
    const { carries } = this.#run.request;
    const answer = carries === undefined ? null : await this.#ask({ kind: "marked", request: carries });
    if (answer?.kind === "marked" && answer.ran) throw new Ended({ kind: "held", why: "ran-before" });
  }

  async #stage({ into, rows: { text, slots } }: Pick<SqliteStep, "into" | "rows">): Promise<void> {
    await this.#ask({ kind: "stage", into, text, parameters: fillSlots(slots, this.#run.request.binding) });
  }

  async #count(step: SqliteStep): Promise<{ rows: number; total: number }> {
    const [counts] = (await this.#read(step.survey)).rows;
    const [rows, distinct, total] = (counts ?? []).map(Number);
    if (rows !== distinct) throw new Ended({ kind: "held", why: "ambiguous-rows" });
    return { rows: rows ?? 0, total: total ?? 0 };
  }

  /** Of one step its own digest, of several that of theirs. */
  async #digest(): Promise<string> {
    const digests: string[] = [];
    for (const { bound } of this.#parts.steps) {
      const answer = await this.#ask({ kind: "digest", text: bound });
      digests.push(answer.kind === "digest" ? answer.digest : "");
    }
    const [only = "", ...others] = digests;
    return others.length === 0 ? only : createHash("sha256").update(digests.join(" ")).digest("hex");
  }

  #needsTrial({ target, verb }: SqliteStep): boolean {
    const relation = this.#run.catalogue.relations.get(relationKey(target));
    return relation !== undefined && needsTrial(relation, verb);
  }

  async #tryOut(): Promise<readonly StepChanged[]> {
    await this.#ask({ kind: "run", text: "SAVEPOINT trial" });
    const changed = await this.#change(true);
    await this.#ask({ kind: "run", text: "ROLLBACK TO trial; RELEASE trial" });
    return changed;
  }

  /** Changes the rows, step by step, and holds the write when one of them is out of the caller's sight. */
  async #change(watched: boolean): Promise<readonly StepChanged[]> {
    const changed: StepChanged[] = [];
    for (const step of this.#parts.steps) {
      const answer = await this.#ask({ kind: "change", text: step.change, keeps: step.done });
      if (answer.kind !== "changed") throw new RangeError("the writer answered another question");
      if (step.visible !== null) {
        const [seen] = (await this.#readPlan(step.visible)).rows;
        if (Number(seen?.[0]) !== answer.rows) throw new Ended({ kind: "held", why: "out-of-sight" });
      }
      changed.push({ step, rows: answer.rows, watched: watched ? answer.effects : null });
    }
    return changed;
  }

  #look(): Look {
    return async (texts) => {
      const samples: Record<string, Sample> = {};
      for (const [name, own] of texts) {
        const found: { relation: RelationName; sample: Sample }[] = [];
        for (const [place, { target: relation }] of this.#parts.steps.entries()) {
          const text = own[place];
          // no word of the caller's stands in a sample, and other roles' row filters open tables that are not the plan's
          if (text !== undefined)
            found.push({ relation, sample: sampleOf(text, await this.#readPlan(text, { witnessed: false })) });
        }
        samples[name] = joinSamples(found);
      }
      return samples;
    };
  }

  async #images(text: string | null): Promise<RowImages["before"]> {
    if (text === null) return [];
    const { rows } = await this.#read(text);
    return rows.map((row) => row.map(asText));
  }

  /** What RETURNING gives of each step, up to the limits of one answer. */
  async #returned(): Promise<Pick<Extract<WriteOutcome, { kind: "written" }>, "columns" | "returned" | "truncated">> {
    const { limits } = this.#run.request.plan;
    let columns: Rows["columns"] = [];
    const returned: Rows["rows"][number][] = [];
    for (const { returning } of this.#parts.steps) {
      if (returning === null) continue;
      const [rows, bytes] = [limits.rows - returned.length, limits.bytes - JSON.stringify(returned).length];
      const answer = await this.#readPlan(returning, { rows: Math.max(0, rows), bytes: Math.max(0, bytes) });
      columns = answer.columns;
      returned.push(...answer.rows);
      if (answer.truncated !== null) return { columns, returned, truncated: answer.truncated };
    }
    return { columns, returned, truncated: null };
  }

  /** False when nobody knows: the process ended before it said how COMMIT went, or the disk failed. A refusal has rolled back. */
  async #commits(): Promise<boolean> {
    try {
      await this.#run.process.ask({ kind: "commit" }, COMMIT_MILLISECONDS);
      return true;
    } catch (error) {
      if (error instanceof StepRefused && error.sqlstate !== TOO_LATE) throw error;
      return false;
    }
  }

  #tables(): readonly string[] {
    return [...this.#run.catalogue.relations.values()]
      .filter(({ kind }) => kind === "table")
      .map(({ name }) => name.name);
  }

  #readPlan({ text, slots }: PlanText, more?: { witnessed?: boolean; rows?: number; bytes?: number }): Promise<Rows> {
    return this.#read(text, { parameters: fillSlots(slots, this.#run.request.binding), witnessed: true, ...more });
  }

  async #read(
    text: string,
    more: { parameters?: (string | number | null)[]; witnessed?: boolean; rows?: number; bytes?: number } = {},
  ): Promise<Rows> {
    const { parameters = [], witnessed = false, rows = MOST, bytes = MOST } = more;
    const answer = await this.#ask({ kind: "read", text, parameters, witnessed, rows, bytes });
    if (answer.kind !== "rows") throw new RangeError("the writer answered another question");
    return answer;
  }

  async #ask(step: Parameters<WriterProcess["ask"]>[0]) {
    const answer = await this.#run.process.ask(step, this.#milliseconds);
    if (answer.kind === "schema-changed" || answer.kind === "witness-disagrees") throw new Ended({ kind: answer.kind });
    return answer;
  }
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

/** Where ON CONFLICT passes over rows fewer may be changed than were counted; otherwise just as many. */
function isMore({ step, rows }: StepChanged, counted: number): boolean {
  return step.exact ? rows !== counted : rows > counted;
}
