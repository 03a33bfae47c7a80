// Which tables this transaction has changed, by PostgreSQL's own count. It counts through triggers and cascades, and what was rolled
// back to a savepoint too, so an effect is the difference of two observations.

import type pg from "pg";
import type { Verb } from "../../../../core/model/catalogue.ts";
import type { RelationName } from "../../../../core/model/relation-name.ts";
import { readText, type TextResult } from "../write-session.ts";

/** Rows by `JSON [schema, table, verb]`. */
export type Effects = ReadonlyMap<string, number>;

export const EFFECTS = `SELECT schemaname::text, relname::text, n_tup_ins::text, n_tup_upd::text, n_tup_del::text FROM pg_catalog.pg_stat_xact_user_tables
 WHERE n_tup_ins > 0 OR n_tup_upd > 0 OR n_tup_del > 0`;

const VERBS: readonly Verb[] = ["insert", "update", "delete"];

export async function observeEffects(client: pg.ClientBase): Promise<Effects> {
  return effectsOf(await readText(client, EFFECTS));
}

export function effectsOf({ rows }: TextResult): Effects {
  return new Map(
    rows.flatMap(([schema, name, ...counts]) =>
      VERBS.map((verb, index): [string, number] => [JSON.stringify([schema, name, verb]), Number(counts[index] ?? 0)]),
    ),
  );
}

export interface Effect {
  readonly relation: RelationName;
  readonly verb: Verb;
  readonly rows: number;
}

/** What happened between two observations, in a fixed order. */
export function effectsBetween(before: Effects, after: Effects): readonly Effect[] {
  return [...after]
    .flatMap(([key, count]): readonly Effect[] => {
      const rows = count - (before.get(key) ?? 0);
      const parsed: unknown = JSON.parse(key);
      if (rows === 0 || !Array.isArray(parsed)) return [];
      const [schema, name, verb] = parsed.map(String);
      const known = VERBS.find((candidate) => candidate === verb);
      return known === undefined ? [] : [{ relation: { schema: schema ?? "", name: name ?? "" }, verb: known, rows }];
    })
    .sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
}
