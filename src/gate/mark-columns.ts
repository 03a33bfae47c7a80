// Says of each column of a result what it holds: which masked columns flow into it, of which class, under which treatment.
// For the reader, who must not take masks for data; nothing is protected by it.

import type { OutputColumn } from "../core/model/facts.ts";
import type { Governance, GovernedColumn } from "../core/model/governed-relation.ts";
import { type ColumnName, formatColumn, relationKey } from "../core/model/relation-name.ts";

export interface MaskedSource {
  /** `schema.table.column` */
  readonly source: string;
  readonly class: string | null;
  readonly treatment: string;
}

/** The base columns behind each column of the result, aligned with it; null where that cannot be told. */
export function alignOutputs(
  outputs: readonly OutputColumn[],
  visible: { governance: Governance; width: number },
): readonly (OutputColumn | null)[] {
  const shown = outputs.filter(
    ({ direct, sources }) => !direct || sources.every((source) => governedColumn(source, visible.governance) !== null),
  );
  return Array.from({ length: visible.width }, (_, index) =>
    shown.length === visible.width ? (shown[index] ?? null) : null,
  );
}

export function maskedSources(output: OutputColumn, governance: Governance): readonly MaskedSource[] {
  return output.sources.flatMap((source) => {
    const governed = governedColumn(source, governance);
    if (governed === null || governed.treatment.kind === "clear") return [];
    return [{ source: formatColumn(source), class: governed.class, treatment: governed.treatment.kind }];
  });
}

export function governedColumn(source: ColumnName, governance: Governance): GovernedColumn | null {
  return (
    governance.get(relationKey(source.relation))?.columns.find(({ column }) => column.name === source.column) ?? null
  );
}
