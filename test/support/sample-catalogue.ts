// Small catalogues for tests that read or govern statements and need no database.

import type { Catalogue, Column, Relation, TypeFamily } from "../../src/core/model/catalogue.ts";
import { relationKey } from "../../src/core/model/relation-name.ts";

/** `type` is family, SQL and label at once. */
export function sampleColumn(name: string, type: TypeFamily = "text"): Column {
  return {
    name,
    type: { family: type, sql: type, label: type },
    nullable: true,
    generatedFrom: [],
    references: null,
    comment: null,
    enumLabels: [],
  };
}

/** A table with the key `id`, in SQLite's schema. */
export function sampleRelation(
  name: string,
  columns: readonly (string | Column)[],
  more: Partial<Relation> = {},
): Relation {
  return {
    name: { schema: "main", name },
    kind: "table",
    oid: 2,
    columns: columns.map((column) => (typeof column === "string" ? sampleColumn(column) : column)),
    primaryKey: ["id"],
    definition: null,
    parents: [],
    comment: null,
    estimatedRows: null,
    ...more,
  };
}

/** Of SQLite, without types of its own. */
export function sampleCatalogue(relations: readonly Relation[], more: Partial<Catalogue> = {}): Catalogue {
  return {
    engine: "sqlite",
    version: "1",
    serverVersion: 3_053_002,
    relations: new Map(relations.map((relation) => [relationKey(relation.name), relation])),
    types: new Map(),
    ...more,
  };
}
