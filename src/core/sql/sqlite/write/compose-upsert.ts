// INSERT … ON CONFLICT … DO UPDATE as what it means: the rows that are given, an UPDATE of those that are there, an INSERT of the others.
// Which are there is what the caller's own SELECT shows. A row out of sight is not there: inserting its double is refused by the database
// like any other breach of a constraint. INVARIANT: what the caller wrote stands in both statements unchanged, or composing fails; only
// `excluded.column` becomes the input that it is, because a column's bare name means the target's here.

import type { Relation, UniqueKey } from "../../../model/catalogue.ts";
import { type Refusal, refuse } from "../../../model/refusal.ts";
import { childrenOf, fold, quoteName, spanOf } from "../parse/node.ts";
import { parseText, type Statement } from "../parse/parse-text.ts";
import { sameText, sameTree } from "../parse/same-tree.ts";
import type { Node } from "../parse/tree.ts";
import { applyEdits, type Edit } from "../rewrite/edits.ts";
import { composeInsert, nameIn, unfaithful, type WrittenColumn } from "./compose-rows.ts";
import { readClauses, type WriteClauses } from "./write-clauses.ts";

export interface ComposedUpsert {
  readonly kind: "upsert";
  /** The rows that are given, and the column that each of their outputs is for. */
  readonly source: Statement;
  readonly inputs: readonly string[];
  readonly update: WriteClauses;
  readonly insert: WriteClauses;
  /** Columns that ON CONFLICT names, and those of the key by which a row is there; null where there is no such key. */
  readonly named: readonly string[];
  readonly pairs: readonly string[] | null;
  /** Columns that are given anew what the row was found by: they stay what they are. */
  readonly kept: ReadonlySet<string>;
  readonly miscounted: Refusal | null;
}

/** What the given rows are called in both statements. */
export const SOURCE_NAME = "gatehouse_source";
export const inputName = (index: number): string => `gatehouse_in_${index + 1}`;
const THERE = "gatehouse_there";
const EXCLUDED = "excluded";

export function composeUpsert(clauses: WriteClauses, relation: Relation): ComposedUpsert | Refusal {
  const { conflict, source } = clauses;
  const update = conflict?.update ?? null;
  if (conflict === null || update === null || source === null) return unfaithful();
  const given = composeInsert(clauses, relation);
  if (given.kind === "refusal") return given;
  if (given.rows === null) return unfaithful();
  if (fold(clauses.alias) === EXCLUDED || holdsName(clauses.statement.root)) return refuseName();
  const named = conflict.columns.map((name) => nameIn(relation, name));
  const pairs = findKey(named, relation)?.columns ?? null;
  const inputs = given.columns.map(({ name }) => name);
  // without a key the statements are refused once its columns are found to be visible; they only have to be well formed
  const pairing = { clauses, given: given.columns, on: pairs ?? named };
  const composed = { update: composeUpdate(pairing, relation), insert: composeOthers(pairing, relation) };
  if (composed.update.kind === "refusal") return composed.update;
  if (composed.insert.kind === "refusal") return composed.insert;
  const kept = update.assignments.flatMap(({ column, value }) => {
    const name = nameIn(relation, column);
    const same = fold(excludedColumn(value) ?? "") === fold(name) && pairs?.includes(name) === true;
    return same ? [name] : [];
  });
  return {
    kind: "upsert",
    source: given.rows,
    inputs,
    update: composed.update,
    insert: composed.insert,
    named,
    pairs,
    kept: new Set(kept),
    miscounted: given.miscounted,
  };
}

interface Pairing {
  readonly clauses: WriteClauses;
  readonly given: readonly WrittenColumn[];
  readonly on: readonly string[];
}

/** `UPDATE target SET … FROM the rows AS excluded WHERE they are paired AND the condition holds` */
function composeUpdate({ clauses, given, on }: Pairing, relation: Relation): WriteClauses | Refusal {
  const { statement, target, alias, conflict, returning } = clauses;
  const slice = (node: Node): string => statement.text.slice(spanOf(node).from, spanOf(node).to);
  const update = conflict?.update ?? null;
  if (update === null) return unfaithful();
  const { set } = update;
  const { where } = update;
  const paired = pairText(on, { there: alias, here: EXCLUDED, given });
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

/** `INSERT INTO target SELECT the rows of which none is there` */
function composeOthers({ clauses, given, on }: Pairing, relation: Relation): WriteClauses | Refusal {
  const { statement, target, returning } = clauses;
  const slice = (node: Node): string => statement.text.slice(spanOf(node).from, spanOf(node).to);
  const columns = given.map(({ name }) => quoteName(name)).join(", ");
  const inputs = given.map(({ output }) => `${quoteName(SOURCE_NAME)}.${quoteName(inputName(output))}`).join(", ");
  const paired = pairText(on, { there: THERE, here: SOURCE_NAME, given });
  const returns = returning === null ? "" : ` RETURNING ${slice(returning)}`;
  const none = `${quoteName(THERE)}.${quoteName(on[0] ?? "")} IS NULL`;
  const written = parseText(
    `${withText(clauses, given.length)} INSERT INTO ${slice(target)} (${columns}) SELECT ${inputs} FROM ${quoteName(SOURCE_NAME)} LEFT JOIN main.${quoteName(relation.name.name)} AS ${quoteName(THERE)} ON ${paired} WHERE ${none}${returns}`,
  );
  if (written.kind === "refusal") return { ...written, position: null };
  if (!isFramed(written, clauses)) return unfaithful();
  return clausesOf(written);
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

function pairText(
  on: readonly string[],
  { there, here, given }: { there: string; here: string; given: readonly WrittenColumn[] },
): string {
  return on
    .map((name) => {
      const output = given.find((column) => column.name === name)?.output ?? 0;
      return `${quoteName(there)}.${quoteName(name)} = ${quoteName(here)}.${quoteName(inputName(output))}`;
    })
    .join(" AND ");
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

/** The column's name as written behind `excluded`; null for anything else. Inputs that were named already are not taken again. */
function excludedColumn(node: Node): string | null {
  if (node.type !== "member_expr" || node.object.type !== "identifier" || node.property.type !== "identifier")
    return null;
  const { name } = node.property;
  return fold(node.object.name) === EXCLUDED && !fold(name).startsWith("gatehouse_") ? name : null;
}

/** Without a column ON CONFLICT means any key: here the one that rows are told apart by. */
function findKey(named: readonly string[], { uniqueKeys = [], primaryKey }: Relation): UniqueKey | null {
  const columns = named.length === 0 ? primaryKey : named;
  if (columns.length === 0) return null;
  const wanted = JSON.stringify([...new Set(columns)].sort());
  return uniqueKeys.find((key) => JSON.stringify([...key.columns].sort()) === wanted) ?? null;
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

function refuseName(): Refusal {
  return refuse("construct-not-allowed", "In ON CONFLICT DO UPDATE `excluded` means the rows that are given.", {
    rule: "write-forms",
    remedy: "Give tables, WITH queries and aliases other names.",
  });
}
