// The model's catalogue from what SQLite says of itself.

import { createHash } from "node:crypto";
import type {
  Catalogue,
  Column,
  ColumnType,
  Relation,
  RelationKind,
  TypeFamily,
  UniqueKey,
} from "../../core/model/catalogue.ts";
import { type ColumnName, type RelationKey, relationKey } from "../../core/model/relation-name.ts";
import { tableExpressions } from "../../core/sql/sqlite/analyse/table-expressions.ts";
import { viewBody } from "../../core/sql/sqlite/analyse/view-body.ts";
import { fold } from "../../core/sql/sqlite/parse/node.ts";
import { describeStructure } from "./describe-structure.ts";
import { describeWriting } from "./describe-writing.ts";
import type { RawCatalogue, RawColumn } from "./sqlite-messages.ts";
import { tableParts } from "./table-parts.ts";

export function makeCatalogue(raw: RawCatalogue): Catalogue {
  const relations = new Map<RelationKey, Relation>();
  const partOf = tableParts(raw);
  for (const table of raw.tables) {
    const { name, type, page, sql } = table;
    const part = partOf(table);
    const columns = part.columns.filter(({ table }) => table === name);
    const primaryKey = columns
      .filter(({ key }) => key > 0)
      .sort((a, b) => a.key - b.key)
      .map((column) => column.name);
    const relation: Relation = {
      name: { schema: "main", name },
      kind: KINDS[type] ?? "table",
      oid: page,
      identity: identityOf(table, part),
      columns: makeColumns(columns, { raw: part, sql }),
      primaryKey,
      uniqueKeys: uniqueKeysOf(primaryKey, { table: name, raw: part }),
      definition: type === "view" && sql !== null ? viewBody(sql) : null,
      parents: [],
      comment: null,
      estimatedRows: null,
      writing: describeWriting(part)(table),
      structure: describeStructure(part)(table),
    };
    relations.set(relationKey(relation.name), relation);
  }
  const version = createHash("sha256").update(JSON.stringify(raw)).digest("hex");
  return { engine: "sqlite", version, serverVersion: raw.sqliteVersion, relations, types: new Map() };
}

function uniqueKeysOf(
  primaryKey: readonly string[],
  { table, raw }: { table: string; raw: RawCatalogue },
): readonly UniqueKey[] {
  const indexed = raw.uniqueKeys.filter((key) => key.table === table).map(({ columns }) => columns);
  const known = new Set(indexed.map((columns) => JSON.stringify(columns)));
  const all = primaryKey.length === 0 || known.has(JSON.stringify(primaryKey)) ? indexed : [primaryKey, ...indexed];
  return all.map((columns) => ({ constraint: null, columns, nullsAlike: false }));
}

/** Its own words and those of what stands on it; pages move with what is dropped elsewhere. */
function identityOf({ page: _, ...definition }: RawCatalogue["tables"][number], raw: RawCatalogue): string {
  const table = definition.name;
  const own = <T extends { readonly table: string }>(all: readonly T[]) => all.filter((part) => part.table === table);
  const said = [
    definition,
    own(raw.columns),
    own(raw.references),
    raw.references.filter(({ target }) => target === table),
  ];
  return createHash("sha256")
    .update(JSON.stringify([...said, own(raw.triggers), own(raw.indexes)]))
    .digest("hex");
}

const KINDS: Readonly<Record<string, RelationKind>> = { table: "table", view: "view", virtual: "virtual-table" };

function makeColumns(
  columns: readonly RawColumn[],
  { raw, sql }: { raw: RawCatalogue; sql: string | null },
): readonly Column[] {
  const expressions = columns.some(({ generated }) => generated) ? tableExpressions(sql ?? "") : null;
  return columns.map((column): Column => {
    const [references = null, ...alsoReferences] = copiedBy(column, raw);
    const named = expressions?.generated.get(fold(column.name));
    // of a text that the grammar does not know, every other column
    const computing = columns.filter(({ name }) => name !== column.name && (named?.has(fold(name)) ?? true));
    return {
      name: column.name,
      type: typeOf(column.type),
      nullable: !column.notNull,
      generatedFrom: column.generated ? computing.map(({ name }) => name) : [],
      references,
      ...(alsoReferences.length > 0 && { alsoReferences }),
      comment: null,
      enumLabels: [],
    };
  });
}

/** The columns that foreign keys of this one copy, as their own tables spell them. */
function copiedBy({ table, name }: RawColumn, raw: RawCatalogue): readonly ColumnName[] {
  return raw.references
    .filter((reference) => reference.table === table && fold(reference.column) === fold(name))
    .flatMap((reference) => {
      const target = raw.tables.find((candidate) => fold(candidate.name) === fold(reference.target));
      const held = raw.columns.filter((column) => column.table === target?.name);
      const parts = raw.references.filter(({ table: of, key }) => of === table && key === reference.key);
      const column =
        reference.to === ""
          ? held.find(({ key }) => key === parts.indexOf(reference) + 1)
          : held.find((candidate) => fold(candidate.name) === fold(reference.to));
      if (target === undefined || column === undefined) return [];
      return [{ relation: { schema: "main", name: target.name }, column: column.name }];
    });
}

/** By the words of the declared type (sqlite.org/datatype3.html, 3.1), with dates told from other numbers and texts. */
function typeOf(declared: string): ColumnType {
  const words = declared.toLowerCase();
  const label = words === "" ? "any" : words;
  return { family: familyOf(words), sql: label, label, ...(words === "" && { bare: "" }) };
}

function familyOf(words: string): TypeFamily {
  if (/int/.test(words)) return "integer";
  if (/char|clob|text/.test(words)) return "text";
  if (words === "") return "other";
  if (/blob/.test(words)) return "bytes";
  if (/real|floa|doub/.test(words)) return "float";
  if (/timestamp|datetime/.test(words)) return "timestamp";
  if (/date/.test(words)) return "date";
  if (/bool/.test(words)) return "boolean";
  if (/json/.test(words)) return "text";
  if (/num|dec/.test(words)) return "numeric";
  return "other";
}
