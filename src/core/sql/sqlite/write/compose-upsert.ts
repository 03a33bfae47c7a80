// INSERT … ON CONFLICT … DO UPDATE as what it means: the rows that are given, an UPDATE of those that are there, an INSERT of the others; where
// there are several ON CONFLICT, an UPDATE for each, of the rows that are there by its key and by none before it.
// Which are there is what the caller's own SELECT shows. A row out of sight is not there: inserting its double is refused by the database
// like any other breach of a constraint. INVARIANT: what the caller wrote stands in both statements unchanged, or composing fails; only
// `excluded.column` becomes the input that it is, because a column's bare name means the target's here.

import type { DistinctKey, Relation } from "../../../model/catalogue.ts";
import { type Refusal, refuse } from "../../../model/refusal.ts";
import { childrenOf, fold, quoteName, spanOf } from "../parse/node.ts";
import { parseText, type Statement } from "../parse/parse-text.ts";
import { sameText, sameTree } from "../parse/same-tree.ts";
import type { Node } from "../parse/tree.ts";
import { applyEdits, type Edit } from "../rewrite/edits.ts";
import { composeInsert, nameIn, unfaithful, type WrittenColumn } from "./compose-rows.ts";
import {
  type Arm,
  armsOf,
  EXCLUDED,
  excludedColumn,
  givesOneRow,
  keptBy,
  movedKey,
  namedBy,
  refuseMoved,
  restOf,
} from "./conflict-arms.ts";
import { isConstant } from "./placed-names.ts";
import { sideOf } from "./rows-in-the-way.ts";
import { type ConflictUpdate, readClauses, type WriteClauses } from "./write-clauses.ts";

export interface ComposedUpsert {
  readonly kind: "upsert";
  /** The rows that are given, and the column that each of their outputs is for. */
  readonly source: Statement;
  readonly inputs: readonly string[];
  /** Each DO UPDATE, with the columns that are given anew what the row was found by: they stay what they are. */
  readonly updates: readonly { readonly clauses: WriteClauses; readonly kept: ReadonlySet<string> }[];
  readonly insert: WriteClauses;
  /** Columns that ON CONFLICT names, and those of the keys by which a row is there; null where there is no such key. */
  readonly named: readonly string[];
  readonly pairs: readonly string[] | null;
  readonly keys: readonly (readonly string[])[];
  /** Those of which each value is to be given once: a second row would change the first. */
  readonly alone: readonly (readonly string[])[];
  /** The same of keys that are computed. */
  readonly computed: readonly DistinctKey[];
  readonly miscounted: Refusal | null;
}

/** What the given rows are called in both statements. */
export const SOURCE_NAME = "gatehouse_source";
export const inputName = (index: number): string => `gatehouse_in_${index + 1}`;
const THERE = "gatehouse_there";

export function composeUpsert(clauses: WriteClauses, relation: Relation): ComposedUpsert | Refusal {
  const { conflict, source } = clauses;
  if (conflict === null || source === null) return unfaithful();
  const given = composeInsert(clauses, relation);
  if (given.kind === "refusal") return given;
  if (given.rows === null) return unfaithful();
  if (fold(clauses.alias) === EXCLUDED || holdsName(clauses.statement.root)) return refuseName();
  const { arms, complete } = armsOf(conflict.arms, relation);
  if (arms.some((arm) => untold(arm, given.columns, relation) !== null)) return refuseUntold();
  const moved = arms.length > 1 && !givesOneRow(source) ? movedKey(arms, relation) : null;
  if (moved !== null) return refuseMoved(moved);
  // without a key the statements are refused once its columns are found to be visible; they only have to be well formed
  const pairing = { clauses, given: given.columns };
  const updates: { clauses: WriteClauses; kept: ReadonlySet<string> }[] = [];
  for (const [place, arm] of arms.entries()) {
    const { update } = arm;
    if (update === null) continue;
    const composed = composeUpdate({ ...pairing, arm, earlier: arms.slice(0, place) }, { relation, update });
    if (composed.kind === "refusal") return composed;
    updates.push({ clauses: composed, kept: keptBy({ ...arm, update }, relation) });
  }
  const insert = composeOthers({ ...pairing, arms, rest: restOf(conflict.arms, relation) }, relation);
  if (insert.kind === "refusal") return insert;
  const keys = arms.map(({ on }) => on);
  return {
    kind: "upsert",
    source: given.rows,
    inputs: given.columns.map(({ name }) => name),
    updates,
    insert,
    named: namedBy(conflict.arms, relation),
    pairs: complete ? [...new Set(keys.flat())] : null,
    keys,
    alone: arms.flatMap(({ on, key, update }) => (update === null || key !== null ? [] : [on])),
    computed: arms.flatMap(({ key, update }) => (update === null || key === null ? [] : [key])),
    miscounted: given.miscounted,
  };
}

interface Pairing {
  readonly clauses: WriteClauses;
  readonly given: readonly WrittenColumn[];
}

/** `UPDATE target SET … FROM the rows AS excluded WHERE they are paired, by no earlier key, AND the condition holds` */
function composeUpdate(
  { clauses, given, arm, earlier }: Pairing & { arm: Arm; earlier: readonly Arm[] },
  { relation, update }: { relation: Relation; update: ConflictUpdate },
): WriteClauses | Refusal {
  const { statement, target, alias, returning } = clauses;
  const slice = (node: Node): string => statement.text.slice(spanOf(node).from, spanOf(node).to);
  const { set, where } = update;
  const not = earlier.map((other) => ` AND ${noneText(other, { here: EXCLUDED, given, relation })}`);
  const paired = pairText(arm, { there: alias, here: EXCLUDED, given, relation }) + not.join("");
  const condition = where === null ? "" : ` AND (${slice(where)}\n)`;
  const returns = returning === null ? "" : ` RETURNING ${slice(returning)}`;
  const written = parseText(
    `${withText(clauses, given.length)} UPDATE ${slice(target)} ${slice(set)} FROM ${quoteName(SOURCE_NAME)} AS ${EXCLUDED} WHERE (${paired})${condition}${returns}`,
  );
  if (written.kind === "refusal") return { ...written, position: null };
  const { root } = written;
  const last = root.type === "update_stmt" ? root.where : null;
  const held = last?.type === "binary_expr" && last.right.type === "paren_expr" ? last.right.expr : null;
  const faithful =
    root.type === "update_stmt" &&
    root.or === null &&
    root.order.length === 0 &&
    root.limit === null &&
    sameText(set, root.set) &&
    (where === null ? last?.type === "paren_expr" : sameText(where, held)) &&
    isFramed(written, clauses);
  if (!faithful) return unfaithful();
  const renamed = renameExcluded(written, given, relation);
  return renamed.kind === "refusal" ? renamed : clausesOf(renamed);
}

/** `INSERT INTO target SELECT the rows of which none is there`, and what the database passes over by itself */
function composeOthers(
  { clauses, given, arms, rest }: Pairing & { arms: readonly Arm[]; rest: string },
  relation: Relation,
): WriteClauses | Refusal {
  const { statement, target, returning } = clauses;
  const slice = (node: Node): string => statement.text.slice(spanOf(node).from, spanOf(node).to);
  const columns = given.map(({ name }) => quoteName(name)).join(", ");
  const inputs = given.map(({ output }) => `${quoteName(SOURCE_NAME)}.${quoteName(inputName(output))}`).join(", ");
  const returns = returning === null ? "" : ` RETURNING ${slice(returning)}`;
  const none = arms.map((arm) => noneText(arm, { here: SOURCE_NAME, given, relation })).join(" AND ") || "true";
  const written = parseText(
    `${withText(clauses, given.length)} INSERT INTO ${slice(target)} (${columns}) SELECT ${inputs} FROM ${quoteName(SOURCE_NAME)} WHERE ${none}${rest}${returns}`,
  );
  if (written.kind === "refusal") return { ...written, position: null };
  if (!isFramed(written, clauses)) return unfaithful();
  return clausesOf(written);
}

/** That no row is there by this key. */
function noneText(
  arm: Arm,
  { here, given, relation }: { here: string; given: readonly WrittenColumn[]; relation: Relation },
): string {
  const paired = pairText(arm, { there: THERE, here, given, relation });
  return `NOT EXISTS (SELECT 1 FROM main.${quoteName(relation.name.name)} AS ${quoteName(THERE)} WHERE ${paired})`;
}

/** The caller's WITH, and the given rows behind it. */
function withText({ statement, with: before, source }: WriteClauses, width: number): string {
  const slice = (node: Node | null): string =>
    node === null ? "" : statement.text.slice(spanOf(node).from, spanOf(node).to);
  const names = Array.from({ length: width }, (_, index) => quoteName(inputName(index))).join(", ");
  return `${before === null ? "WITH" : `${slice(before)},`} ${quoteName(SOURCE_NAME)}(${names}) AS (${slice(source)}\n)`;
}

/** Whether WITH, target and RETURNING stand around a composed statement as the caller wrote them. */
function isFramed({ root }: Statement, clauses: WriteClauses): boolean {
  if (root.type !== "update_stmt" && root.type !== "insert_stmt") return false;
  const tables = root.with?.tables ?? [];
  const given = tables.at(-1);
  return (
    given !== undefined &&
    sameText(clauses.with?.tables ?? [], tables.slice(0, -1)) &&
    sameText(clauses.source, given.expr.expr) &&
    sameText(clauses.target, root.table) &&
    sameText(clauses.returning, root.returning?.columns)
  );
}

interface Pair {
  readonly there: string;
  readonly here: string;
  readonly given: readonly WrittenColumn[];
  readonly relation: Relation;
}

function pairText({ on, key }: Arm, { there, here, given, relation }: Pair): string {
  const thereText = (name: string) => `${quoteName(there)}.${quoteName(name)}`;
  if (key !== null) {
    const sides = [
      sideOf(key, (name) => thereText(nameIn(relation, name))),
      sideOf(key, (name) => inputText(name, { here, given, relation })),
    ];
    const [held, own] = sides;
    if (held === null || held === undefined || own === null || own === undefined) return "false";
    const pairs = held.parts.map((part, place) => `${part} = ${own.parts[place] ?? "NULL"}`);
    return [...pairs, held.condition, own.condition].filter((text) => text !== null).join(" AND ");
  }
  return on.map((name) => `${thereText(name)} = ${inputText(name, { here, given, relation }) ?? "NULL"}`).join(" AND ");
}

/** What a given row gets in a column: null where nobody can tell. */
function inputText(written: string, { here, given, relation }: Omit<Pair, "there">): string | null {
  const name = nameIn(relation, written);
  const output = given.find((column) => column.name === name)?.output;
  if (output !== undefined) return `${quoteName(here)}.${quoteName(inputName(output))}`;
  const standard = relation.writing?.defaults?.get(name);
  if (standard === undefined) return "NULL";
  return isConstant(standard) ? `(${standard})` : null;
}

/** A column of a computed key that is left to a default which is another each time, or that the database computes. */
function untold({ key }: Arm, given: readonly WrittenColumn[], relation: Relation): string | null {
  const names = (key?.columns ?? []).filter((name) => !given.some((column) => column.name === name));
  return (
    names.find(
      (name) =>
        relation.writing?.computed.includes(name) === true ||
        inputText(name, { here: EXCLUDED, given, relation }) === null,
    ) ?? null
  );
}

/** `excluded.column`, wherever it stands, as the input of that column; a column that is given no value stays as written. */
function renameExcluded(
  statement: Statement,
  given: readonly WrittenColumn[],
  relation: Relation,
): Statement | Refusal {
  const replaced = new Map<Node, string>();
  const visit = (node: Node): void => {
    const name = excludedColumn(node);
    const column = name === null ? undefined : given.find((held) => held.name === nameIn(relation, name));
    if (column !== undefined) replaced.set(node, `${EXCLUDED}.${quoteName(inputName(column.output))}`);
    else for (const child of childrenOf(node)) visit(child);
  };
  visit(statement.root);
  const edits = [...replaced].map(([node, text]): Edit => ({ ...spanOf(node), text }));
  const renamed = parseText(applyEdits(statement.text, edits));
  if (renamed.kind === "refusal") return { ...renamed, position: null };
  const same = sameTree(statement.root, renamed, { replaced, parameters: [] });
  return same ? renamed : unfaithful();
}

function clausesOf(statement: Statement): WriteClauses | Refusal {
  return readClauses(statement) ?? unfaithful();
}

/** Whether anything but the rows that are given is called `excluded`: a table, a WITH query or an alias. */
function holdsName(node: Node): boolean {
  const own =
    (node.type === "alias" && fold(node.alias) === EXCLUDED) ||
    ((node.type === "common_table_expr" || node.type === "table_name") && fold(node.name) === EXCLUDED);
  return own || childrenOf(node).some(holdsName);
}

function refuseUntold(): Refusal {
  return refuse(
    "construct-not-allowed",
    "ON CONFLICT means a key that is computed with columns which are given no value.",
    {
      rule: "write-forms",
      remedy: "Name the columns of the key after the table and give them values.",
    },
  );
}

function refuseName(): Refusal {
  return refuse("construct-not-allowed", "In ON CONFLICT DO UPDATE `excluded` means the rows that are given.", {
    rule: "write-forms",
    remedy: "Give tables, WITH queries and aliases other names.",
  });
}
