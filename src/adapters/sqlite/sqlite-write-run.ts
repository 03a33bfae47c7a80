// One write in one transaction of a writer process: rows, survey, judgement, images, change, effects, marker, COMMIT.
// INVARIANT: until `judge` has given leave nothing is changed that a rollback does not undo, and COMMIT is sent only after what recovery
// needs is durable. The marker is written in the same transaction, so it is there exactly when the change is.

import { randomUUID } from "node:crypto";
import type { Sample } from "../../core/approvals/approval-request.ts";
import type { Catalogue } from "../../core/model/catalogue.ts";
import { type RelationName, relationKey } from "../../core/model/relation-name.ts";
import { cascadedFrom } from "../../core/sql/cascade-graph.ts";
import type { CascadeReach, Root } from "../../core/sql/cascade-reach.ts";
import type { StoredImages } from "../../core/sql/inverse-statement.ts";
import type { PlanText, SqliteStep } from "../../core/sql/write-plan.ts";
import type { Binding } from "../../gate/ports/database.ts";
import type { Look, RowImages, Survey, WriteOutcome, WriteRequest } from "../../gate/ports/write-run.ts";
import { captureCascades, findCascades } from "./cascade-reads.ts";
import { fillSlots } from "./fill-slots.ts";
import { type Effect, Effects, inOrder, notPreviewed, oneEffect, summed } from "./weigh-effects.ts";
import { asText, type Changed, type Returned, type Rows, sampleOf } from "./write-answers.ts";
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
interface Trial {
  readonly effects: readonly Effect[];
  /** True where all that foreign keys change can be taken back. */
  readonly captured: boolean;
  readonly bound: readonly string[];
  readonly reach: CascadeReach | null;
}

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

const CLEAR = 'DROP TABLE IF EXISTS temp."gatehouse_rows"; DROP TABLE IF EXISTS temp."gatehouse_done"';
const MOST = Number.MAX_SAFE_INTEGER;
/** COMMIT waits this long for readers, and for the disk. */
const COMMIT_MILLISECONDS = 60_000;

type Step = SqliteStep & { readonly binding: Binding; readonly statement: number };

class Steps {
  readonly #run: SqliteWriteRun;
  /** Of all statements, in order: one of each. */
  readonly #steps: readonly Step[];
  readonly #opens: readonly RelationName[];
  readonly #milliseconds: number;
  readonly #weighed: Effects;
  /** Whose rows are in the temporary tables. */
  #staged: number | null = null;

  constructor(run: SqliteWriteRun) {
    const { limits } = run.request.plan;
    const statements = [run.request, ...(run.request.further ?? [])].map(({ plan: { parts }, binding }) => {
      if (parts.engine !== "sqlite") throw new RangeError("a plan for another engine");
      return { ...parts, binding };
    });
    this.#run = run;
    this.#steps = statements.flatMap(({ steps: [step, ...others], binding }, statement) => {
      if (step === undefined || others.length > 0) throw new RangeError("a plan of several steps");
      return { ...step, binding, statement };
    });
    this.#opens = statements.flatMap(({ opens }) => opens);
    this.#milliseconds = limits.milliseconds;
    this.#weighed = new Effects(this.#steps, run.catalogue);
  }

  async write(): Promise<Outcome> {
    const { request, pointOfNoReturn } = this.#run;
    await this.#begin();
    const counts: { rows: number; total: number }[] = [];
    const digests: string[] = [];
    for (const [place] of this.#steps.entries()) {
      await this.#stage(place);
      counts.push(await this.#count());
      digests.push(await this.#digest());
    }
    const rows = counts.reduce((sum, count) => sum + count.rows, 0);
    const watched = rows > 0 && this.#steps.some((step) => this.#weighed.needsTrial(step));
    if (watched) await this.#ask({ kind: "watch", tables: this.#tables() });
    const most = request.imageRows ?? 0;
    const root = watched && rows <= most ? this.#root() : null;
    const trial = watched ? await this.#tryOut(root, most) : null;
    const expected = trial?.effects ?? this.#weighed.own(counts.map((count) => count.rows));
    const survey: Survey = {
      rows,
      steps: counts,
      digest: await this.#bind([...digests, ...(trial?.bound ?? [])]),
      changes: expected.flatMap((effect) => this.#weighed.describe(effect, counts)),
      ...(trial !== null && { captured: trial.captured }),
      method: watched ? "rolled-back" : "select",
      disturbs: ["No other writer could use the database while the change was looked at."],
      notPreviewed: watched ? notPreviewed(this.#run) : [],
    };
    const go = await request.judge(survey, this.#look());
    if (go === null) return { kind: "surveyed", survey };

    const keeps = go.imageRows > 0 && rows <= go.imageRows;
    const changed = await this.#changeAll({ watched, keeps });
    const differs = this.#steps.some(({ exact }, place) => {
      const [became = 0, wanted = 0] = [changed.rows[place], counts[place]?.rows];
      return exact ? became !== wanted : became > wanted;
    });
    if (differs || !this.#weighed.isExpected(changed, expected)) return { kind: "held", why: "effect-differs" };
    const cascaded =
      keeps && root !== null && trial?.captured === true ? await this.#capture(trial.reach, changed) : [];
    // people were told that it can be taken back
    if (cascaded === null) return { kind: "held", why: "effect-differs" };
    const done = changed.rows.reduce((sum, count) => sum + count, 0);
    if (done > 0 || changed.effects.length > 0) {
      const images = keeps ? [...changed.images, ...cascaded] : null;
      const attempt = randomUUID();
      await this.#ask({ kind: "mark", request: go.clearance.request, attempt });
      const xid = `${go.clearance.request} ${attempt}`;
      await go.committing({ xid, system: this.#run.file, timeline: null, pid: null }, { rows: done, images });
      pointOfNoReturn();
      if (!(await this.#commits())) return { kind: "in-doubt" };
    }
    return { kind: "written", survey, rows: done, ...changed.returned };
  }

  async #begin(): Promise<void> {
    const { catalogue, schemaVersion, request } = this.#run;
    const { innerPad, outerPad } = request.binding;
    const pages = this.#opens.map((name) => catalogue.relations.get(relationKey(name))?.oid ?? -1);
    await this.#ask({ kind: "begin", schemaVersion, pages, innerPad, outerPad });
    await this.#refuseRanBefore();
  }

  get #at(): Step {
    const step = this.#steps[this.#staged ?? 0];
    if (step === undefined) throw new RangeError("a write of no step");
    return step;
  }

  async #stage(place: number): Promise<void> {
    if (this.#staged === place) return;
    if (this.#staged !== null) await this.#ask({ kind: "run", text: CLEAR });
    this.#staged = place;
    for (const text of this.#at.stage) await this.#ask({ kind: "run", text });
    const { rows, binding } = this.#at;
    await this.#ask({ kind: "stage", text: rows.text, parameters: fillSlots(rows.slots, binding) });
  }

  /** What was carried out before is not compared with what was approved. */
  async #refuseRanBefore(): Promise<void> {
    const { carries } = this.#run.request;
    const answer = carries === undefined ? null : await this.#ask({ kind: "marked", request: carries });
    if (answer?.kind === "marked" && answer.ran) throw new Ended({ kind: "held", why: "ran-before" });
  }

  async #count(): Promise<{ rows: number; total: number }> {
    const [counts] = (await this.#read(this.#at.survey)).rows;
    const [rows, distinct, total] = (counts ?? []).map(Number);
    if (rows !== distinct) throw new Ended({ kind: "held", why: "ambiguous-rows" });
    return { rows: rows ?? 0, total: total ?? 0 };
  }

  async #digest(): Promise<string> {
    const answer = await this.#ask({ kind: "digest", text: this.#at.bound });
    return answer.kind === "digest" ? answer.digest : "";
  }

  /** Of one step its own digest; of several, or of rows that foreign keys change besides, one over all. */
  async #bind([first = "", ...others]: readonly string[]): Promise<string> {
    if (others.length === 0) return first;
    const answer = await this.#ask({ kind: "seal", words: [first, ...others].join("\n") });
    return answer.kind === "digest" ? answer.digest : "";
  }

  /** Whose foreign keys may change further rows, and these be captured: a statement of one step. */
  #root(): Omit<Root, "before"> | null {
    const [step, ...others] = this.#steps;
    const { catalogue } = this.#run;
    const relation =
      step === undefined || others.length > 0 ? undefined : catalogue.relations.get(relationKey(step.target));
    if (step === undefined || relation === undefined || relation.primaryKey.length === 0) return null;
    const [columns, verb] = [relation.columns.map(({ name }) => name), step.verb];
    return cascadedFrom({ relation, verb, columns }, catalogue).size === 0
      ? null
      : { relation, verb, assigned: columns };
  }

  async #tryOut(root: Omit<Root, "before"> | null, most: number): Promise<Trial> {
    const staged = this.#staged;
    const { catalogue } = this.#run;
    const before = root === null ? [] : await this.#images(this.#at.before);
    const reach =
      root === null ? null : await findCascades(this.#reading, { catalogue, root: { ...root, before }, most });
    await this.#ask({ kind: "run", text: "SAVEPOINT trial" });
    const changed = await this.#changeAll({ watched: true, keeps: reach !== null });
    const captured = await this.#capture(reach, changed);
    await this.#ask({ kind: "run", text: "ROLLBACK TO trial; RELEASE trial" });
    this.#staged = staged; // temporary tables are rolled back too
    const bound = captured === null ? [] : (reach?.bound() ?? []);
    return { effects: changed.effects, captured: captured !== null, bound, reach };
  }

  #capture(reach: CascadeReach | null, { images, rows, effects }: Changed): Promise<readonly StoredImages[] | null> {
    const [own] = images;
    if (reach === null || own === undefined) return Promise.resolve(null);
    const after = own.verb === "update" ? own.after.map((row) => row.slice(own.key.length)) : [];
    return captureCascades(this.#reading, reach, { after, counts: this.#weighed.beyond(effects, rows) });
  }

  readonly #reading = (text: string): Promise<RowImages["before"]> => this.#images(text);

  /** Changes the rows of all steps, and holds the write when one of them is out of the caller's sight. */
  async #changeAll({ watched, keeps }: { watched: boolean; keeps: boolean }): Promise<Changed> {
    const rows: number[] = [];
    const images: RowImages[] = [];
    const effects: Effect[] = [];
    let returned: Returned | null = null;
    for (const [place] of this.#steps.entries()) {
      await this.#stage(place);
      const { before: whole, verb } = this.#at;
      const before = keeps ? await this.#images(whole) : [];
      const gone = verb === "delete" ? await this.#returned() : null;
      const changed = await this.#change(watched);
      rows.push(changed.rows);
      effects.push(...changed.effects);
      if (keeps) images.push(this.#imagesOf(before, await this.#images(this.#at.after)));
      returned ??= gone ?? (await this.#returned());
    }
    if (returned === null) throw new RangeError("a write of no step");
    return { rows, images, effects: summed(effects), returned };
  }

  async #change(watched: boolean): Promise<{ rows: number; effects: readonly Effect[] }> {
    const { change, visible, verb, target } = this.#at;
    const answer = await this.#ask({ kind: "change", text: change, keeps: verb === "insert" });
    if (answer.kind !== "changed") throw new RangeError("the writer answered another question");
    if (visible !== null) {
      const [seen] = (await this.#readPlan(visible)).rows;
      if (Number(seen?.[0]) !== answer.rows) throw new Ended({ kind: "held", why: "out-of-sight" });
    }
    if (!watched) return { rows: answer.rows, effects: oneEffect({ relation: target, verb, rows: answer.rows }) };
    const effects = inOrder(answer.effects);
    // a row that a cascade took before the statement came to it is one of the statement's all the same
    const gone = effects.find((effect) => relationKey(effect.relation) === relationKey(target) && effect.verb === verb);
    const staged = verb === "delete" ? Number((await this.#read(this.#at.survey)).rows[0]?.[0] ?? 0) : 0;
    return { rows: Math.max(answer.rows, Math.min(staged, gone?.rows ?? 0)), effects };
  }

  #look(): Look {
    return async (texts) => {
      const samples: Record<string, Sample> = {};
      await this.#stage(0); // of the first statement: where there are several, they are counted
      // no word of the caller's stands in a sample, and other roles' row filters open tables that are not the plan's
      for (const [name, [text]] of texts)
        if (text !== undefined) samples[name] = sampleOf(text, await this.#readPlan(text, { witnessed: false }));
      return samples;
    };
  }

  async #images(text: string | null): Promise<RowImages["before"]> {
    if (text === null) return [];
    const { rows } = await this.#read(text);
    return rows.map((row) => row.map(asText));
  }

  /** Both lists are in one order, so the old key of a changed row stands in the row before it. */
  #imagesOf(before: RowImages["before"], after: RowImages["after"]): RowImages {
    const { target: relation, layout, key, verb, statement } = this.#at;
    const places = key.map((name) => layout.indexOf(name));
    const keyed = after.map((row, index) => [...places.map((place) => before[index]?.[place] ?? null), ...row]);
    const several = this.#steps.length > 1;
    return {
      relation,
      verb,
      ...(several && { statement }),
      layout,
      key,
      before,
      after: verb === "update" ? keyed : after,
    };
  }

  async #returned(): Promise<Returned> {
    const { returning } = this.#at;
    if (returning === null) return { columns: [], returned: [], truncated: null };
    const { rows: most, bytes } = this.#run.request.plan.limits;
    const { columns, rows, truncated } = await this.#readPlan(returning, { rows: most, bytes });
    return { columns, returned: rows, truncated };
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
    return this.#read(text, { parameters: fillSlots(slots, this.#at.binding), witnessed: true, ...more });
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
