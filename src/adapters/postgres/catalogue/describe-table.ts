// What a relation is, from the rows of the catalogue queries: without what plans and writes rest on.

import type { TableShape } from "../../../core/classification/table-shape.ts";
import type { Relation, RelationKind } from "../../../core/model/catalogue.ts";
import type { ColumnName } from "../../../core/model/relation-name.ts";
import type { CatalogueRows, ShapeRows } from "./catalogue-rows.ts";
import { typeFamily } from "./type-family.ts";

/** pg_class.relkind. */
const KINDS: Readonly<Record<"r" | "p" | "v" | "m" | "f" | "S", RelationKind>> = {
  r: "table",
  p: "partitioned-table",
  v: "view",
  m: "materialized-view",
  f: "foreign-table",
  S: "sequence",
};

export function describeTable(row: CatalogueRows["relations"][number]): Omit<Relation, "columns"> {
  return {
    name: { schema: row.schema, name: row.name },
    kind: KINDS[row.kind],
    oid: row.oid,
    primaryKey: row.primaryKey,
    definition: row.definition,
    parents: row.parents.map(([schema, name]) => ({ schema, name })),
    comment: row.comment,
    estimatedRows: row.rows === null ? null : Number(row.rows),
  };
}

/** The columns that foreign keys of a column copy. */
export function referencesFrom(
  rows: Pick<CatalogueRows, "references">,
): (column: { relation: number; name: string }) => readonly ColumnName[] {
  const references = new Map<string, ColumnName[]>();
  const key = ({ relation, name }: { relation: number; name: string }) => `${relation} ${name}`;
  for (const { relation, name, schema, target, column } of rows.references) {
    const at = key({ relation, name });
    references.set(at, [...(references.get(at) ?? []), { relation: { schema, name: target }, column }]);
  }
  return (column) => references.get(key(column)) ?? [];
}

export function describeShapes(rows: ShapeRows): readonly TableShape[] {
  const referencesOf = referencesFrom(rows);
  const columns = new Map<number, ShapeRows["columns"][number][]>();
  for (const column of rows.columns) {
    const known = columns.get(column.relation);
    if (known === undefined) columns.set(column.relation, [column]);
    else known.push(column);
  }
  return rows.relations.map((row) => ({
    ...describeTable(row),
    columns: (columns.get(row.oid) ?? [])
      .sort((a, b) => a.number - b.number)
      .map((column) => ({
        name: column.name,
        type: { family: typeFamily(column.base, column), label: column.label },
        references: referencesOf(column)[0] ?? null,
        comment: column.comment,
      })),
  }));
}
