// Tries a write in its transaction and rolls it back: what it changes, row by row, whatever changed it. And what the run then really did, to be
// held against that. INVARIANT: rows that cannot be read are said to be unseen, and then their relation, verb and count alone are known.

import type pg from "pg";
import type { Sample } from "../../../../core/approvals/approval-request.ts";
import type { Observation, ObservedTable } from "../../../../core/approvals/effect/observed-effect.ts";
import { Failure } from "../../../../core/model/failure.ts";
import { formatRelation, type RelationName, relationKey } from "../../../../core/model/relation-name.ts";
import { type Image, placesOf } from "../../../../core/sql/cascades/cascade-graph.ts";
import type { Tried, Viewers } from "../../../../gate/ports/write-transaction.ts";
import { PIN_PATH } from "../../connection/session-settings.ts";
import { type ChangedRows, change, isRefusal, type Statement } from "../run-statements.ts";
import { Rejected } from "../transaction/rejected.ts";
import { type Planned, wholeOf } from "./compare-effects.ts";
import { isReadable } from "./is-readable.ts";
import { type Effect, effectsBetween, observeEffects } from "./observe-effects.ts";
import {
  areGone,
  type FoundRow,
  findAltered,
  findByKeys,
  findEnded,
  findMade,
  type Touched,
  touchedBy,
} from "./observe-rows.ts";
import { imagesOf, type Pair, pair } from "./pair-rows.ts";
import { ShownRows } from "./shown-rows.ts";
import { readMoment, type TransactionMoment } from "./transaction-moment.ts";

/** Beyond so many rows of one table they are counted alone. */
const MOST_ROWS = 50_000;

export interface Around {
  readonly client: pg.ClientBase;
  readonly statements: readonly Statement[];
  readonly plan: Planned;
  /** Sets the database's own search path, for what the change sets off. */
  readonly path: string;
}

/** One table after the change: what was made, and how to find what was ended. */
interface After {
  readonly touched: Touched;
  readonly made: readonly FoundRow[];
  readonly locked: ReadonlySet<string>;
  /** Old keys, where the statement's own rows are all that was changed. */
  readonly keys: readonly Image[] | null;
  readonly given: ReadonlySet<string>;
}

interface Done extends TransactionMoment {
  readonly effects: readonly Effect[];
  readonly tables: readonly After[];
  readonly unseen: readonly string[];
  /** True where what is unseen are rows that were added. */
  readonly whole: boolean;
}

interface Told extends ObservedTable {
  readonly touched: Touched;
  readonly ended: readonly FoundRow[];
  readonly pairs: readonly Pair[];
}

/** What one try found, enough to hold the real run against it. */
export interface Try {
  readonly effects: readonly Effect[];
  readonly tables: readonly Told[];
  readonly unseen: readonly string[];
  readonly whole: boolean;
}

export async function tryWrite(
  around: Around,
  viewers: Viewers,
): Promise<{ tried: Tried; first: Try | null; samples: Readonly<Record<string, Sample>> }> {
  const unbound = around.statements.flatMap(({ parts }) => parts.steps.flatMap((step) => step.unbound));
  const shown = new ShownRows(around.statements, viewers.others);
  const runs: (Try & { observation: Observation })[] = [];
  try {
    for (let wide = false, left = 3; runs.length < viewers.tries; ) {
      const found = await tryOnce(around, { wide, shown: runs.length === 0 ? shown : null });
      if (found !== null) runs.push(found);
      else if (--left === 0)
        throw new Failure("database-busy", "The rows are being changed by others; try again in a moment.");
      else wide = true;
      if (found !== null && !mayVary(found)) break;
    }
  } catch (error) {
    if (!isRefusal(error)) throw error;
    await around.client.query("ROLLBACK TO SAVEPOINT trial");
    return { tried: refusalOf(error), first: null, samples: {} };
  }
  const [first] = runs;
  if (first === undefined) throw new RangeError("nothing was tried");
  return {
    tried: {
      kind: "tried",
      observations: runs.map(({ observation }) => observation),
      unbound,
      unseen: first.unseen,
      whole: first.whole,
    },
    first,
    samples: shown.samples(first.tables),
  };
}

/** A second try tells nothing new of rows that are given all that they hold. */
function mayVary({ tables, effects }: Try): boolean {
  return (
    tables.length > 1 ||
    effects.some(({ verb }) => verb === "insert") ||
    tables.some(({ rows, columns, given }) =>
      rows.some(
        ({ before, after }) =>
          after !== null && columns.some((column, place) => !given.has(column) && before?.[place] !== after[place]),
      ),
    )
  );
}

function refusalOf({ code, schema, table, constraint }: pg.DatabaseError): Extract<Tried, { kind: "refused" }> {
  const named = schema !== undefined && table !== undefined && constraint !== undefined;
  return {
    kind: "refused",
    sqlstate: code ?? "",
    constraint: named ? { relation: { schema, name: table }, name: constraint, columns: null } : null,
  };
}

async function tryOnce(
  around: Around,
  { wide, shown }: { wide: boolean; shown: ShownRows | null },
): Promise<(Try & { observation: Observation }) | null> {
  const { client } = around;
  await client.query("SAVEPOINT trial");
  const going = await keysThatGo(around);
  const baseline = await observeEffects(client);
  await client.query(around.path);
  const changed = await change(around.statements, true);
  if (changed.seen.some((count, place) => count !== changed.done[place])) throw new Rejected("out-of-sight");
  await client.query(`SET CONSTRAINTS ALL IMMEDIATE; ${PIN_PATH}`);
  const done = await lookAfter(around, { changed, going, wide, baseline });
  for (const { touched, made } of done.tables)
    await shown?.after({
      relation: wholeOf(touched.relation.name, around.plan.catalogue),
      oid: touched.relation.oid,
      made,
    });
  await client.query(`ROLLBACK TO SAVEPOINT trial; ${PIN_PATH}`);
  const tables: Told[] = [];
  for (const after of done.tables) {
    const { touched, made, locked, keys, given } = after;
    const found =
      keys === null
        ? await findEnded(client, touched, { xid: done.xid, wide, made: made.length, locked })
        : await findByKeys(client, touched.relation, keys);
    if (found === null || (keys !== null && found.length !== keys.length)) return null;
    const relation = wholeOf(touched.relation.name, around.plan.catalogue);
    const pairs = pair(touched, { ended: found, made });
    const columns = touched.relation.columns.map(({ name }) => name);
    tables.push({
      relation,
      columns,
      key: touched.relation.primaryKey,
      given,
      rows: imagesOf(pairs),
      touched,
      ended: found,
      pairs,
    });
    await shown?.before({ oid: touched.relation.oid, pairs });
  }
  await client.query("ROLLBACK TO SAVEPOINT trial; RELEASE SAVEPOINT trial"); // with the path that was set before
  return {
    effects: done.effects,
    tables,
    unseen: done.unseen,
    whole: done.whole,
    observation: { clock: done.clock, numbers: done.numbers, tables },
  };
}

/** Whether the run that is to be committed did what was tried, and what it did. The transaction still holds it. */
export async function observeAfterChange(
  around: Around,
  first: Try,
  { changed, baseline }: { changed: ChangedRows; baseline: Awaited<ReturnType<typeof observeEffects>> },
): Promise<Observation | null> {
  const done = await lookAfter(around, { changed, going: new Map(), wide: false, baseline });
  if (JSON.stringify(done.effects) !== JSON.stringify(first.effects)) return null;
  const tables: ObservedTable[] = [];
  for (const { touched, made, given } of done.tables) {
    const known = first.tables.find((table) => table.touched.relation === touched.relation);
    if (known === undefined || !(await areGone(around.client, touched.relation, known.ended))) return null;
    tables.push({ ...known, given, rows: imagesOf(pair(touched, { ended: known.ended, made })) });
  }
  return tables.length === first.tables.length ? { clock: done.clock, numbers: done.numbers, tables } : null;
}

/** Keys of the rows that the steps which delete have found. */
async function keysThatGo({ statements }: Around): Promise<ReadonlyMap<string, readonly Image[]>> {
  const keys = new Map<string, Image[]>();
  for (const { parts, ask } of statements) {
    for (const { verb, images, layout, key, target } of parts.steps) {
      if (verb !== "delete" || images === null) continue;
      const places = key.map((name) => layout.indexOf(name));
      const found = (await ask(images)).rows.map((row) => places.map((place) => row[place] ?? null));
      keys.set(relationKey(target), [...(keys.get(relationKey(target)) ?? []), ...found]);
    }
  }
  return keys;
}

async function lookAfter(
  { client, statements, plan }: Around,
  {
    changed,
    going,
    wide,
    baseline,
  }: {
    changed: ChangedRows;
    going: ReadonlyMap<string, readonly Image[]>;
    wide: boolean;
    baseline: Awaited<ReturnType<typeof observeEffects>>;
  },
): Promise<Done> {
  const effects = effectsBetween(baseline, await observeEffects(client));
  const moment = await readMoment(client);
  const unseen = (await findAltered(client, moment.xid)).map(
    (name) => `A trigger empties, makes or alters ${name}: what becomes of its rows is not shown.`,
  );
  let whole = unseen.length === 0;
  const touched = touchedBy(effects, ({ relation }) => {
    const known = plan.catalogue.relations.get(relationKey(relation)) ?? null;
    if (known === null) {
      unseen.push(`Rows of ${formatRelation(relation)} are not read: their number alone is compared.`);
      whole = false;
    }
    return known;
  });
  const tables: After[] = [];
  const steps = statements.flatMap(({ parts }) => parts.steps);
  for (const table of touched) {
    const { relation, counts } = table;
    const own = steps.flatMap((step, place) =>
      relationKey(step.target) === relationKey(relation.name) ? [{ step, place }] : [],
    );
    const ownCount = (verb: "insert" | "update" | "delete") =>
      own.reduce((total, { step, place }) => total + (step.verb === verb ? (changed.done[place] ?? 0) : 0), 0);
    const alone =
      relation.primaryKey.length > 0 &&
      (["insert", "update", "delete"] as const).every((verb) => ownCount(verb) === counts[verb]);
    if (counts.insert + counts.update + counts.delete > MOST_ROWS) {
      unseen.push(
        `So many rows of ${formatRelation(relation.name)} are not compared one by one: what they are given is, and their number.`,
      );
      whole = false;
      continue;
    }
    if (!(await isReadable(client, table))) {
      unseen.push(
        `The database's role of Gatehouse cannot read ${formatRelation(relation.name)}: what changes in it is counted alone.`,
      );
      whole &&= counts.update + counts.delete === 0;
      continue;
    }
    const partOf = (name: RelationName) =>
      relationKey(wholeOf(name, plan.catalogue)) === relationKey(wholeOf(relation.name, plan.catalogue));
    const overridden = new Set(
      changed.overridden.flatMap((names, place) =>
        steps[place] !== undefined && partOf(steps[place].target) ? names : [],
      ),
    );
    const given = new Set(
      steps
        .filter(({ target }) => partOf(target))
        .flatMap((step) => step.given)
        .filter((column) => !overridden.has(column)),
    );
    if (!alone) {
      tables.push({ touched: table, ...(await findMade(client, table, { xid: moment.xid, wide })), keys: null, given });
      continue;
    }
    const width = relation.primaryKey.length;
    const becomes = own.flatMap(({ step, place }) =>
      (changed.after[place] ?? []).map((row) => {
        const image = step.verb === "update" ? row.slice(width) : row;
        return { image, key: step.verb === "update" ? row.slice(0, width) : null };
      }),
    );
    const places = placesOf(relation, relation.primaryKey);
    const made = await findByKeys(
      client,
      relation,
      becomes.map(({ image }) => places.map((place) => image[place] ?? null)),
    );
    const keys = [
      ...becomes.flatMap(({ key }) => (key === null ? [] : [key])),
      ...(going.get(relationKey(relation.name)) ?? []),
    ];
    tables.push({ touched: table, made, locked: new Set(), keys, given });
  }
  return { ...moment, effects, tables, unseen: [...new Set(unseen)], whole };
}
