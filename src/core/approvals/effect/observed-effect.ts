// What a write did to rows, seen by trying it: each row by key and values, before and after, in every table, whatever changed it. Its digest
// is what an approval is bound to. INVARIANT: a value is left out only in a column that `unbound` names, and people are shown that list.

import type { ColumnName, RelationName } from "../../model/relation-name.ts";
import { relationKey } from "../../model/relation-name.ts";
import type { Image } from "../../sql/cascades/cascade-graph.ts";
import { type Clock, clockWord, TOKENS } from "./clock-word.ts";

export interface ObservedRow {
  readonly before: Image | null;
  readonly after: Image | null;
}

export interface ObservedTable {
  readonly relation: RelationName;
  /** The layout of the images. */
  readonly columns: readonly string[];
  /** Of its primary key. */
  readonly key: readonly string[];
  /** Columns that the statement gives, and the database stored as given: they are compared as they are. */
  readonly given: ReadonlySet<string>;
  readonly rows: readonly ObservedRow[];
}

export interface Observation {
  readonly clock: Clock;
  /** Numbers of the transaction and of its session, which are others whenever it is carried out; absent where the engine has none. */
  readonly numbers?: ReadonlySet<string>;
  readonly tables: readonly ObservedTable[];
}

/**
 * Why a value is not bound. `clock`: the time at which it is carried out. `anew`: the database makes another one each time. `repeats`: it holds
 * such a one among others, and these are bound. `session`: it holds a number of the transaction or its session, and the rest of it is bound.
 */
export interface UnboundColumn extends ColumnName {
  readonly why: "clock" | "anew" | "repeats" | "session";
}

/** One line for each row, in an order that says nothing: two observations with the same lines are the same effect. */
export function effectLines(observation: Observation, unbound: readonly UnboundColumn[]): readonly string[] {
  const settled = settle(observation, unbound);
  return settled.tables.flatMap(({ relation, rows }) => rows.map((row) => JSON.stringify([relation, row]))).toSorted();
}

/**
 * What differs between two tries of one transaction is made anew each time. Columns are named one by one, those of keys first, until the
 * tries are alike: what only repeats such a value elsewhere stays bound. Null where they cannot be made alike by columns.
 */
export function unboundColumns(
  [first, second]: readonly [Observation, Observation],
  known: readonly UnboundColumn[],
): readonly UnboundColumn[] | null {
  const unbound = [...known, ...foundIn(first, known)];
  const further = (): readonly ColumnName[] => differing(settle(first, unbound), settle(second, unbound));
  // a number of one table may be that of another by chance: each is named by itself
  for (const column of further().filter((each) => isKey(each, first))) unbound.push({ ...column, why: "anew" });
  for (let [next] = further(); next !== undefined; [next] = further()) {
    const place = unbound.findIndex((each) => nameOf(each) === nameOf(next));
    if (place === -1) unbound.push({ ...next, why: "repeats" });
    else if (unbound[place]?.why === "session") unbound[place] = { ...next, why: "repeats" };
    else if (unbound[place]?.why === "repeats") unbound[place] = { ...next, why: "anew" };
    else return null; // a row that is there in one try and not in the other
  }
  const same = JSON.stringify(effectLines(first, unbound)) === JSON.stringify(effectLines(second, unbound));
  return same ? unbound : null;
}

/** Columns in which a value stands that is another each time, whether or not two tries of one transaction tell: made anew, or a number of the session. */
export function foundIn(observation: Observation, known: readonly UnboundColumn[]): readonly UnboundColumn[] {
  const words = wordsOf(observation.tables, new Set(known.filter(({ why }) => why === "anew").map(nameOf)));
  const repeating = columnsHolding(words, { observation, known, why: "repeats" });
  const numbers = observation.numbers ?? new Set();
  return [...repeating, ...columnsHolding(numbers, { observation, known: [...known, ...repeating], why: "session" })];
}

function columnsHolding(
  words: ReadonlySet<string>,
  {
    observation: { tables },
    known,
    why,
  }: { observation: Observation; known: readonly UnboundColumn[]; why: UnboundColumn["why"] },
): readonly UnboundColumn[] {
  const named = new Set(known.map(nameOf));
  const found = new Map<string, UnboundColumn>();
  for (const table of words.size === 0 ? [] : tables) {
    for (const row of table.rows) {
      for (const [place, column] of table.columns.entries()) {
        const name = { relation: table.relation, column };
        const value = row.after?.[place] ?? null;
        if (value === null || named.has(nameOf(name)) || !isMade(table, row, place)) continue;
        if ((value.match(TOKENS) ?? []).some((token) => words.has(token))) found.set(nameOf(name), { ...name, why });
      }
    }
  }
  return [...found.values()];
}

/** What was made anew in these columns. */
function wordsOf(tables: readonly ObservedTable[], open: ReadonlySet<string>): ReadonlySet<string> {
  const words = new Set<string>();
  for (const { relation, columns, rows } of tables) {
    for (const row of rows) {
      for (const [place, column] of columns.entries()) {
        const value = row.after?.[place] ?? null;
        if (value === null || value === row.before?.[place] || !open.has(nameOf({ relation, column }))) continue;
        words.add(value);
      }
    }
  }
  return words;
}

function isKey({ relation, column }: ColumnName, { tables }: Observation): boolean {
  const table = tables.find((each) => relationKey(each.relation) === relationKey(relation));
  return table?.key.length === 1 && table.key[0] === column;
}

/** Columns in which the time of the change stands, that is bound by its distance from it. */
export function timedColumns(observation: Observation, unbound: readonly UnboundColumn[]): readonly ColumnName[] {
  return settle(observation, unbound).timed;
}

type Cell = string | null | readonly [string];

interface SettledTable extends Pick<ObservedTable, "relation" | "columns" | "key"> {
  readonly rows: readonly { readonly before: Image | null; readonly after: readonly Cell[] | null }[];
}

interface Settled {
  readonly tables: readonly SettledTable[];
  readonly timed: readonly ColumnName[];
}

/** A cell that the database made: new, and not as the statement gave it. */
function isMade({ given, columns }: ObservedTable, { before, after }: ObservedRow, place: number): boolean {
  return after !== null && !given.has(columns[place] ?? "") && (before === null || before[place] !== after[place]);
}

function settle({ tables, clock, numbers }: Observation, unbound: readonly UnboundColumn[]): Settled {
  const open = new Set(unbound.filter(({ why }) => why === "clock" || why === "anew").map(nameOf));
  // elsewhere a number is like one that was made anew by chance alone
  const repeating = new Set(unbound.filter(({ why }) => why === "repeats").map(nameOf));
  const numbered = new Set([...repeating, ...unbound.filter(({ why }) => why === "session").map(nameOf)]);
  const isOpen = (relation: RelationName, column: string) => open.has(nameOf({ relation, column }));
  const words = wordsOf(tables, open);
  const timed = new Map<string, ColumnName>();
  const settled = tables.map((table): SettledTable => {
    const { relation, columns, key } = table;
    return {
      relation,
      columns,
      key,
      rows: table.rows.map((row) => ({
        before: row.before,
        after:
          row.after?.map((value, place): Cell => {
            const name = { relation, column: columns[place] ?? "" };
            if (isOpen(relation, name.column)) return [nameOf(name)];
            if (value === null || !isMade(table, row, place)) return value;
            let isTimed = false;
            const cell = value.replace(TOKENS, (token) => {
              if (repeating.has(nameOf(name)) && words.has(token)) return "<made anew>";
              if (numbered.has(nameOf(name)) && numbers?.has(token) === true) return "<number of the session>";
              const word = clockWord(token, clock);
              isTimed ||= word !== null;
              return word ?? token;
            });
            if (isTimed) timed.set(nameOf(name), name);
            return cell === value ? value : [cell];
          }) ?? null,
      })),
    };
  });
  return { tables: settled, timed: [...timed.values()] };
}

/** The parts of one table together. */
function wholeTables({ tables }: Settled): readonly SettledTable[] {
  const whole = new Map<string, SettledTable>();
  for (const table of tables) {
    const key = relationKey(table.relation);
    whole.set(key, { ...table, rows: [...(whole.get(key)?.rows ?? []), ...table.rows] });
  }
  return [...whole.values()];
}

/** Columns whose values are others in the second try. */
function differing(first: Settled, second: Settled): readonly ColumnName[] {
  const others = wholeTables(second);
  return wholeTables(first).flatMap((table) => {
    const other = others.find(({ relation }) => relationKey(relation) === relationKey(table.relation));
    if (other === undefined || other.rows.length !== table.rows.length) return [];
    const cells = ({ rows }: SettledTable, place: number) =>
      JSON.stringify(rows.map(({ after }) => JSON.stringify(after?.[place] ?? null)).toSorted());
    const found = table.columns.filter((_, at) => cells(table, at) !== cells(other, at));
    return found.map((column) => ({ relation: table.relation, column }));
  });
}

function nameOf({ relation: { schema, name }, column }: ColumnName): string {
  return `${schema}.${name}.${column}`;
}
