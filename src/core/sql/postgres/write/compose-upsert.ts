// INSERT … ON CONFLICT … DO UPDATE as what it means: the rows that are given, the UPDATE of those that are there, the INSERT of the others.
// Which are there is what the caller's own SELECT shows. A row out of sight is not there: inserting its double is refused by the database
// like any other breach of a constraint. INVARIANT: what the caller wrote stands in these SELECTs unchanged, or composing fails.

import type { Column, Relation, UniqueKey } from "../../../model/catalogue.ts";
import { type Refusal, refuse } from "../../../model/refusal.ts";
import { parseText, type Statement } from "../parse/parse-text.ts";
import { sameTree } from "../parse/same-tree.ts";
import { bodyOf, list, names, struct, word } from "../parse/tree.ts";
import { quoteName, quoteRelation } from "../rewrite/quote.ts";
import {
  aliasOf,
  type ComposedStep,
  composeInsert,
  composeOutputs,
  inputName,
  isMeant,
  unfaithful,
} from "./compose-rows.ts";
import type { Assignment } from "./cut-assignments.ts";
import { storedType } from "./stored-as.ts";
import { timedAssignments } from "./timed-columns.ts";
import type { WriteClauses } from "./write-clauses.ts";

export interface ComposedUpsert {
  readonly kind: "upsert";
  /** The rows that are given; they bear the name `sourceName` and the columns `inputs`. */
  readonly source: Statement;
  readonly inputs: readonly string[];
  readonly update: ComposedStep;
  readonly insert: ComposedStep;
  readonly arbiter: Arbiter;
}

export interface Arbiter {
  /** Columns that ON CONFLICT names. */
  readonly named: readonly string[];
  /** Null where there is no such key. */
  readonly key: UniqueKey | null;
}

interface Upsert {
  readonly clauses: WriteClauses;
  readonly relation: Relation;
  readonly arbiter: UniqueKey;
  readonly given: ComposedStep;
  readonly sourceName: string;
}

export function composeUpsert(
  clauses: WriteClauses,
  { relation, sourceName }: Pick<Upsert, "relation" | "sourceName">,
): ComposedUpsert | Refusal {
  const given = composeInsert(clauses, relation);
  if (given.kind === "refusal") return given;
  const arbiter = findArbiter(clauses, relation);
  if ("code" in arbiter) return arbiter;
  if (given.rows === null) return refuseDefaults();
  const inputs = given.columns.filter(({ output }) => output !== null);
  const { key } = arbiter;
  // a key of columns that are given no value pairs nothing: the policy refuses it, in words that depend on what the caller sees
  const usable = key?.columns.every((column) => inputs.some(({ name }) => name === column)) === true ? key : NO_KEY;
  const upsert = {
    clauses,
    relation,
    arbiter: usable,
    given,
    sourceName,
  };
  const update = composeUpdate(upsert);
  if (update.kind === "refusal") return update;
  const insert = composeOthers(upsert);
  if (insert.kind === "refusal") return insert;
  return {
    kind: "upsert",
    source: given.rows,
    inputs: inputs.map((_, index) => inputName(index)),
    update,
    insert,
    arbiter,
  };
}

/** `UPDATE target SET … FROM the rows AS excluded WHERE they are paired AND the condition holds` */
function composeUpdate({ clauses, relation, arbiter, given, sourceName }: Upsert): ComposedStep | Refusal {
  const { body, target, withText, targetText, conflict } = clauses;
  if (conflict === null) return unfaithful();
  const alias = aliasOf(clauses);
  const { outputs, meant, columns } = composeOutputs(conflict.assignments, { relation, alias });
  const excluded = given.columns.flatMap(({ name, output }) =>
    output === null ? [] : [`${castInput(output, columnOf(relation, name))} AS ${quoteName(name)}`],
  );
  // under names of ours: `excluded.f` would be checked as a call, and tell of a hidden column that bears a function's name
  const hereName = (name: string): string => `gatehouse_here_${arbiter.columns.indexOf(name) + 1}`;
  for (const name of arbiter.columns) {
    const output = given.columns.find((column) => column.name === name)?.output ?? 0;
    excluded.push(`${castInput(output, columnOf(relation, name))} AS ${hereName(name)}`);
  }
  const paired = pairs(arbiter, {
    there: (name) => `${quoteName(alias)}.${quoteName(name)}`,
    here: hereName,
  });
  const condition = conflict.whereText === "" ? "" : ` AND (${conflict.whereText})`;
  const rows = parseText(
    `${withText} SELECT ${outputs.join(", ")} FROM ${targetText}, (SELECT ${excluded.join(", ")} FROM ${quoteName(sourceName)}) AS excluded WHERE ${paired}${condition}`,
  );
  if (rows.kind === "refusal") return { ...rows, position: null };
  const { tree } = rows;
  const onConflict = struct(body["onConflictClause"]);
  const where = onConflict["whereClause"];
  const found = list(bodyOf(tree.body["whereClause"], "BoolExpr")?.["args"]).at(-1);
  const [relationItem, ...others] = list(tree.body["fromClause"]);
  const faithful =
    tree.kind === "SelectStmt" &&
    others.length === 1 &&
    sameTree(target, bodyOf(relationItem, "RangeVar"), NOTHING) &&
    sameTree(body["withClause"], tree.body["withClause"], NOTHING) &&
    (where === undefined || sameTree(where, found, NOTHING)) &&
    list(tree.body["targetList"]).every((item, index) =>
      isMeant(bodyOf(item, "ResTarget")?.["val"], meant[index] ?? null),
    );
  if (!faithful) return unfaithful();
  return {
    ...given,
    verb: "update",
    unnamed: false,
    overriding: "",
    columns,
    rows,
    timed: new Map([
      ...timedAssignments(conflict.assignments),
      ...conflict.assignments.flatMap(({ column, value }) => {
        const copied = given.timed.get(excludedColumn(value) ?? "");
        return copied === undefined ? [] : [[column, copied] as const];
      }),
    ]),
    changesKey: conflict.assignments.some((set) => changesKey(set, { relation, arbiter })),
  };
}

/** `INSERT INTO target SELECT the rows WHERE no row is paired with them` */
function composeOthers({ relation, arbiter, given, sourceName }: Upsert): ComposedStep | Refusal {
  const inputs = given.columns.flatMap(({ output }) => (output === null ? [] : [quoteName(inputName(output))]));
  const inputOf = (name: string): string => {
    const output = given.columns.find((column) => column.name === name)?.output ?? 0;
    return castInput(output, columnOf(relation, name));
  };
  const paired = pairs(arbiter, { there: (name) => `gatehouse_there.${quoteName(name)}`, here: inputOf });
  const rows = parseText(
    `SELECT ${inputs.join(", ")} FROM ${quoteName(sourceName)} WHERE NOT EXISTS (SELECT 1 FROM ${quoteRelation(relation.name)} AS gatehouse_there WHERE ${paired})`,
  );
  if (rows.kind === "refusal") return rows;
  return { ...given, rows, distinct: arbiter.nullsAlike ? [] : arbiter.columns };
}

function pairs(
  { columns, nullsAlike }: UniqueKey,
  { there, here }: { there: (name: string) => string; here: (name: string) => string },
): string {
  if (columns.length === 0) return "false";
  const sign = nullsAlike ? "IS NOT DISTINCT FROM" : "=";
  return columns.map((name) => `${there(name)} ${sign} ${here(name)}`).join(" AND ");
}

/** What is given, as the column would hold it: rounded where its type rounds, and never cut short, which storing refuses. */
function castInput(index: number, column: Column | undefined): string {
  const input = quoteName(inputName(index));
  if (column === undefined) return input;
  return `CAST(${input} AS ${storedType(column.type)})`;
}

function columnOf(relation: Relation, name: string): Column | undefined {
  return relation.columns.find((column) => column.name === name);
}

/** The key stays what it is where it is given the value by which the row was found. */
function changesKey(
  { column, value }: Assignment,
  { relation, arbiter }: { relation: Relation; arbiter: UniqueKey },
): boolean {
  if (!relation.primaryKey.includes(column)) return false;
  return !(arbiter.columns.includes(column) && excludedColumn(value) === column);
}

/** `excluded.column`; null for any other value. */
function excludedColumn(value: unknown): string | null {
  const [qualifier, column, ...others] = names(bodyOf(value, "ColumnRef")?.["fields"]) ?? [];
  return qualifier === "excluded" && others.length === 0 ? (column ?? null) : null;
}

/** What ON CONFLICT names, and the unique key that it means; whether there is one is for the policy to tell, which knows what may be named. */
function findArbiter({ body }: WriteClauses, { uniqueKeys = [] }: Relation): Arbiter | Refusal {
  const infer = struct(struct(body["onConflictClause"])["infer"]);
  const name = word(infer["conname"]);
  if (name !== null) return { named: [], key: uniqueKeys.find(({ constraint }) => constraint === name) ?? null };
  const elements = list(infer["indexElems"]).map((element) => {
    const item = struct(bodyOf(element, "IndexElem"));
    const plain = item["expr"] === undefined && item["collation"] === undefined && item["opclass"] === undefined;
    return plain ? word(item["name"]) : null;
  });
  const columns = elements.filter((element) => element !== null);
  if (infer["whereClause"] !== undefined || columns.length < elements.length) return refuseInference();
  const inOrder = (key: readonly string[]): string => JSON.stringify([...new Set(key)].sort());
  return { named: columns, key: uniqueKeys.find((key) => inOrder(key.columns) === inOrder(columns)) ?? null };
}

function refuseInference(): Refusal {
  return refuse(
    "construct-not-allowed",
    "ON CONFLICT with an expression, a collation or a condition cannot be paired with rows that you see.",
    {
      rule: "write-forms",
      remedy:
        "Name the columns of a unique key, or send an UPDATE … FROM for the rows that are there and an INSERT … WHERE NOT EXISTS for the others.",
    },
  );
}

function refuseDefaults(): Refusal {
  return refuse("construct-not-allowed", "DEFAULT VALUES gives no value by which a row could be found.", {
    rule: "write-forms",
    remedy: "Name the columns of the unique key and give them values.",
  });
}

const NO_KEY: UniqueKey = { constraint: null, columns: [], nullsAlike: false };

const NOTHING = new Map<unknown, unknown>();
