// What classification looks at of a table and its columns: what they are called, of what type they are, what keys lead where. A whole catalogue
// has it too, and takes many times as long to read.

import type { Column, ColumnType, Relation } from "../model/catalogue.ts";

export interface ColumnShape extends Pick<Column, "name" | "references" | "comment"> {
  readonly type: Pick<ColumnType, "family" | "label">;
}

export interface TableShape
  extends Pick<Relation, "name" | "kind" | "oid" | "primaryKey" | "parents" | "comment" | "estimatedRows"> {
  readonly columns: readonly ColumnShape[];
}
