// Makes the server's own catalogue the model's.

import type { Catalogue, Column, Relation } from "../../../core/model/catalogue.ts";
import { type RelationKey, relationKey } from "../../../core/model/relation-name.ts";
import type { CatalogueRows } from "./catalogue-rows.ts";

export function describeSystem(rows: CatalogueRows): NonNullable<Catalogue["system"]> {
  const relations = new Map<RelationKey, Relation>();
  for (const { oid, schema, name, kind, definition, columns } of rows.systemRelations) {
    relations.set(relationKey({ schema, name }), {
      name: { schema, name },
      kind: kind === "v" ? "view" : "table",
      oid,
      columns: columns.map(([column, type]) => describeColumn(column, type)),
      primaryKey: [],
      definition,
      parents: [],
      comment: null,
      estimatedRows: null,
    });
  }
  const columns = new Map<number, Map<string, number>>();
  for (const { relation, name, number } of rows.columns) {
    columns.set(relation, (columns.get(relation) ?? new Map<string, number>()).set(name, number));
  }
  const objects = {
    columns,
    indexes: rows.systemIndexes,
    constraints: rows.systemConstraints,
    types: rows.systemTypes,
    schemas: rows.systemSchemas,
    sequences: rows.systemSequences,
  };
  return { relations, objects };
}

function describeColumn(name: string, type: string): Column {
  return {
    name,
    type: { family: "other", sql: type, label: type },
    nullable: true,
    generatedFrom: [],
    references: null,
    comment: null,
    enumLabels: [],
  };
}
