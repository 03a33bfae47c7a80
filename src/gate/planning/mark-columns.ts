// Says of each column of a result what it holds: which masked columns flow into it, of which class, under which treatment,
// and whether no classification covers it, so that its content has to be scanned. Computed once for a plan.

import { NOWHERE, type Place, placeOf } from "../../core/masking/place.ts";
import { scanKindOf } from "../../core/masking/scan-kind.ts";
import type { ColumnScan } from "../../core/masking/scan-rows.ts";
import type { Engine } from "../../core/model/catalogue.ts";
import type { Facts, OutputColumn } from "../../core/model/facts.ts";
import { columnOf, type Governance, type GovernedColumn } from "../../core/model/governed-relation.ts";
import { type ColumnName, formatColumn, formatRelation, relationKey } from "../../core/model/relation-name.ts";

export interface MaskedSource {
  /** `schema.table.column` */
  readonly source: string;
  readonly class: string | null;
  readonly treatment: string;
}

/** A column of an answer. */
export interface ResultColumn {
  readonly name: string;
  readonly type: string;
  /** The masked columns that flow into this one; absent when none does. */
  readonly masked?: readonly MaskedSource[];
  /** How many values the content scan replaced in it; absent when none. */
  readonly redactions?: number;
}

export interface ColumnMark {
  /** For the reader, who must not take masks for data; nothing is protected by it. */
  readonly masked: readonly MaskedSource[];
  /** Where its content stands, when something that no classification covers can flow into the column; else null. */
  readonly scan: Place | null;
}

export interface ResultMarks {
  readonly columns: readonly ColumnMark[];
  /** Of a column that cannot be traced: every masked column that the statement touches may flow into it. */
  readonly untraced: ColumnMark;
  /** Relations of which the caller sees some rows only. */
  readonly rowFiltered: readonly string[];
}

/** A plan holds no values. */
const NO_DATA: ColumnMark = { masked: [], scan: null };

export function markResult({ reads, outputs, explains }: Facts, governance: Governance): ResultMarks {
  const shown = outputs.filter(
    ({ direct, sources }) => !direct || sources.every((source) => governedColumn(source, governance) !== null),
  );
  const everything = reads.flatMap(({ relation, columns }) => columns.map((column) => ({ relation, column })));
  const filtered = reads.filter(({ relation }) => (governance.get(relationKey(relation))?.rowFilter ?? null) !== null);
  const rowFiltered = filtered.map(({ relation }) => formatRelation(relation));
  if (explains !== undefined) return { columns: [NO_DATA], untraced: NO_DATA, rowFiltered };
  return {
    columns: shown.map((output) => ({
      masked: maskedSources(output.sources, governance),
      scan: placeOfUncovered(output, governance),
    })),
    untraced: { masked: maskedSources(everything, governance), scan: NOWHERE },
    rowFiltered,
  };
}

/** The marks of a result of this width. Where it is not the width that was expected, no column can be traced. */
export function marksOf({ columns, untraced }: ResultMarks, width: number): readonly ColumnMark[] {
  return columns.length === width ? columns : Array.from({ length: width }, () => untraced);
}

function maskedSources(sources: readonly ColumnName[], governance: Governance): readonly MaskedSource[] {
  return sources.flatMap((source) => {
    const governed = governedColumn(source, governance);
    if (governed === null || governed.treatment.kind === "clear") return [];
    return [{ source: formatColumn(source), class: governed.class, treatment: governed.treatment.kind }];
  });
}

/** How the columns of a result are scanned, which are of these types. */
export function scansOf(
  marks: readonly ColumnMark[],
  { columns, engine }: { columns: readonly { readonly type: string }[]; engine: Engine },
): readonly (ColumnScan | null)[] {
  return marks.map(({ scan }, index) =>
    scan === null ? null : { kind: scanKindOf(columns[index]?.type ?? "", engine), place: scan },
  );
}

/** A name that the caller gives adds evidence, and takes none away. */
function placeOfUncovered({ name, sources }: OutputColumn, governance: Governance): Place | null {
  const uncovered = sources.filter((source) => isUncovered(source, governance));
  if (uncovered.length === 0) return null;
  return placeOf(
    uncovered.map(({ relation, column }) => [relation.name, column]),
    name === null ? [] : [name],
  );
}

export function isUncovered(source: ColumnName, governance: Governance): boolean {
  if (governance.get(relationKey(source.relation))?.owned === true) return false;
  const governed = governedColumn(source, governance);
  return (
    governed !== null && governed.treatment.kind === "clear" && governed.class === null && governed.level !== "public"
  );
}

function governedColumn(source: ColumnName, governance: Governance): GovernedColumn | null {
  const relation = governance.get(relationKey(source.relation));
  return relation === undefined ? null : columnOf(relation, source.column);
}
