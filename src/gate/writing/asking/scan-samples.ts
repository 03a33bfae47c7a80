// Samples of rows, scanned like results: what no classification covers is looked through for what looks like personal data.

import type { Sample, TableSample } from "../../../core/approvals/approval-request.ts";
import { placeOf } from "../../../core/masking/place.ts";
import { scanKindOf } from "../../../core/masking/scan-kind.ts";
import { type ColumnScan, scanRows } from "../../../core/masking/scan-rows.ts";
import type { Engine } from "../../../core/model/catalogue.ts";
import type { Governance } from "../../../core/model/governed-relation.ts";
import { formatRelation, type RelationName, relationKey } from "../../../core/model/relation-name.ts";
import { isUncovered } from "../../planning.ts";

interface Viewer {
  readonly governance: Governance;
  readonly engine: Engine;
  /** The tables that are written. */
  readonly targets: readonly RelationName[];
}

export function scanSample({ also, ...first }: Sample, viewer: Viewer): Sample {
  return {
    ...scanTable(first, viewer),
    ...(also !== undefined && { also: also.map((table) => scanTable(table, viewer)) }),
  };
}

function scanTable(sample: TableSample, viewer: Viewer): TableSample {
  const { relation } = sample;
  const target = viewer.targets.find((name) => relation === undefined || formatRelation(name) === relation);
  if (target === undefined) return sample;
  const scans = sample.columns.map((column) => scanOf({ relation: target, column }, viewer));
  const scanned = (row: readonly (string | null)[] | null): readonly (string | null)[] | null =>
    row === null
      ? null
      : (scanRows([row], { scans }).rows[0] ?? []).map((value) => (typeof value === "string" ? value : null));
  return {
    ...sample,
    rows: sample.rows.map(({ before, after }) => ({ before: scanned(before), after: scanned(after) })),
  };
}

function scanOf(
  { relation, column }: { relation: RelationName; column: string },
  { governance, engine }: Viewer,
): ColumnScan | null {
  if (!isUncovered({ relation, column }, governance)) return null;
  const governed = governance.get(relationKey(relation))?.columns.find((own) => own.column.name === column);
  return { kind: scanKindOf(governed?.column.type.label ?? "", engine), place: placeOf([[relation.name, column]]) };
}
