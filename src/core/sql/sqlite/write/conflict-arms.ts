// The ON CONFLICT clauses of an upsert, each with the key by whose values a row is there.

import type { DistinctKey, Relation, UniqueKey } from "../../../model/catalogue.ts";
import { type Refusal, refuse } from "../../../model/refusal.ts";
import { childrenOf, fold, quoteName } from "../parse/node.ts";
import type { Node } from "../parse/tree.ts";
import { nameIn } from "./compose-rows.ts";
import { conflictTarget, findComputedKey } from "./computed-keys.ts";
import type { ConflictArm, ConflictUpdate } from "./write-clauses.ts";

/** What SQLite calls the rows that are given. */
export const EXCLUDED = "excluded";

/** An ON CONFLICT, and the columns by whose values a row is there. */
export interface Arm {
  readonly on: readonly string[];
  /** Where these are computed with, or hold for a part of the rows: the key; null for one of whole columns. */
  readonly key: DistinctKey | null;
  /** Null for DO NOTHING. */
  readonly update: ConflictUpdate | null;
}

/**
 * Each with its key. What stands last and names no key means every one that none before it names: of DO UPDATE the primary key first, of
 * DO NOTHING none here, because the database passes over such rows by itself.
 */
export function armsOf(
  written: readonly ConflictArm[],
  relation: Relation,
): { readonly arms: readonly Arm[]; readonly complete: boolean } {
  const arms: Arm[] = [];
  let complete = true;
  for (const { columns, computed, update } of written) {
    if (computed !== null) {
      const key = findComputedKey(computed, relation);
      complete &&= key !== null;
      if (key !== null && !arms.some((arm) => arm.key === key)) arms.push({ on: key.columns, key, update });
      continue;
    }
    const named = columns.map((name) => nameIn(relation, name));
    if (named.length > 0) {
      const key = findKey(named, relation);
      complete &&= key !== null;
      // of two clauses of one key the second never counts
      if (!arms.some((arm) => isPlainKey(arm, named))) arms.push({ on: key?.columns ?? named, key: null, update });
    } else if (update !== null) {
      const others = (written.length > 1 ? keysOf(relation) : [relation.primaryKey]).filter(
        (key) => key.length > 0 && !arms.some((arm) => isPlainKey(arm, key)),
      );
      complete &&= others.every((key) => findKey(key, relation) !== null) && arms.length + others.length > 0;
      arms.push(...others.map((on) => ({ on, key: null, update })));
    }
  }
  return { arms, complete };
}

function isPlainKey({ on, key }: Arm, columns: readonly string[]): boolean {
  return key === null && isSameKey(on, columns);
}

function keysOf({ primaryKey, uniqueKeys = [] }: Relation): readonly (readonly string[])[] {
  return [primaryKey, ...uniqueKeys.map(({ columns }) => columns).filter((key) => !isSameKey(key, primaryKey))];
}

/** DO NOTHING as the database does it, for rows that are there out of sight, or are given twice. */
export function restOf(written: readonly ConflictArm[], relation: Relation): string {
  return written
    .filter(({ update }) => update === null)
    .map((arm) => ` ON CONFLICT${targetOf(arm, relation)} DO NOTHING`)
    .join("");
}

/** Every column that stands behind an ON CONFLICT. */
export function namedBy(written: readonly ConflictArm[], relation: Relation): readonly string[] {
  const names: string[] = [];
  const visit = (node: Node): void => {
    if (node.type === "identifier") names.push(node.name);
    else if (node.type === "member_expr") visit(node.property);
    else for (const child of childrenOf(node)) visit(child);
  };
  for (const { columns, computed } of written) {
    names.push(...columns);
    for (const part of computed?.parts ?? []) visit(part);
    if (computed !== null && computed.condition !== null) visit(computed.condition);
  }
  return [...new Set(names.map((name) => nameIn(relation, name)))];
}

/** Whether one means a key that is computed, and there is none like it. */
export function meansNoKey(written: readonly ConflictArm[], relation: Relation): boolean {
  return written.some(({ computed }) => computed !== null && findComputedKey(computed, relation) === null);
}

function targetOf({ columns, computed }: ConflictArm, relation: Relation): string {
  const key = computed === null ? null : findComputedKey(computed, relation);
  if (key !== null) return conflictTarget(key);
  return columns.length === 0 ? "" : ` (${columns.map(quoteName).join(", ")})`;
}

/** Columns of the key that are given anew what the row was found by; of a key that is computed with them none stays for that. */
export function keptBy({ on, key, update }: Arm & { readonly update: ConflictUpdate }, relation: Relation) {
  const kept = update.assignments.flatMap(({ column, value }) => {
    const name = nameIn(relation, column);
    return key === null && fold(excludedColumn(value) ?? "") === fold(name) && on.includes(name) ? [name] : [];
  });
  return new Set(kept);
}

/** SQLite goes row by row: a key that one row changes is another one for the next. */
export function movedKey(arms: readonly Arm[], relation: Relation): string | null {
  const keys = new Set(arms.flatMap(({ on }) => on));
  for (const arm of arms) {
    const { update } = arm;
    const kept = update === null ? new Set<string>() : keptBy({ ...arm, update }, relation);
    const names = (update?.assignments ?? []).map(({ column }) => nameIn(relation, column));
    const moved = names.find((name) => keys.has(name) && !kept.has(name));
    if (moved !== undefined) return moved;
  }
  return null;
}

export function givesOneRow(source: Node): boolean {
  return source.type === "values_stmt" && source.rows.length === 1;
}

/** The column's name as written behind `excluded`; null for anything else. Inputs that were named already are not taken again. */
export function excludedColumn(node: Node): string | null {
  if (node.type !== "member_expr" || node.object.type !== "identifier" || node.property.type !== "identifier")
    return null;
  const { name } = node.property;
  return fold(node.object.name) === EXCLUDED && !fold(name).startsWith("gatehouse_") ? name : null;
}

function findKey(named: readonly string[], { uniqueKeys = [] }: Relation): UniqueKey | null {
  return uniqueKeys.find(({ columns }) => isSameKey(columns, named)) ?? null;
}

function isSameKey(one: readonly string[], other: readonly string[]): boolean {
  const sorted = (key: readonly string[]) => JSON.stringify([...new Set(key)].sort());
  return sorted(one) === sorted(other);
}

export function refuseMoved(column: string): Refusal {
  return refuse(
    "construct-not-allowed",
    `ON CONFLICT finds rows by several keys, and gives ${column}, which one of them is made of, another value.`,
    {
      rule: "write-forms",
      remedy: "Give one row of VALUES at a time, or leave the column out of SET.",
    },
  );
}
