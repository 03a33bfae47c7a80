// A write of rows in one transaction of a writer process: rows, preview, images, change, effects, marker, COMMIT. The marker is written in the
// same transaction, so it is there exactly when the change is.

import { randomUUID } from "node:crypto";
import { NOTHING_TO_COMMIT, type PendingCommit } from "../../../core/approvals/approval-state.ts";
import type { Clearance } from "../../../core/approvals/clearance.ts";
import type { Catalogue } from "../../../core/model/catalogue.ts";
import { relationKey } from "../../../core/model/relation-name.ts";
import type { CascadeReach, Root } from "../../../core/sql/cascades/cascade-reach.ts";
import type { SqliteStep } from "../../../core/sql/plans/write-plan.ts";
import type { RowImages } from "../../../core/sql/revert/inverse-statement.ts";
import type { WriteSteps } from "../../../gate/ports/begin-write.ts";
import type {
  Changed,
  Changing,
  Preview,
  RolledBack,
  RowsRequest,
  TrialResult,
  Viewers,
} from "../../../gate/ports/write-transaction.ts";
import { captureCascades, cascadeRoot, findCascades } from "./cascade-reads.ts";
import { changeReplacing, replacedImages } from "./change-replacing.ts";
import { type ChangedStep, changeStep } from "./change-step.ts";
import { type Effect, Effects, notPreviewed, summed } from "./compare-effects.ts";
import { Ended, WriteSession } from "./sqlite-write-session.ts";
import { Staging } from "./staging.ts";
import { givenRows, returnedOf, type Statement } from "./statement-answers.ts";
import { isRefusal, Trials } from "./try-write.ts";
import { watchedTables } from "./watched-tables.ts";
import { type Changed as ChangedRows, imagesOf, type Returned } from "./write-answers.ts";
import type { CountedRows } from "./writer-messages.ts";
import type { WriterProcess } from "./writer-process.ts";

export interface SqliteWriteRun {
  readonly process: WriterProcess;
  readonly request: RowsRequest;
  readonly catalogue: Catalogue;
  readonly schemaVersion: number;
  readonly place: string;
  /** True where a trigger or a constraint replaces rows: no trigger of ours is set off by those that go. */
  readonly replaces: boolean;
  /** Identity of the file. */
  readonly file: string;
}

interface Trial {
  readonly effects: readonly Effect[];
  /** True where all that foreign keys change can be reverted. */
  readonly captured: boolean;
  readonly reach: CascadeReach | null;
}

/** Rejects with what the writer process rejects with; the transaction is then open or gone, and its owner ends it. */
export async function beginRows(run: SqliteWriteRun): Promise<WriteSteps> {
  const write = new RowsWrite(run);
  await write.begin();
  return write;
}

/** What is found before anything has changed. */
interface Found {
  readonly preview: Preview;
  readonly counts: Preview["steps"];
  readonly expected: readonly Effect[];
  readonly root: Omit<Root, "before"> | null;
  readonly trial: Trial | null;
  /** When it had been found, in microseconds. */
  readonly at: number;
}

class RowsWrite implements WriteSteps {
  readonly kind = "open";
  readonly #run: SqliteWriteRun;
  readonly #session: WriteSession;
  readonly #statements: readonly Statement[];
  /** Of all statements, in order. */
  readonly #steps: readonly SqliteStep[];
  readonly #weighed: Effects;
  readonly #trials: Trials;
  /** Whether our triggers are in place. */
  #watched = false;
  readonly #staging: Staging;
  #found: Found | null = null;

  constructor(run: SqliteWriteRun) {
    const { request, process, catalogue } = run;
    this.#run = run;
    this.#session = new WriteSession(process, request.plan.limits.milliseconds);
    this.#staging = new Staging(this.#session);
    this.#statements = [request, ...(request.further ?? [])].map(({ plan: { parts }, binding }, place) => {
      if (parts.engine !== "sqlite") throw new RangeError("a plan for another engine");
      return { ...parts, binding, place };
    });
    this.#steps = this.#statements.flatMap(({ steps }) => steps);
    this.#weighed = new Effects(this.#steps, catalogue);
    const [statement] = this.#statements;
    if (statement === undefined) throw new RangeError("a write of no statement");
    this.#trials = new Trials({
      session: this.#session,
      catalogue,
      steps: this.#steps,
      statement,
      replaces: run.replaces,
      change: () => this.#changeAll({ keeps: false, answers: false }),
      restore: () => this.#staging.back(),
    });
  }

  get preview(): Preview {
    return this.#before.preview;
  }

  get #before(): Found {
    if (this.#found === null) throw new RangeError("a write that has not begun");
    return this.#found;
  }

  async begin(): Promise<void> {
    const { request, file } = this.#run;
    await this.#begin();
    const { counts, digests } = await this.#preview();
    const rows = sum(counts.map((count) => count.rows));
    const watched = this.#steps.some((step, place) => counts[place]?.rows !== 0 && this.#weighed.needsTrial(step));
    if (watched) await this.#watch();
    const most = request.imageRows ?? 0;
    const root = watched && rows <= most ? cascadeRoot(this.#steps, this.#run.catalogue) : null;
    const trial = watched ? await this.#tryOut(root, most) : null;
    const at = Date.now() * 1_000;
    const expected = trial?.effects ?? this.#weighed.own(counts.map((count) => count.rows));
    const preview: Preview = {
      rows,
      system: file,
      steps: counts,
      digest: await this.#bind(digests),
      changes: expected.flatMap((effect) => this.#weighed.describe(effect, counts)),
      ...(trial !== null && { captured: trial.captured }),
      method: watched ? "rolled-back" : "select",
      disturbs: ["No other writer could use the database while the change was looked at."],
      notPreviewed: watched ? notPreviewed(this.#run) : [],
    };
    this.#found = { preview, counts, expected, root, trial, at };
  }

  /** Of the first statement: where there are several, they are counted. */
  async try(viewers: Viewers): Promise<TrialResult> {
    const [statement] = this.#statements;
    if (statement === undefined) throw new RangeError("a write of no statement");
    await this.#staging.stage(statement);
    const own = viewers.own === null ? null : await givenRows(this.#session, statement, viewers.own);
    if (viewers.tries === 0) return { kind: "seen", own, samples: {}, tried: null };
    await this.#watch();
    this.#staging.mark();
    return { kind: "seen", own, ...(await this.#trials.try(viewers)) };
  }

  async change(clearance: Clearance, { imageRows, observes }: Changing): Promise<Changed | RolledBack> {
    const { preview, counts, expected, root, trial, at } = this.#before;
    const keeps = imageRows > 0 && preview.rows <= imageRows;
    const changed = await this.#changeAll({ keeps, answers: true });
    const { returned } = changed;
    if (returned.truncated === "bytes" && returned.returned.length === 0)
      return { kind: "held", why: "result-too-large" };
    const differs = this.#steps.some(({ exact }, place) => {
      const [became = 0, wanted = 0] = [changed.rows[place], counts[place]?.rows];
      return exact ? became !== wanted : became > wanted;
    });
    if (differs || !this.#weighed.isExpected(changed, expected)) return EFFECT_DIFFERS;
    const observation = observes ? await this.#trials.again(changed, at) : null;
    if (observes && observation === null) return EFFECT_DIFFERS;
    const cascaded =
      keeps && root !== null && trial?.captured === true ? await this.#capture(trial.reach, changed) : [];
    // people were told that it can be reverted
    if (cascaded === null) return EFFECT_DIFFERS;
    const rows = sum(changed.rows);
    const answered = sum(changed.rows.filter((_, place) => this.#steps[place]?.change !== null));
    const changes = rows > 0 || changed.effects.length > 0;
    return {
      kind: "changed",
      rows,
      images: changes && keeps ? [...changed.images, ...cascaded] : null,
      observation,
      pendingCommit: changes ? await this.#mark(clearance) : NOTHING_TO_COMMIT,
      answer: { rows: answered, ...returned },
    };
  }

  async #mark({ request }: Clearance): Promise<PendingCommit> {
    const attempt = randomUUID();
    await this.#session.ask({ kind: "mark", request, attempt });
    return { xid: `${request} ${attempt}`, system: this.#run.file, timeline: null, pid: null };
  }

  async #begin(): Promise<void> {
    const { catalogue, schemaVersion, place, request } = this.#run;
    const { innerPad, outerPad } = request.binding;
    const opens = this.#statements.flatMap((statement) => statement.opens);
    const pages = opens.map((name) => catalogue.relations.get(relationKey(name))?.oid ?? -1);
    await this.#session.ask({ kind: "begin", schemaVersion, place, pages, innerPad, outerPad });
    await this.#refuseRanBefore();
  }

  /** What was carried out before is not compared with what was approved. */
  async #refuseRanBefore(): Promise<void> {
    const { carries } = this.#run.request;
    const answer = carries === undefined ? null : await this.#session.ask({ kind: "marked", request: carries });
    if (answer?.kind === "marked" && answer.ran) throw new Ended({ kind: "held", why: "ran-before" });
  }

  async #preview(): Promise<{ counts: Preview["steps"][number][]; digests: string[] }> {
    const counts: Preview["steps"][number][] = [];
    const digests: string[] = [];
    for (const statement of this.#statements) {
      await this.#staging.stage(statement);
      const own: Preview["steps"][number][] = [];
      for (const step of statement.steps) own.push(await this.#staging.count(step));
      for (const { bound } of statement.steps)
        digests.push(await this.#session.digest({ kind: "digest", text: bound }));
      counts.push(...own);
    }
    return { counts, digests };
  }

  async #watch(): Promise<void> {
    if (!this.#watched) await this.#session.ask({ kind: "watch", tables: watchedTables(this.#run.catalogue) });
    this.#watched = true;
  }

  /** Of one step its own digest; of several one over all. */
  async #bind([first = "", ...others]: readonly string[]): Promise<string> {
    return others.length === 0 ? first : this.#session.digest({ kind: "seal", words: [first, ...others].join("\n") });
  }

  /** Null where the database refuses it as things are: whether anybody is told is decided when the write has been weighed. */
  async #tryOut(root: Omit<Root, "before"> | null, most: number): Promise<Trial | null> {
    const { catalogue } = this.#run;
    const before = root === null ? [] : await this.#session.images(this.#steps[0]?.before ?? null);
    const reach =
      root === null ? null : await findCascades(this.#reading, { catalogue, root: { ...root, before }, most });
    this.#staging.mark();
    await this.#session.run("SAVEPOINT trial");
    const changed = await this.#changeOrBack(reach !== null);
    if (changed === null) return null;
    const captured = await this.#capture(reach, changed);
    await this.#session.run("ROLLBACK TO trial; RELEASE trial");
    this.#staging.back();
    return { effects: changed.effects, captured: captured !== null, reach };
  }

  async #changeOrBack(keeps: boolean): Promise<ChangedRows | null> {
    try {
      return await this.#changeAll({ keeps, answers: false });
    } catch (error) {
      if (!isRefusal(error) && !(error instanceof Ended && error.outcome.kind === "held")) throw error;
      await this.#session.run("ROLLBACK TO trial; RELEASE trial");
      this.#staging.back();
      return null;
    }
  }

  #capture(reach: CascadeReach | null, { images, rows, effects }: ChangedRows): Promise<readonly RowImages[] | null> {
    const [own] = images;
    if (reach === null || own === undefined) return Promise.resolve(null);
    const after = own.verb === "update" ? own.after.map((row) => row.slice(own.key.length)) : [];
    return captureCascades(this.#reading, reach, { after, counts: this.#weighed.beyond(effects, rows) });
  }

  readonly #reading = (text: string): Promise<RowImages["before"]> => this.#session.images(text);

  /** Changes the rows of all steps, and holds the write when one of them is out of the caller's sight. The first statement answers. */
  async #changeAll(how: { keeps: boolean; answers: boolean }): Promise<ChangedRows> {
    const rows: number[] = [];
    const images: RowImages[] = [];
    const effects: Effect[] = [];
    const noted: CountedRows[] = [];
    const overridden: (readonly string[])[] = [];
    const { plan } = this.#run.request;
    let returned: Returned = { columns: [], returned: [], truncated: null };
    for (const statement of this.#statements) {
      await this.#staging.stage(statement);
      const { steps, place: number } = statement;
      const answers = how.answers && number === 0;
      const before: RowImages["before"][] = [];
      for (const step of steps) before.push(how.keeps ? await this.#session.images(step.before) : []);
      const gone =
        answers && steps.some(({ verb, returning }) => verb === "delete" && returning !== null)
          ? await returnedOf(this.#session, statement, plan.limits)
          : null;
      for (const changed of await this.#changeSteps(statement)) {
        rows.push(changed.rows);
        effects.push(...changed.effects);
        noted.push(...changed.noted);
      }
      for (const step of this.#watched ? steps : []) {
        const names = await this.#session.images(step.overridden);
        overridden.push(names.flatMap(([name]) => name ?? []));
      }
      const several = this.#statements.length > 1 ? { statement: number } : {};
      const kept: RowImages[] = [];
      for (const [place, step] of how.keeps ? steps.entries() : []) {
        const own = imagesOf(step, before[place] ?? [], await this.#session.images(step.after));
        const earlier = step.change === null ? kept.pop() : undefined;
        kept.push(...(earlier === undefined ? [own] : replacedImages(earlier, own)));
      }
      images.push(...kept.map((each) => ({ ...each, ...several })));
      if (answers) returned = gone ?? (await returnedOf(this.#session, statement, plan.limits));
    }
    return { rows, images, effects: summed(effects), noted, overridden, returned };
  }

  /** A step with OR REPLACE and the one behind it, which are the rows that it takes the place of, are one statement. */
  async #changeSteps(statement: Statement): Promise<readonly ChangedStep[]> {
    const how = { session: this.#session, watched: this.#watched, catalogue: this.#run.catalogue };
    const changed: ChangedStep[] = [];
    for (const [place, step] of statement.steps.entries()) {
      const next = statement.steps[place + 1];
      if (step.change === null) continue;
      if (next?.change === null) changed.push(...(await changeReplacing([step, next], statement, how)));
      else changed.push(await changeStep(step, statement, how));
    }
    return changed;
  }
}

const EFFECT_DIFFERS: RolledBack = { kind: "held", why: "effect-differs" };

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
