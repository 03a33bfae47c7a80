// Of a write with OR REPLACE or OR IGNORE: by which keys the rows that it makes could meet others, as SQL over its temporary table and the
// target. All texts are the schema's own and ours. A key that could meet none (a part of it is NULL, or none of it changes) is left out.

import type { DistinctKey, Relation } from "../../../model/catalogue.ts";
import { type Refusal, refuse } from "../../../model/refusal.ts";
import { childrenOf, fold, quoteName, spanOf } from "../parse/node.ts";
import { parseText } from "../parse/parse-text.ts";
import type { Node } from "../parse/tree.ts";
import { applyEdits, type Edit } from "../rewrite/edits.ts";
import { type ComposedWrite, nameIn } from "./compose-rows.ts";
import { valueName } from "./row-key.ts";

/** The sides of one key: what a row that is there holds, what a row becomes that is given, and what that was before an UPDATE. */
export interface MeetingKey {
  readonly there: KeySide;
  readonly was: KeySide;
  readonly given: KeySide;
}

interface KeySide {
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
    if (key.columns.some((name) => isComputed(name, relation))) return refuseUntold(clauses.verb);
    const given = sideOf(key, (name) => givenText(name, composed));
    const there = sideOf(key, (name) => `"${THERE}".${quoteName(name)}`);
    const was = sideOf(key, (name) => `${quoteName(relation.name.name)}.${quoteName(name)}`);
    if (given === null || there === null || was === null) return refuseUntold(clauses.verb);
    keys.push({ there, was, given });
    for (const name of key.columns) columns.add(name);
  }
  return { kind: "meetings", keys, columns: [...columns] };
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

function sideOf({ parts, condition }: DistinctKey, textOf: (name: string) => string | null): KeySide | null {
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

function isConstant(text: string): boolean {
  const found = expressionIn(text);
  const constant = (node: Node): boolean => CONSTANT.has(node.type) && childrenOf(node).every(constant);
  return found !== null && constant(found.node);
}

const CONSTANT: ReadonlySet<Node["type"]> = new Set<Node["type"]>([
  "number_literal",
  "string_literal",
  "blob_literal",
  "null_literal",
  "boolean_literal",
  "paren_expr",
  "prefix_op_expr",
]);

const FRONT = "SELECT ";

function expressionIn(text: string): { readonly node: Node; readonly text: string } | null {
  const parsed = parseText(`${FRONT}${text}`);
  const root = parsed.kind === "refusal" ? null : parsed.root;
  const [node, ...others] = root?.type === "select_stmt" ? root.columns : [];
  return node === undefined || others.length > 0 ? null : { node, text: `${FRONT}${text}` };
}

/** An expression with every name of a column in it written otherwise; null where one cannot be. */
function replaceNames(text: string, textOf: (name: string) => string | null): string | null {
  const found = expressionIn(text);
  if (found === null) return null;
  const edits: Edit[] = [];
  const visit = (node: Node): boolean => {
    if (node.type !== "identifier") return childrenOf(node).every(visit);
    const written = textOf(node.name);
    if (written === null) return false;
    edits.push({ ...spanOf(node), text: written });
    return true;
  };
  return visit(found.node) ? applyEdits(found.text, edits).slice(FRONT.length) : null;
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
