// One write in one transaction of a writer process: rows, survey, judgement, images, change, effects, marker, COMMIT.
// INVARIANT: until `judge` has given leave nothing is changed that a rollback does not undo, and COMMIT is sent only after what recovery
// needs is durable. The marker is written in the same transaction, so it is there exactly when the change is.

import { randomUUID } from "node:crypto";
import type { Sample } from "../../core/approvals/approval-request.ts";
import type { Catalogue, Relation, Verb } from "../../core/model/catalogue.ts";
import type { JsonValue } from "../../core/model/json-value.ts";
import { type RelationName, relationKey } from "../../core/model/relation-name.ts";
import type { PlanText, SampleText, SqliteParts, SqliteStep } from "../../core/sql/write-plan.ts";
import type { Look, RowChange, RowImages, Survey, WriteOutcome, WriteRequest } from "../../gate/ports/write-run.ts";
import { fillSlots } from "./fill-slots.ts";
import type { RunReply } from "./sqlite-messages.ts";
import type { CountedRows } from "./writer-messages.ts";
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
interface Changed {
  readonly rows: number;
  readonly effects: readonly Effect[];
}
type Effect = Omit<RowChange, "cause">;

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
  readonly #parts: Pick<SqliteParts, "opens"> & SqliteStep;
  readonly #milliseconds: number;

  constructor(run: SqliteWriteRun) {
    const { parts, limits } = run.request.plan;
    if (parts.engine !== "sqlite") throw new RangeError("a plan for another engine");
    this.#run = run;
    const [step, ...others] = parts.steps;
    if (step === undefined || others.length > 0) throw new RangeError("a plan of several steps");
    this.#parts = { opens: parts.opens, ...step };
    this.#milliseconds = limits.milliseconds;
  }

  async write(): Promise<Outcome> {
    const { request, pointOfNoReturn } = this.#run;
    const parts = this.#parts;
    await this.#begin();
    const { rows, total } = await this.#count();
    const digest = await this.#digest();
    const target = this.#run.catalogue.relations.get(relationKey(parts.target));
    const trial = target !== undefined && rows > 0 && needsTrial(target, parts.verb);
    if (trial) await this.#ask({ kind: "watch", tables: this.#tables() });
    const expected = trial ? await this.#tryOut() : this.#own(rows);
    const survey: Survey = {
      rows,
      steps: [{ rows, total }],
      digest,
      changes: expected.map((effect) => this.#describe(effect)),
      method: trial ? "rolled-back" : "select",
      disturbs: ["No other writer could use the database while the change was looked at."],
      notPreviewed: trial ? notPreviewed(this.#run) : [],
    };
    const go = await request.judge(survey, this.#look());
    if (go === null) return { kind: "surveyed", survey };

    const keeps = go.imageRows > 0 && rows <= go.imageRows;
    const before = keeps ? await this.#images(parts.before) : [];
    const gone = parts.verb === "delete" ? await this.#returned() : null;
    const changed = await this.#change(trial);
    if (parts.exact ? changed.rows !== rows : changed.rows > rows) return { kind: "held", why: "effect-differs" };
    if (!this.#isExpected(changed, expected)) return { kind: "held", why: "effect-differs" };
    const after = keeps ? await this.#images(parts.after) : [];
    const returned = gone ?? (await this.#returned());
    if (changed.rows > 0 || changed.effects.length > 0) {
      const images = keeps ? this.#imagesOf(before, after) : null;
      const attempt = randomUUID();
      await this.#ask({ kind: "mark", request: go.clearance.request, attempt });
      const xid = `${go.clearance.request} ${attempt}`;
      await go.committing(
        { xid, system: this.#run.file, timeline: null, pid: null },
        { rows: changed.rows, images: images === null ? null : [images] },
      );
      pointOfNoReturn();
      if (!(await this.#commits())) return { kind: "in-doubt" };
    }
    return { kind: "written", survey, rows: changed.rows, ...returned };
  }

  async #begin(): Promise<void> {
    const { catalogue, schemaVersion, request } = this.#run;
    const { innerPad, outerPad } = request.binding;
    const pages = this.#parts.opens.map((name) => catalogue.relations.get(relationKey(name))?.oid ?? -1);
    await this.#ask({ kind: "begin", schemaVersion, pages, innerPad, outerPad });
    await this.#refuseRanBefore();
    for (const text of this.#parts.stage) await this.#ask({ kind: "run", text });
    const { text, slots } = this.#parts.rows;
    await this.#ask({ kind: "stage", text, parameters: fillSlots(slots, request.binding) });
  }

  /** What was carried out before is not compared with what was approved. */
  async #refuseRanBefore(): Promise<void> {
    const { carries } = this.#run.request;
    const answer = carries === undefined ? null : await this.#ask({ kind: "marked", request: carries });
    if (answer?.kind === "marked" && answer.ran) throw new Ended({ kind: "held", why: "ran-before" });
  }

  async #count(): Promise<{ rows: number; total: number }> {
    const [counts] = (await this.#read(this.#parts.survey)).rows;
    const [rows, distinct, total] = (counts ?? []).map(Number);
    if (rows !== distinct) throw new Ended({ kind: "held", why: "ambiguous-rows" });
    return { rows: rows ?? 0, total: total ?? 0 };
  }

  async #digest(): Promise<string> {
    const answer = await this.#ask({ kind: "digest", text: this.#parts.bound });
    return answer.kind === "digest" ? answer.digest : "";
  }

  async #tryOut(): Promise<readonly Effect[]> {
    await this.#ask({ kind: "run", text: "SAVEPOINT trial" });
    const { effects } = await this.#change(true);
    await this.#ask({ kind: "run", text: "ROLLBACK TO trial; RELEASE trial" });
    return effects;
  }

  /** Changes the rows, and holds the write when one of them is out of the caller's sight. */
  async #change(watched: boolean): Promise<Changed> {
    const { change, visible, verb } = this.#parts;
    const answer = await this.#ask({ kind: "change", text: change, keeps: verb === "insert" });
    if (answer.kind !== "changed") throw new RangeError("the writer answered another question");
    if (visible !== null) {
      const [seen] = (await this.#readPlan(visible)).rows;
      if (Number(seen?.[0]) !== answer.rows) throw new Ended({ kind: "held", why: "out-of-sight" });
    }
    return { rows: answer.rows, effects: watched ? inOrder(answer.effects) : this.#own(answer.rows) };
  }

  #own(rows: number): readonly Effect[] {
    return rows === 0 ? [] : [{ relation: this.#parts.target, verb: this.#parts.verb, rows }];
  }

  /** Where ON CONFLICT passes over rows the statement's own count may be less than surveyed, and nothing else may differ. */
  #isExpected({ rows, effects }: Changed, expected: readonly Effect[]): boolean {
    const { exact, target, verb } = this.#parts;
    if (exact) return JSON.stringify(effects) === JSON.stringify(expected);
    const same = (a: Effect, b: Pick<Effect, "relation" | "verb">) =>
      relationKey(a.relation) === relationKey(b.relation) && a.verb === b.verb;
    return effects.every((effect) =>
      same(effect, { relation: target, verb }) ? effect.rows >= rows : expected.some((other) => same(other, effect)),
    );
  }

  #describe({ relation, verb, rows }: Effect): RowChange {
    const { target, verb: own } = this.#parts;
    const here = relationKey(relation) === relationKey(target) && verb === own;
    return { relation, verb, rows, cause: here ? "statement" : this.#isChild(relation) ? "cascade" : "trigger" };
  }

  #isChild(relation: RelationName): boolean {
    const references = this.#run.catalogue.relations.get(relationKey(this.#parts.target))?.writing?.referencedBy ?? [];
    return references.some((reference) => relationKey(reference.relation) === relationKey(relation));
  }

  #look(): Look {
    return async (texts) => {
      const samples: Record<string, Sample> = {};
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
    const { target: relation, layout, key, verb } = this.#parts;
    const places = key.map((name) => layout.indexOf(name));
    const keyed = after.map((row, index) => [...places.map((place) => before[index]?.[place] ?? null), ...row]);
    return { relation, verb, layout, key, before, after: verb === "update" ? keyed : after };
  }

  async #returned(): Promise<Pick<Extract<WriteOutcome, { kind: "written" }>, "columns" | "returned" | "truncated">> {
    const { returning } = this.#parts;
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

/** Triggers, and foreign keys that change further rows, do what no SELECT can tell. */
function needsTrial({ writing }: Relation, verb: Verb): boolean {
  if (writing === undefined) return true;
  if (writing.triggers.some(({ verbs }) => verbs.includes(verb))) return true;
  return (
    verb !== "insert" &&
    writing.referencedBy.some(({ onDelete, onUpdate }) => (verb === "delete" ? onDelete : onUpdate) !== "refuse")
  );
}

/** What sets off no trigger of ours. */
function notPreviewed({ catalogue, replaces }: SqliteWriteRun): readonly string[] {
  const virtual = [...catalogue.relations.values()].some(({ kind }) => kind === "virtual-table");
  return [
    ...(virtual ? ["What triggers write into virtual tables is not counted."] : []),
    ...(replaces ? ["Rows that a trigger or a constraint replaces are not counted."] : []),
  ];
}

function inOrder(effects: readonly CountedRows[]): readonly Effect[] {
  return effects
    .map(({ table, verb, rows }) => ({ relation: { schema: "main", name: table }, verb, rows }))
    .sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
}

function asText(value: JsonValue): string | null {
  return value === null || typeof value === "object" ? null : String(value);
}

function sampleOf({ columns, before }: SampleText, { rows }: Rows): Sample {
  return {
    columns: [...columns],
    rows: rows.map((row) => {
      const texts = row.map(asText);
      return {
        before: before === 0 ? null : texts.slice(0, before),
        after: texts.length > before ? texts.slice(before) : null,
      };
    }),
  };
}
