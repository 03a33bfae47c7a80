// Turns the reading half of a write into an ordinary SELECT: the rows that would change, each by its key and row version, with the
// values that they would get. As a SELECT it passes the same walk, policy and rewriting as any read, so a write sees what a read sees.
// INVARIANT: every clause of the caller's statement stands in it unchanged, or composing fails.

import type { Relation } from "../../../model/catalogue.ts";
import { type Refusal, refuse } from "../../../model/refusal.ts";
import { type RelationKey, relationKey } from "../../../model/relation-name.ts";
import { AGGREGATES } from "../function-list.ts";
import { parseText, type Statement } from "../parse-text.ts";
import { quoteName } from "../quote.ts";
import { SEARCH_PATH } from "../reading.ts";
import { sameTree } from "../same-tree.ts";
import { bodyOf, isStruct, list, type Struct, struct, unwrap, word } from "../tree.ts";
import { castSource } from "./cast-source.ts";
import type { WriteClauses } from "./write-clauses.ts";

/** What the target shows besides its governed columns, under names that no caller may write. */
const RESERVED = "gatehouse_";
export const keyName = (index: number): string => `${RESERVED}key_${index + 1}`;
export const valueName = (index: number): string => `${RESERVED}new_${index + 1}`;
export const VERSION_NAME = `${RESERVED}version`;

/** One column that is written, and which output of the rows holds its value; null for the column's default. */
export interface WrittenColumn {
  readonly name: string;
  readonly output: number | null;
}

export interface ComposedWrite {
  readonly kind: "composed";
  readonly clauses: WriteClauses;
  readonly relation: Relation;
  /** How the statement calls its target. */
  readonly alias: string;
  readonly columns: readonly WrittenColumn[];
  /** True when an INSERT names no columns. */
  readonly unnamed: boolean;
  /** The rows to be written; null for INSERT … DEFAULT VALUES. */
  readonly rows: Statement | null;
  /** The SELECT that RETURNING is; null without it. */
  readonly returning: Statement | null;
}

export function findTarget(target: Struct, relations: ReadonlyMap<RelationKey, Relation>): Relation | null {
  const schema = word(target["schemaname"]);
  const name = word(target["relname"]) ?? "";
  for (const candidate of schema === null ? SEARCH_PATH : [schema]) {
    const found = relations.get(relationKey({ schema: candidate, name }));
    if (found !== undefined) return found;
  }
  return null;
}

export function composeWrite(statement: Statement, clauses: WriteClauses, relation: Relation): ComposedWrite | Refusal {
  const reserved = usesReservedName(statement.tree.body);
  if (reserved) {
    return refuse("construct-not-allowed", `Names that begin with ${RESERVED} are Gatehouse's own in a write.`, {
      rule: "write-forms",
      remedy: "Use other names.",
    });
  }
  const alias = word(struct(clauses.target["alias"])["aliasname"]) ?? word(clauses.target["relname"]) ?? "";
  const returning = clauses.returningText === "" ? null : composeReturning(clauses, alias);
  if (returning?.kind === "refusal") return returning;
  const composed =
    clauses.verb === "insert" ? composeInsert(clauses, relation) : composeKeyed(clauses, { relation, alias });
  if (composed.kind === "refusal") return composed;
  return { ...composed, clauses, relation, alias, returning };
}

type Rows = Pick<ComposedWrite, "kind" | "columns" | "unnamed" | "rows">;

/** UPDATE and DELETE: the target's keys and version, then the new values. */
function composeKeyed(clauses: WriteClauses, target: { relation: Relation; alias: string }): Rows | Refusal {
  const { relation } = target;
  const alias = quoteName(target.alias);
  const keys = relation.primaryKey.map((_, index) => `${alias}.${quoteName(keyName(index))}`);
  const outputs = [...keys, `${alias}.${quoteName(VERSION_NAME)}`];
  const meant: Meant[] = outputs.map(() => null);
  const columns: WrittenColumn[] = [];
  for (const { column, value, text } of clauses.assignments) {
    if (value === null) {
      columns.push({ name: column, output: null });
      continue;
    }
    columns.push({ name: column, output: outputs.length });
    const type = relation.columns.find(({ name }) => name === column)?.type;
    const literal = type !== undefined && isLiteral(value);
    outputs.push(literal ? `CAST(${text} AS ${type.bare ?? type.sql})` : `(${text})`);
    meant.push({ value, cast: literal });
  }
  const from = clauses.fromText === "" ? "" : `, ${clauses.fromText}`;
  const where = clauses.whereText === "" ? "" : ` WHERE (${clauses.whereText})`;
  const rows = parseText(`${clauses.withText} SELECT ${outputs.join(", ")} FROM ${clauses.targetText}${from}${where}`);
  if (rows.kind === "refusal") return { ...rows, position: null };
  const faithful =
    sameClauses(rows, clauses) &&
    list(rows.tree.body["targetList"]).every((item, index) =>
      isMeant(bodyOf(item, "ResTarget")?.["val"], meant[index] ?? null),
    );
  return faithful ? { kind: "composed", columns, unnamed: false, rows } : unfaithful();
}

/** A value of the caller's, and whether it was given its column's type; null for what Gatehouse adds. */
type Meant = { readonly value: unknown; readonly cast: boolean } | null;

function isMeant(found: unknown, meant: Meant): boolean {
  if (meant === null) return true;
  return sameTree(meant.value, meant.cast ? bodyOf(found, "TypeCast")?.["arg"] : found, NOTHING);
}

const NOTHING = new Map<unknown, unknown>();

function sameClauses({ tree }: Statement, { body, target, verb }: WriteClauses): boolean {
  const [first, ...others] = list(tree.body["fromClause"]);
  const relation = bodyOf(first, "RangeVar");
  return (
    tree.kind === "SelectStmt" &&
    relation !== null &&
    sameTree(target, relation, NOTHING) &&
    sameTree(list(body[verb === "update" ? "fromClause" : "usingClause"]), others, NOTHING) &&
    sameTree(body["whereClause"], tree.body["whereClause"], NOTHING) &&
    sameTree(body["withClause"], tree.body["withClause"], NOTHING)
  );
}

/** A constant or a parameter as it stands, whose type is the column's. */
function isLiteral(value: unknown): boolean {
  const kind = unwrap(value)?.kind;
  return kind === "A_Const" || kind === "ParamRef";
}

function composeInsert(clauses: WriteClauses, relation: Relation): Rows | Refusal {
  const named = list(clauses.body["cols"]).map((item) => word(struct(bodyOf(item, "ResTarget"))["name"]) ?? "");
  const unnamed = named.length === 0;
  if (clauses.sourceText === "") return { kind: "composed", columns: [], unnamed: false, rows: null };
  const columns = unnamed ? relation.columns.map(({ name }) => name) : named;
  const source = parseText(`${clauses.withText} ${clauses.sourceText}`);
  if (source.kind === "refusal") return { ...source, position: null };
  const select = struct(clauses.body["selectStmt"]);
  const whole = struct(select["SelectStmt"]);
  const own = source.tree.body;
  const faithful = sameTree(withoutWith(whole), withoutWith(own), NOTHING);
  const outer = clauses.body["withClause"];
  if (!faithful || (outer !== undefined && !sameTree(outer, own["withClause"], NOTHING))) return unfaithful();
  const cast = castSource(
    source,
    columns.map((name) => relation.columns.find((column) => column.name === name)?.type ?? null),
  );
  if (cast.kind === "refusal") return cast;
  // without names the server counts, once the policy has spoken: how many columns there are is not for everyone
  if (!unnamed && cast.width !== columns.length) return miscounted(cast.width, columns);
  const rows = parseText(cast.text);
  if (rows.kind === "refusal") return { ...rows, position: null };
  let output = 0;
  return {
    kind: "composed",
    unnamed,
    rows,
    columns: columns.slice(0, unnamed ? cast.width : columns.length).map((name, index) => ({
      name,
      output: cast.defaults.has(index) ? null : output++,
    })),
  };
}

function miscounted(width: number, columns: readonly string[]): Refusal {
  return refuse("invalid-statement", `The INSERT has ${width} values for ${columns.length} columns.`, {
    rule: "write-forms",
    remedy: "Give one value for each of the columns that are named.",
  });
}

/** Where both the INSERT and its query have a WITH, the text holds one after the other and does not parse. */
function withoutWith({ withClause: _, ...rest }: Struct): Struct {
  return rest;
}

function composeReturning(clauses: WriteClauses, alias: string): Statement | Refusal {
  const text = `${clauses.withText} SELECT ${clauses.returningText} FROM ${clauses.targetText}`;
  const statement = parseText(text);
  if (statement.kind === "refusal") return { ...statement, position: null };
  const { body } = statement.tree;
  const [relation, ...others] = list(body["fromClause"]);
  const same =
    others.length === 0 &&
    sameTree(clauses.target, bodyOf(relation, "RangeVar"), NOTHING) &&
    sameTree(struct(clauses.body["returningClause"])["exprs"], body["targetList"], NOTHING) &&
    Object.keys(body).every((field) => RETURNING_FIELDS.has(field));
  if (!same) return unfaithful();
  return refuseInReturning(body["targetList"], alias) ?? statement;
}

/** RETURNING is read from the changed rows, one by one: those of other tables, and those before the change, are not at hand there. */
function refuseInReturning(value: unknown, alias: string): Refusal | null {
  if (Array.isArray(value)) {
    return value.map((item) => refuseInReturning(item, alias)).find((refusal) => refusal !== null) ?? null;
  }
  if (!isStruct(value) || bodyOf(value, "SubLink") !== null) return null;
  const called = bodyOf(value, "FuncCall");
  const name = word(bodyOf(list(called?.["funcname"]).at(-1), "String")?.["sval"]) ?? "";
  if (called !== null && called["over"] === undefined && AGGREGATES.has(name)) {
    return refuse("construct-not-allowed", `RETURNING gives the changed rows, and ${name} would make one of them.`, {
      rule: "write-forms",
      remedy: "Leave RETURNING out: the answer says how many rows were changed; aggregate them with a SELECT.",
    });
  }
  const column = bodyOf(value, "ColumnRef");
  if (column === null) return refuseInReturning(Object.values(value), alias);
  const fields = list(column["fields"]);
  const qualifier = fields.length > 1 ? word(bodyOf(fields.at(-2), "String")?.["sval"]) : null;
  if (qualifier === null || qualifier === alias) return null;
  const what = qualifier === "old" || qualifier === "new" ? "the row before or after the change" : "another table";
  return refuse("construct-not-allowed", `RETURNING cannot give ${what} by the name ${qualifier}.`, {
    rule: "write-forms",
    remedy: "Name columns of the table that is written, as they are after the change; read the rest with a SELECT.",
  });
}

const RETURNING_FIELDS = new Set(["withClause", "targetList", "fromClause", "limitOption", "op"]);

function unfaithful(): Refusal {
  return refuse("unsupported-syntax", "The statement could not be taken apart faithfully.", {
    rule: "faithful-rewriting",
    remedy: "Write it plainly, with one WITH at most, in front.",
  });
}

/** Whether any name in the tree is one that Gatehouse gives; literals may say what they like. */
function usesReservedName(value: unknown): boolean {
  if (typeof value === "string") return value.includes(RESERVED);
  if (Array.isArray(value)) return value.some(usesReservedName);
  if (!isStruct(value)) return false;
  for (const field in value) if (field !== "A_Const" && usesReservedName(value[field])) return true;
  return false;
}
