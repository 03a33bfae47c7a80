// Every key of a table of which no two rows hold the same, as SQL: by these a row stands in another's way.

import type { DistinctKey } from "../../core/model/catalogue.ts";
import { collatedColumns, type IndexParts, indexParts } from "../../core/sql/sqlite/analyse/table-expressions.ts";
import { fold, quoteName } from "../../core/sql/sqlite/parse/node.ts";
import type { RawCatalogue } from "./sqlite-messages.ts";

type Table = RawCatalogue["tables"][number];

/** Null where one of them is computed in a way that is not followed. */
export function distinctKeys(table: Table, raw: RawCatalogue): readonly DistinctKey[] | null {
  if (table.type !== "table") return null;
  const columns = raw.columns.filter((column) => column.table === table.name);
  const keys: DistinctKey[] = [];
  const [key] = columns.filter((column) => column.key > 0);
  // a primary key without an index is the rowid
  if (key !== undefined && !table.keyIndexed)
    keys.push({ parts: [quoteName(key.name)], condition: null, columns: [key.name] });
  for (const index of raw.distinct.filter((held) => held.table === table.name)) {
    const sql = raw.indexes.find(({ name }) => name === index.index)?.sql ?? null;
    const found = sql === null ? wholeColumns(index) : computed(index, { sql, table, columns });
    if (found === null) return null;
    keys.push(found);
  }
  return keys;
}

function wholeColumns({ parts }: RawCatalogue["distinct"][number]): DistinctKey | null {
  const names = parts.flatMap(({ column }) => column ?? []);
  if (names.length < parts.length) return null;
  return {
    parts: parts.map(({ column, collation }) => collated(quoteName(column ?? ""), collation)),
    condition: null,
    columns: names,
  };
}

function computed(
  index: RawCatalogue["distinct"][number],
  { sql, table, columns }: { sql: string; table: Table; columns: RawCatalogue["columns"] },
): DistinctKey | null {
  const written = indexParts(sql);
  const collations = collatedColumns(table.sql ?? "");
  if (written === null || collations === null || written.parts.length !== index.parts.length) return null;
  if (isPlain(index, written)) return wholeColumns(index);
  const used = columns.filter(({ name }) => written.columns.has(fold(name)));
  // within an expression a column that is another's stand-in would compare by no collation of its own, and none is computed there
  if (used.some(({ name, generated }) => generated || collations.has(fold(name)))) return null;
  return {
    parts: written.parts.map((part, place) => collated(part, index.parts[place]?.collation ?? "BINARY")),
    condition: written.condition,
    columns: used.map(({ name }) => name),
  };
}

function isPlain({ parts }: RawCatalogue["distinct"][number], { condition }: IndexParts): boolean {
  return condition === null && parts.every(({ column }) => column !== null);
}

function collated(part: string, collation: string): string {
  return `${part} COLLATE ${quoteName(collation)}`;
}
