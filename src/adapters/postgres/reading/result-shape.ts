// The columns of a plan's result, and how their values are written: made once for a plan, and again where the server describes it otherwise.

import type { ExecutablePlan } from "../../../core/sql/plans/executable-plan.ts";
import type { ResultColumns, RowFormat, WireField } from "../../../gate/ports/execution.ts";
import { labelOf, type TypesByOid } from "../catalogue/types-by-oid.ts";
import { readRowDescription } from "../protocol/row-description.ts";
import { type ValueForm, valueForm } from "./value-forms.ts";

export interface ResultShape {
  readonly columns: ResultColumns;
  readonly forms: readonly ValueForm[];
  readonly fields: readonly WireField[];
}

interface Known extends ResultShape {
  /** What it was made of. */
  readonly description: Buffer;
  readonly types: TypesByOid;
  readonly format: RowFormat | null;
}

export const NO_COLUMNS: ResultShape = { columns: [], forms: [], fields: [] };

export class ResultShapes {
  readonly #known = new WeakMap<ExecutablePlan, Known>();

  /** From the body of a RowDescription: `bytes` between `from` and `to`. */
  shapeOf(
    plan: ExecutablePlan,
    [bytes, from, to]: readonly [Buffer, number, number],
    { types, format }: { types: TypesByOid; format: RowFormat | null },
  ): ResultShape {
    const known = this.#known.get(plan);
    if (known?.types === types && known.format === format && same(known.description, bytes, from, to)) return known;
    const fields = readRowDescription(bytes, from);
    const columns = fields.map(({ name, oid }) => ({ name, type: labelOf(oid, types) }));
    const scans = format?.scansOf(columns) ?? [];
    const forms = fields.map(({ oid }, place) => valueForm(oid, { types, scan: scans[place] ?? null }));
    const shape = { columns, forms, fields, types, format, description: Buffer.from(bytes.subarray(from, to)) };
    this.#known.set(plan, shape);
    return shape;
  }
}

function same(description: Buffer, bytes: Buffer, from: number, to: number): boolean {
  return description.length === to - from && bytes.compare(description, 0, description.length, from, to) === 0;
}
