// The statements of one write, in order, in one transaction: most writes are one, the inverse of a write may be several. And the trial run
// of them that is rolled back, which finds out what triggers and foreign keys change besides.

import pg from "pg";
import { relationKey } from "../../../core/model/relation-name.ts";
import { cascadedFrom, type Image } from "../../../core/sql/cascades/cascade-graph.ts";
import type { Root } from "../../../core/sql/cascades/cascade-reach.ts";
import type { PlanText, PostgresParts } from "../../../core/sql/plans/write-plan.ts";
import type { RowImages } from "../../../core/sql/revert/inverse-statement.ts";
import type { RowsRequest, StatementToRun } from "../../../gate/ports/write-transaction.ts";
import type { LoadedCatalogue } from "../catalogue/load-catalogue.ts";
import { PIN_PATH } from "../connection/session-settings.ts";
import type { WireValue } from "../protocol/frontend-messages.ts";
import type { ParameterTypeCache } from "../values/typed-parameters.ts";
import { captureCascades, findCascades } from "./observe/cascade-rows.ts";
import { beyond, fold, type Planned } from "./observe/compare-effects.ts";
import { type Effect, effectsBetween, observeEffects } from "./observe/observe-effects.ts";
import { listOf, readImages, sum } from "./write-answers.ts";
import { readText, type TextResult } from "./write-session.ts";

export interface Statement {
  readonly parts: PostgresParts;
  /** What is bound to its parameters. `settings`: what the server needs to be told first, before the transaction has begun. */
  readonly fill: (plan: PlanText, settings?: readonly string[]) => Promise<WireValue[]>;
  readonly ask: (plan: PlanText) => Promise<TextResult>;
}

export function statementsOf({
  client,
  request,
  loaded,
  parameterTypes,
}: {
  client: pg.ClientBase;
  request: RowsRequest;
  loaded: LoadedCatalogue;
  parameterTypes: ParameterTypeCache;
}): readonly Statement[] {
  const all: readonly StatementToRun[] = [request, ...(request.further ?? [])];
  return all.map(({ plan: { parts }, binding }) => {
    if (parts.engine !== "postgres") throw new RangeError("a plan for another engine");
    const { opens } = parts;
    const fill = (plan: PlanText, settings: readonly string[] = []): Promise<WireValue[]> =>
      parameterTypes.valuesFor({
        client,
        plan,
        opens,
        binding,
        loaded,
        settings: settings.length === 0 ? null : settings,
      });
    const ask = async (plan: PlanText): Promise<TextResult> => readText(client, plan.text, await fill(plan));
    return { parts, fill, ask };
  });
}

export interface ChangedRows {
  /** By step. */
  readonly done: readonly number[];
  readonly seen: readonly number[];
  readonly after: readonly (readonly Image[])[];
  /** Columns that hold something else than they were given. */
  readonly overridden: readonly (readonly string[])[];
  /** Rows that the statements themselves changed, and not the queries of a WITH. */
  readonly main: number;
  /** How many rows RETURNING of the first statement has, one more than the limit at most. */
  readonly held: number;
  /** What the first statement answered. */
  readonly first: TextResult;
}

export async function change(statements: readonly Statement[], withImages: boolean): Promise<ChangedRows> {
  const results: TextResult[] = [];
  for (const { parts, ask } of statements) results.push(await ask(changeOf(parts, withImages)));
  return readChange(statements, results);
}

export function changeOf(parts: PostgresParts, withImages: boolean): PlanText {
  return withImages ? parts.change : parts.changeAlone;
}

/** `results`: what each statement's change answered. */
export function readChange(statements: readonly Statement[], results: readonly TextResult[]): ChangedRows {
  const [first] = results;
  if (first === undefined) throw new RangeError("a write of no statement");
  const list = (place: number) => results.map(({ rows: [row] }) => listOf(row?.[place]));
  const counted = list(0).map((counts) => counts.map(Number));
  const steps = statements.map(({ parts }) => parts.steps.length);
  const main = statements.flatMap(({ parts }, place) => parts.main.map((step) => counted[place]?.[step] ?? 0));
  return {
    done: counted.flatMap((counts, place) => counts.slice(0, steps[place])),
    seen: list(1).flat().map(Number),
    after: list(2).flat().map(readImages),
    overridden: list(3)
      .flat()
      .map((names) => (Array.isArray(names) ? names.map(String) : [])),
    main: sum(main),
    held: counted[0]?.[steps[0] ?? 0] ?? 0,
    first,
  };
}

export function imagesOf(
  statements: readonly Statement[],
  { before, after }: { before: readonly (readonly Image[])[]; after: readonly (readonly Image[])[] },
): readonly RowImages[] {
  const several = statements.length > 1;
  const steps = statements.flatMap(({ parts }, statement) => parts.steps.map((step) => ({ ...step, statement })));
  return steps.map(({ target, verb, layout, key, statement }, place) => ({
    relation: target,
    verb,
    ...(several && { statement }),
    layout,
    key,
    before: before[place] ?? [],
    after: after[place] ?? [],
  }));
}

/** Whose foreign keys may change further rows, and these be captured: a statement of one step. */
export function rootOf({ steps, catalogue }: Planned): Omit<Root, "before"> | null {
  const [step, ...others] = steps;
  const relation =
    step === undefined || others.length > 0 ? undefined : catalogue.relations.get(relationKey(step.target));
  if (step === undefined || relation === undefined || relation.primaryKey.length === 0) return null;
  const columns = relation.columns.map(({ name }) => name);
  const { verb } = step;
  return cascadedFrom({ relation, verb, columns }, catalogue).size === 0 ? null : { relation, verb, assigned: columns };
}

export interface Trial {
  readonly effects: readonly Effect[];
  /** True where all that foreign keys change can be reverted. */
  readonly captured: boolean;
}

export interface ToCount {
  readonly client: pg.ClientBase;
  readonly statements: readonly Statement[];
  readonly plan: Planned;
  readonly root: Omit<Root, "before"> | null;
  /** Sets the database's own search path, for what the change sets off; with the trial it is rolled back. */
  readonly path: string;
  readonly most: number;
}

/** Null where the write is refused as things are, by the database or for a row out of sight: who is told is decided when it has been weighed. */
export async function countByRunning(asked: ToCount): Promise<Trial | null> {
  await asked.client.query("SAVEPOINT trial");
  try {
    return await countOut(asked);
  } catch (error) {
    if (!isRefusal(error)) throw error;
    await asked.client.query("ROLLBACK TO SAVEPOINT trial");
    return null;
  }
}

/** A refusal of the change itself; a lock, a deadlock, a time limit or a missing name says nothing of it. */
export function isRefusal(error: unknown): error is pg.DatabaseError {
  return error instanceof pg.DatabaseError && !/^(08|25|40|42|53|55|57|58|XX)/.test(error.code ?? "XX");
}

async function countOut({ client, statements, plan, root, path, most }: ToCount): Promise<Trial | null> {
  const whole = root === null ? null : await withRows(root, statements);
  const reach = whole === null ? null : await findCascades(client, { catalogue: plan.catalogue, root: whole, most });
  const baseline = await observeEffects(client);
  await client.query(path);
  const { done, seen, after } = await change(statements, reach !== null);
  await client.query(`SET CONSTRAINTS ALL IMMEDIATE; ${PIN_PATH}`);
  const effects = fold(effectsBetween(baseline, await observeEffects(client)), done, plan);
  const captured =
    whole === null
      ? null
      : await captureCascades(client, reach, {
          root: whole,
          after: after[0] ?? [],
          counts: beyond(effects, done, plan),
        });
  await client.query("ROLLBACK TO SAVEPOINT trial");
  if (seen.some((count, place) => count !== done[place])) return null;
  return { effects, captured: captured !== null };
}

async function withRows(root: Omit<Root, "before">, [first]: readonly Statement[]): Promise<Root | null> {
  const images = first?.parts.steps[0]?.images ?? null;
  return first === undefined || images === null ? null : { ...root, before: (await first.ask(images)).rows };
}
