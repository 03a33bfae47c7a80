// Names as one writes them in a statement: in double quotes where the engine would otherwise read another name, or none.
// PostgreSQL folds to lower case (manual, 4.1.1) and reserves words (appendix C); SQLite compares without case (lang_keywords.html).

import type { Engine } from "./catalogue.ts";
import type { ColumnName, RelationName } from "./relation-name.ts";

const words = (text: string): ReadonlySet<string> => new Set(text.trim().split(/\s+/));

/** Those that may not be a column's or a table's name as they stand. */
const RESERVED: Readonly<Record<Engine, ReadonlySet<string>>> = {
  postgres: words(`
    all analyse analyze and any array as asc asymmetric authorization binary both case cast check collate collation column
    concurrently constraint create cross current_catalog current_date current_role current_schema current_time
    current_timestamp current_user default deferrable desc distinct do else end except false fetch for foreign freeze from
    full grant group having ilike in initially inner intersect into is isnull join lateral leading left like limit localtime
    localtimestamp natural not notnull null offset on only or order outer overlaps placing primary references returning right
    select session_user similar some symmetric system_user table tablesample then to trailing true union unique user using
    variadic verbose when where window with`),
  sqlite: words(`
    abort action add after all alter always analyze and as asc attach autoincrement before begin between by cascade case cast
    check collate column commit conflict constraint create cross current current_date current_time current_timestamp database
    default deferrable deferred delete desc detach distinct do drop each else end escape except exclude exclusive exists
    explain fail filter first following for foreign from full generated glob group groups having if ignore immediate in index
    indexed initially inner insert instead intersect into is isnull join key last left like limit match materialized natural
    no not nothing notnull null nulls of offset on or order others outer over partition plan pragma preceding primary query
    raise range recursive references regexp reindex release rename replace restrict returning right rollback row rows
    savepoint select set table temp temporary then ties to transaction trigger unbounded union unique update using vacuum
    values view virtual when where window with without`),
};

const PLAIN: Readonly<Record<Engine, RegExp>> = {
  postgres: /^[a-z_][a-z0-9_$]*$/,
  sqlite: /^[A-Za-z_][A-Za-z0-9_$]*$/,
};

export function writtenName(name: string, engine: Engine): string {
  if (PLAIN[engine].test(name) && !RESERVED[engine].has(name.toLowerCase())) return name;
  return `"${name.replaceAll('"', '""')}"`;
}

export function writtenRelation({ schema, name }: RelationName, engine: Engine): string {
  return `${writtenName(schema, engine)}.${writtenName(name, engine)}`;
}

export function writtenColumn({ relation, column }: ColumnName, engine: Engine): string {
  return `${writtenRelation(relation, engine)}.${writtenName(column, engine)}`;
}

/** The parts of a name as it was written, `"a b".c` or `a.b`, each with whether it was quoted; null for what is no name. */
export function partsOfName(written: string): readonly { readonly text: string; readonly quoted: boolean }[] | null {
  const parts = [...written.trim().matchAll(/("(?:[^"]|"")+"|[^".]+)(?:\.|$)/g)].map(([, part = ""]) => part);
  if (parts.length === 0 || parts.join(".") !== written.trim()) return null;
  return parts.map((part) =>
    part.startsWith('"')
      ? { text: part.slice(1, -1).replaceAll('""', '"'), quoted: true }
      : { text: part.trim(), quoted: false },
  );
}

/** "Did you mean" of names to write; none where nothing is near but what was written already. */
export function didYouMean(near: readonly string[], written: string): string | null {
  const others = near.filter((name) => name !== written);
  return others.length === 0 ? null : `Did you mean ${others.join(" or ")}?`;
}
