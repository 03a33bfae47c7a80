// Of a write with OR REPLACE or OR IGNORE: by which keys the rows that it makes could meet others, as SQL over its temporary table and the
// target. All texts are the schema's own and ours. A key that could meet none (a part of it is NULL, or none of it changes) is left out.

import type { DistinctKey, Relation } from "../../../model/catalogue.ts";
import { type Refusal, refuse } from "../../../model/refusal.ts";
import { fold, quoteName } from "../parse/node.ts";
import type { Node } from "../parse/tree.ts";
import { type ComposedWrite, nameIn } from "./compose-rows.ts";
import { expressionIn, isConstant, replaceNames } from "./placed-names.ts";
import { valueName } from "./row-key.ts";

/** The sides of one key: what a row that is there holds, what a row becomes that is given, and what that was before an UPDATE. */
export interface MeetingKey {
  readonly there: KeySide;
  readonly was: KeySide;
  readonly given: KeySide;
}

export interface KeySide {
  readonly parts: readonly string[];
  /** Whether the key is of the row; null where it is of every one. */
  readonly condition: string | null;
}

export interface Meetings {
  readonly kind: "meetings";
  readonly keys: readonly MeetingKey[];
  /** Columns of these keys. */
  readonly columns: readonly string[];
}

/** What a row of the target is called that stands in the way. */
export const THERE = "gatehouse_there";

export function findMeetings(composed: ComposedWrite): Meetings | Refusal {
  const { relation, clauses } = composed;
  const { distinct } = relation.writing ?? {};
  if (distinct === undefined || distinct === null) return refuseUntold(clauses.verb);
  const keys: MeetingKey[] = [];
  const columns = new Set<string>();
  for (const key of distinct) {
    if (cannotMeet(key, composed)) continue;
    const meeting = meetingOf(key, composed);
    if (meeting === null) return refuseUntold(clauses.verb);
    keys.push(meeting);
    for (const name of key.columns) columns.add(name);
  }
  return { kind: "meetings", keys, columns: [...columns] };
}

/** Null where the values of its columns cannot be told. */
export function meetingOf(key: DistinctKey, composed: ComposedWrite): MeetingKey | null {
  const { relation } = composed;
  if (key.columns.some((name) => isComputed(name, relation))) return null;
  const given = sideOf(key, (name) => givenText(name, composed));
  const there = sideOf(key, (name) => `"${THERE}".${quoteName(name)}`);
  const was = sideOf(key, (name) => `${quoteName(relation.name.name)}.${quoteName(name)}`);
  return given === null || there === null || was === null ? null : { there, was, given };
}

/** Of an UPDATE a key that it does not touch; of an INSERT one with a column that is left NULL. */
function cannotMeet(key: DistinctKey, { clauses, columns, relation }: ComposedWrite): boolean {
  const given = new Set(columns.map(({ name }) => name));
  if (clauses.verb === "update") return !key.columns.some((name) => given.has(name) || isComputed(name, relation));
  const { defaults } = relation.writing ?? {};
  const bare = new Set(key.parts.flatMap((part) => bareColumn(part, relation) ?? []));
  return [...bare].some((name) => !given.has(name) && defaults?.has(name) !== true && !isComputed(name, relation));
}

function isComputed(name: string, { writing }: Relation): boolean {
  return writing?.computed.includes(name) === true;
}

/** The column that a part is, and nothing computed of it; null for anything else. */
function bareColumn(part: string, relation: Relation): string | null {
  const node = expressionIn(part)?.node ?? null;
  const inner = (held: Node | null): string | null => {
    if (held?.type === "collate_expr" || held?.type === "paren_expr") return inner(held.expr);
    return held?.type === "identifier" ? nameIn(relation, held.name) : null;
  };
  return inner(node);
}

/** What a key compares of one row, whose columns are written so; null where one cannot be. */
export function sideOf({ parts, condition }: DistinctKey, textOf: (name: string) => string | null): KeySide | null {
  const placed = parts.map((part) => replaceNames(part, textOf));
  const held = condition === null ? null : replaceNames(condition, textOf);
  const whole = placed.filter((part) => part !== null);
  if (whole.length < placed.length || (condition !== null && held === null)) return null;
  return { parts: whole, condition: held };
}

/** The value that a row gets in a column: what it is given, what it holds, or the column's default; null where nobody can tell. */
function givenText(written: string, { clauses, columns, relation }: ComposedWrite): string | null {
  const own = relation.columns.find(({ name }) => fold(name) === fold(written));
  if (own === undefined) return null;
  const { name, nullable } = own;
  const isGiven = (column: { readonly name: string }) => column.name === name;
  // of a column that is named twice an UPDATE takes the last value, an INSERT the first
  const place = clauses.verb === "update" ? columns.findLastIndex(isGiven) : columns.findIndex(isGiven);
  // the rowid takes no default
  const standard = relation.writing?.rowid?.column === name ? undefined : relation.writing?.defaults?.get(name);
  const constant = standard === undefined || !isConstant(standard) ? null : `(${standard})`;
  if (place < 0) {
    if (clauses.verb === "update") return `${quoteName(relation.name.name)}.${quoteName(name)}`;
    return standard === undefined ? "NULL" : constant;
  }
  const value = `"gatehouse_rows".${quoteName(valueName(place))}`;
  // REPLACE gives a column that may not be NULL its default
  if (clauses.resolution !== "replace" || nullable || standard === undefined) return value;
  return constant === null ? null : `coalesce(${value}, ${constant})`;
}

function refuseUntold(verb: string): Refusal {
  return refuse("construct-not-allowed", "Which rows it would meet cannot be told before it runs.", {
    rule: "write-forms",
    remedy:
      verb === "insert"
        ? "Name the columns of the table's keys after it and give them values, or write INSERT … ON CONFLICT (key) DO UPDATE SET column = excluded.column."
        : "Leave the OR clause out, and say in WHERE which rows are changed.",
  });
}
