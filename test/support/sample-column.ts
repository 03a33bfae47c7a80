// A column of a catalogue to test with: of the family text where nothing else is said.

import type { Column, TypeFamily } from "../../src/core/model/catalogue.ts";

export function sampleColumn(name: string, family: TypeFamily = "text", more: Partial<Column> = {}): Column {
  return {
    name,
    type: { family, sql: family, label: family },
    nullable: true,
    generatedFrom: [],
    references: null,
    comment: null,
    enumLabels: [],
    ...more,
  };
}
