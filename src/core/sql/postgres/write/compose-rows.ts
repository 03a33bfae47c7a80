// Turns the reading half of a write into an ordinary SELECT: the rows that would change, each by its key and row version, with the
// values that they would get. As a SELECT it passes the same walk, policy and rewriting as any read, so a write sees what a read sees.
// INVARIANT: every clause of the caller's statement stands in it unchanged, or composing fails.

import type { Relation, Verb } from "../../../model/catalogue.ts";
import { type Refusal, refuse } from "../../../model/refusal.ts";
import { parseText, type Statement } from "../parse/parse-text.ts";
import { sameTree } from "../parse/same-tree.ts";
import { bodyOf, isStruct, list, type Struct, struct, unwrap, word } from "../parse/tree.ts";
import { quoteName } from "../rewrite/quote.ts";
import { isAlwaysTrue } from "./always-true.ts";
import { castSource, rowsByDefaults } from "./cast-source.ts";
import type { Assignment } from "./cut-assignments.ts";
import { type TimedColumns, timedAssignments, timedInsert } from "./timed-columns.ts";
import type { WriteClauses } from "./write-clauses.ts";

/** What the target shows besides its governed columns, under names that no caller may write. */
const RESERVED = "gatehouse_";
export const keyName = (index: number): string => `${RESERVED}key_${index + 1}`;
export const valueName = (index: number): string => `${RESERVED}new_${index + 1}`;
/** What an INSERT gives, before it is told which of it is there already. */
export const inputName = (index: number): string => `${RESERVED}in_${index + 1}`;
export const VERSION_NAME = `${RESERVED}version`;

/** One column that is written, and which output of the rows holds its value; null for the column's default. */
export interface WrittenColumn {
  readonly name: string;
  readonly output: number | null;
}

/** A change of one table by one verb, and the SELECT of its rows. */
export interface ComposedStep {
  readonly kind: "step";
  readonly verb: Verb;
  /** The table whose rows it changes. */
  readonly relation: Relation;
  /** The relation that the statement names, where that reaches the rows of tables that inherit from it; null where it is the table. */
  readonly named: Relation | null;
  readonly columns: readonly WrittenColumn[];
  /** True when an INSERT names no columns. */
  readonly unnamed: boolean;
  /** The rows to be written; null for INSERT … DEFAULT VALUES. */
  readonly rows: Statement | null;
  /** Columns whose values are nothing but the clock's, or made anew. */
  readonly timed: TimedColumns;
  /** True where a join may give a row of the target several times; it counts once where each time it would be changed in the same way. */
  readonly joined: boolean;
  /** False when every row of the target is meant. */
  readonly bounded: boolean;
  readonly changesKey: boolean;
  readonly only: boolean;
  /** Of an INSERT: `OVERRIDING … VALUE`; empty without it. */
  readonly overriding: string;
  /** Columns of ON CONFLICT DO NOTHING, none for all; null without it. */
  readonly passing: readonly string[] | null;
  /** Of the INSERT of an upsert: columns that no two of its rows may have the same values in. */
  readonly distinct: readonly string[];
}

export function refuseReserved({ tree }: Statement): Refusal | null {
  if (!usesReservedName(tree.body)) return null;
  return refuse("construct-not-allowed", `Names that begin with ${RESERVED} are Gatehouse's own in a write.`, {
    rule: "write-forms",
    remedy: "Use other names.",
  });
}

/** How the statement calls its target. */
export function aliasOf({ target }: Pick<WriteClauses, "target">): string {
  return word(struct(target["alias"])["aliasname"]) ?? word(target["relname"]) ?? "";
}

/** UPDATE and DELETE: the target's keys and version, then the new values. */
export function composeKeyed(clauses: WriteClauses, relation: Relation): ComposedStep | Refusal {
  const { outputs, meant, columns } = composeOutputs(clauses.assignments, { relation, alias: aliasOf(clauses) });
  const from = clauses.fromText === "" ? "" : `, ${clauses.fromText}`;
  const where = clauses.whereText === "" ? "" : ` WHERE (${clauses.whereText})`;
  const rows = parseText(`${clauses.withText} SELECT ${outputs.join(", ")} FROM ${clauses.targetText}${from}${where}`);
  if (rows.kind === "refusal") return { ...rows, position: null };
  const faithful =
    sameClauses(rows, clauses) &&
    list(rows.tree.body["targetList"]).every((item, index) =>
      isMeant(bodyOf(item, "ResTarget")?.["val"], meant[index] ?? null),
    );
  if (!faithful) return unfaithful();
  const { verb, body, target } = clauses;
  return {
    ...PLAIN,
    verb,
    relation,
    columns,
    rows,
    timed: timedAssignments(clauses.assignments),
    joined: clauses.fromText !== "",
    bounded: !isAlwaysTrue(body["whereClause"]),
    changesKey: verb === "update" && columns.some(({ name }) => relation.primaryKey.includes(name)),
    only: target["inh"] !== true,
  };
}

export const PLAIN = {
  kind: "step",
  named: null,
  unnamed: false,
  timed: new Map<string, never>(),
  joined: false,
  bounded: true,
  changesKey: false,
  only: false,
  overriding: "",
  passing: null,
  distinct: [],
} as const;

/** The outputs of a SELECT of rows that are there: key and version, then what the assignments give. */
export function composeOutputs(
  assignments: readonly Assignment[],
  target: { relation: Relation; alias: string },
): { outputs: readonly string[]; meant: readonly Meant[]; columns: readonly WrittenColumn[] } {
  const { relation } = target;
  const alias = quoteName(target.alias);
  const keys = relation.primaryKey.map((_, index) => `${alias}.${quoteName(keyName(index))}`);
  return composeValues(assignments, relation, [...keys, `${alias}.${quoteName(VERSION_NAME)}`]);
}

/** What columns are given, behind outputs of ours. */
export function composeValues(
  assignments: readonly Assignment[],
  relation: Relation,
  own: readonly string[] = [],
): { outputs: readonly string[]; meant: readonly Meant[]; columns: readonly WrittenColumn[] } {
  const outputs = [...own];
  const meant: Meant[] = outputs.map(() => null);
  const columns: WrittenColumn[] = [];
  for (const { column, value, text, picks } of assignments) {
    if (value === null) {
      columns.push({ name: column, output: null });
      continue;
    }
    columns.push({ name: column, output: outputs.length });
    const type = relation.columns.find(({ name }) => name === column)?.type;
    const literal = type !== undefined && picks === undefined && isLiteral(value);
    if (picks !== undefined) outputs.push(picked(text, picks));
    else outputs.push(literal ? `CAST(${text} AS ${type.bare ?? type.sql})` : `(${text})`);
    meant.push({ value, as: picks !== undefined ? "picked" : literal ? "cast" : "given" });
  }
  return { outputs, meant, columns };
}

/** A value of the caller's: as it stands, given its column's type, or a column of a query of theirs; null for what Gatehouse adds. */
export type Meant = { readonly value: unknown; readonly as: "given" | "cast" | "picked" } | null;

/** One column of a query that gives several, as a query of its own: no row gives NULL, and several are the server's error. */
function picked(text: string, { place, width }: { place: number; width: number }): string {
  const names = Array.from({ length: width }, (_, index) => inputName(index));
  return `(SELECT ${inputName(place)} FROM ${text} AS gatehouse_picked (${names.join(", ")}))`;
}

export function isMeant(found: unknown, meant: Meant): boolean {
  if (meant === null) return true;
  if (meant.as === "given") return sameTree(meant.value, found, NOTHING);
  if (meant.as === "cast") return sameTree(meant.value, bodyOf(found, "TypeCast")?.["arg"], NOTHING);
  const around = struct(struct(bodyOf(found, "SubLink")?.["subselect"])["SelectStmt"]);
  const within = bodyOf(list(around["fromClause"])[0], "RangeSubselect")?.["subquery"];
  return sameTree(bodyOf(meant.value, "SubLink")?.["subselect"], within, NOTHING);
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

/** An INSERT whose rows of VALUES say DEFAULT in different columns is several. */
export function composeInserts(clauses: WriteClauses, relation: Relation): readonly ComposedStep[] | Refusal {
  const source = clauses.sourceText === "" ? null : parseText(`${clauses.withText} ${clauses.sourceText}`);
  const groups = source === null || source.kind === "refusal" ? [] : rowsByDefaults(source);
  const steps: ComposedStep[] = [];
  for (const rows of groups.length > 1 ? groups : [undefined]) {
    const step = composeInsert(clauses, relation, rows);
    if (step.kind === "refusal") return step;
    steps.push(step);
  }
  return steps;
}

/** `only`: the rows of VALUES that are meant. */
export function composeInsert(
  clauses: WriteClauses,
  relation: Relation,
  only?: readonly number[],
): ComposedStep | Refusal {
  const passing = clauses.conflict?.updates === false ? (clauses.conflict.columns ?? []) : null;
  const inserts = { ...PLAIN, verb: "insert", relation, overriding: clauses.overridingText } as const;
  const named = list(clauses.body["cols"]).map((item) => word(struct(bodyOf(item, "ResTarget"))["name"]) ?? "");
  const unnamed = named.length === 0;
  if (clauses.sourceText === "") return { ...inserts, columns: [], rows: null, passing };
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
    { only, passedOver: passedOver(columns, { relation, overriding: clauses.overridingText }) },
  );
  if (cast.kind === "refusal") return cast;
  // without names the server counts, once the policy has spoken: how many columns there are is not for everyone
  if (!unnamed && cast.width !== columns.length) return miscounted(cast.width, columns);
  const rows = parseText(cast.text);
  if (rows.kind === "refusal") return { ...rows, position: null };
  let output = 0;
  const written = columns.slice(0, unnamed ? cast.width : columns.length).map((name, index) => ({
    name,
    output: cast.defaults.has(index) ? null : output++,
  }));
  return { ...inserts, unnamed, rows, columns: written, timed: timedInsert(clauses.body, written), passing };
}

/** OVERRIDING USER VALUE: what is given for identities does not count. */
function passedOver(
  columns: readonly string[],
  { relation: { writing }, overriding }: { relation: Relation; overriding: string },
): ReadonlySet<number> {
  if (!/^overriding\s+user\b/i.test(overriding)) return new Set();
  const identities = [...(writing?.identities ?? []), ...(writing?.identitiesByDefault ?? [])];
  return new Set(columns.flatMap((name, place) => (identities.includes(name) ? [place] : [])));
}

function miscounted(width: number, columns: readonly string[]): Refusal {
  return refuse("invalid-statement", `The INSERT has ${width} values for ${columns.length} columns.`, {
    rule: "write-forms",
    remedy: "Give one value for each of the columns that are named.",
  });
}

/** Where both the INSERT and its query have a WITH, the text holds one after the other and does not parse. */
export function withoutWith({ withClause: _, ...rest }: Struct): Struct {
  return rest;
}

export function unfaithful(): Refusal {
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
