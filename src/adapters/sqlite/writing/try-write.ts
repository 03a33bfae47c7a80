// Tries a write in its transaction and rolls it back: what it changes, row by row, whatever changed it. And what the run then really did, to be
// held against that.

import type { Sample } from "../../../core/approvals/approval-request.ts";
import { joinSamples } from "../../../core/approvals/effect/join-samples.ts";
import type { Observation, ObservedTable, UnboundColumn } from "../../../core/approvals/effect/observed-effect.ts";
import { shownTable } from "../../../core/approvals/effect/shown-table.ts";
import type { Catalogue } from "../../../core/model/catalogue.ts";
import { formatRelation, relationKey } from "../../../core/model/relation-name.ts";
import { SAMPLE_ROWS, type SqliteStep } from "../../../core/sql/plans/write-plan.ts";
import { rowKey } from "../../../core/sql/sqlite/write/row-key.ts";
import type { TrialResult, Tried, Viewers } from "../../../gate/ports/write-transaction.ts";
import { brokenReference, constraintOf } from "./broken-constraint.ts";
import { numberedColumns } from "./numbered-columns.ts";
import { type ImagesByKey, type KeyedRows, keyedRows, observedTable, readKeyed } from "./observe-rows.ts";
import type { WriteSession } from "./sqlite-write-session.ts";
import type { Statement } from "./statement-answers.ts";
import { asText, type Changed } from "./write-answers.ts";
import { MOST_NOTED } from "./writer-messages.ts";
import { StepRefused } from "./writer-process.ts";

export interface Trying {
  readonly session: WriteSession;
  readonly catalogue: Catalogue;
  readonly steps: readonly SqliteStep[];
  readonly statement: Statement;
  /** True where rows can go without our triggers being set off. */
  readonly replaces: boolean;
  /** Makes the change, with our triggers in place. */
  readonly change: () => Promise<Changed>;
  /** Says that the temporary tables are as they were at the savepoint. */
  readonly restore: () => void;
}

interface Table extends KeyedRows {
  readonly after: ImagesByKey;
  readonly before: ImagesByKey;
}

interface Try {
  readonly tables: readonly Table[];
  readonly unseen: readonly string[];
  readonly observation: Observation;
  readonly samples: Readonly<Record<string, Sample>>;
}

/** A refusal of the change itself; a database in use or a step that took too long says nothing of it. */
export function isRefusal(error: unknown): error is StepRefused {
  return error instanceof StepRefused && /^SQLITE_(CONSTRAINT|MISMATCH|RANGE|TOOBIG)/.test(error.sqlstate);
}

export class Trials {
  readonly #trying: Trying;
  #first: Try | null = null;

  constructor(trying: Trying) {
    this.#trying = trying;
  }

  async try({ others, tries }: Viewers): Promise<Pick<TrialResult, "tried" | "samples">> {
    const found: Try[] = [];
    try {
      while (found.length < tries) found.push(await this.#tryOnce(found.length === 0 ? others : new Map()));
    } catch (error) {
      if (!isRefusal(error)) throw error;
      return { tried: await this.#refusalOf(error), samples: {} };
    }
    const [first] = found;
    if (first === undefined) return { tried: null, samples: {} };
    this.#first = first;
    const given: readonly UnboundColumn[] = this.#trying.steps.flatMap((step) => step.unbound);
    const numbered = await numberedColumns(this.#trying.session, first.tables, this.#trying.steps);
    return {
      tried: {
        kind: "tried",
        observations: found.map(({ observation }) => observation),
        unbound: [...given, ...numbered],
        unseen: first.unseen,
        whole: first.unseen.length === 0 && !this.#trying.replaces,
      },
      samples: first.samples,
    };
  }

  /** What the run did, which is not yet committed; null where it changed other rows than the try. */
  async again(changed: Changed, from: number): Promise<Observation | null> {
    const { catalogue } = this.#trying;
    const found = observable(changed, catalogue).filter((rows) => rows.keys.length <= MOST_NOTED);
    const tables: ObservedTable[] = [];
    for (const rows of found) {
      const known = this.#first?.tables.find(({ relation }) => relation === rows.relation);
      if (known === undefined || rows.keys.join() !== known.keys.join()) return null;
      const table = observedTable(rows, {
        before: known.before,
        after: await this.#read(rows),
        ...this.#givenTo(changed),
      });
      if (table !== null) tables.push(table);
    }
    return found.length === this.#first?.tables.length ? { clock: { from, to: Date.now() * 1_000 }, tables } : null;
  }

  async #tryOnce(viewers: Viewers["others"]): Promise<Try> {
    const { session, catalogue, change, restore } = this.#trying;
    const from = Date.now() * 1_000;
    await session.run("SAVEPOINT trial");
    const changed = await change();
    await this.#refuseBroken();
    const unseen = changed.noted
      .filter(({ keys }) => keys.length === 0)
      .map(({ table }) => `Rows of ${table} have no key that can be told: their number alone is compared.`);
    const found = observable(changed, catalogue).filter(({ relation, keys }) => {
      if (keys.length <= MOST_NOTED) return true;
      unseen.push(
        `So many rows of ${formatRelation(relation.name)} are not compared one by one: what they are given is, and their number.`,
      );
      return false;
    });
    const made: (KeyedRows & { after: ImagesByKey; shown: Shown })[] = [];
    for (const rows of found)
      made.push({ ...rows, after: await this.#read(rows), shown: await this.#show(rows, viewers) });
    await session.run("ROLLBACK TO trial; RELEASE trial");
    restore();
    const clock = { from, to: Date.now() * 1_000 };
    const tables: Table[] = [];
    const observed: ObservedTable[] = [];
    const samples = new Map<string, Parameters<typeof joinSamples>[0][number][]>();
    for (const { after, shown, ...rows } of made) {
      const before = await this.#read(rows);
      tables.push({ ...rows, after, before });
      const table = observedTable(rows, { before, after, ...this.#givenTo(changed) });
      if (table === null) continue;
      observed.push(table);
      const changedKeys = rows.keys.filter((key) => JSON.stringify(before.get(key)) !== JSON.stringify(after.get(key)));
      const was = await this.#show({ ...rows, keys: changedKeys }, viewers);
      for (const [name, { columns, rows: became }] of shown) {
        const paired = pairShown({ before: was.get(name)?.rows ?? new Map(), after: became, keys: changedKeys });
        const sample = shownTable({ columns, key: rows.relation.primaryKey, rows: paired });
        const own = this.#trying.steps.some(({ target }) => relationKey(target) === relationKey(rows.relation.name));
        const known = samples.get(name) ?? [];
        const next = { relation: rows.relation.name, sample };
        samples.set(name, own ? [next, ...known] : [...known, next]);
      }
    }
    return {
      tables,
      unseen,
      observation: { clock, tables: observed },
      samples: Object.fromEntries([...samples].map(([name, parts]) => [name, joinSamples(parts)])),
    };
  }

  #givenTo({ overridden }: Changed): { steps: readonly SqliteStep[] } {
    const steps = this.#trying.steps.map((step, place) => ({
      ...step,
      given: step.given.filter((column) => overridden[place]?.includes(column) !== true),
    }));
    return { steps };
  }

  #read(rows: KeyedRows): Promise<ImagesByKey> {
    return readKeyed((text) => this.#trying.session.images(text), rows);
  }

  async #show({ relation, keys }: KeyedRows, viewers: Viewers["others"]): Promise<Shown> {
    const { session, statement } = this.#trying;
    const shown = new Map<string, { columns: readonly string[]; rows: Map<string, readonly (string | null)[]> }>();
    const width = rowKey(relation).length;
    for (const [name, textFor] of viewers) {
      const text = keys.length === 0 ? null : textFor(relation.name);
      if (text === null) continue;
      const { binding } = statement;
      const { rows } = await session.readPlan(text.at(keys.join(", ")), { binding, witnessed: false });
      const cells = rows.map((row) => row.map(asText));
      shown.set(name, {
        columns: text.columns,
        rows: new Map(cells.map((row) => [`(${row.slice(0, width).join(", ")})`, row.slice(width)])),
      });
    }
    return shown;
  }

  /** Deferred foreign keys are looked at when the transaction ends, and a try has no end. */
  async #refuseBroken(): Promise<void> {
    const { session } = this.#trying;
    const { rows } = await session.read(
      "SELECT 1 FROM main.sqlite_schema WHERE sql LIKE '%INITIALLY%DEFERRED%' LIMIT 1",
    );
    if (rows.length === 0) return;
    if ((await brokenReference(session)) !== null)
      throw new StepRefused("SQLITE_CONSTRAINT_FOREIGNKEY", null, "FOREIGN KEY");
  }

  async #refusalOf({ sqlstate, constraint }: StepRefused): Promise<Extract<Tried, { kind: "refused" }>> {
    const { session, change, restore } = this.#trying;
    const back = async (): Promise<void> => {
      await session.run("ROLLBACK TO trial");
      restore();
    };
    await back();
    if (constraint !== "FOREIGN KEY") return { kind: "refused", sqlstate, constraint: constraintOf(constraint) };
    // which one it is can be asked where all of them wait
    await session.run("PRAGMA defer_foreign_keys = 1");
    try {
      await change();
      return { kind: "refused", sqlstate, constraint: (await brokenReference(session)) ?? constraintOf(constraint) };
    } catch (error) {
      if (!isRefusal(error)) throw error;
      return { kind: "refused", sqlstate, constraint: constraintOf(constraint) };
    } finally {
      await back();
      await session.run("PRAGMA defer_foreign_keys = 0");
    }
  }
}

function observable({ noted }: Changed, catalogue: Catalogue): readonly KeyedRows[] {
  return keyedRows(noted, catalogue).filter(({ keys }) => keys.length > 0);
}

type Shown = ReadonlyMap<
  string,
  { readonly columns: readonly string[]; readonly rows: ReadonlyMap<string, readonly (string | null)[]> }
>;

function pairShown({
  before,
  after,
  keys,
}: {
  before: ReadonlyMap<string, readonly (string | null)[]>;
  after: ReadonlyMap<string, readonly (string | null)[]>;
  keys: readonly string[];
}): Sample["rows"] {
  const changed = new Set(keys);
  return [...new Set([...before.keys(), ...after.keys()])]
    .filter((key) => changed.has(key))
    .slice(0, SAMPLE_ROWS)
    .map((key) => ({ before: before.get(key) ?? null, after: after.get(key) ?? null }));
}
