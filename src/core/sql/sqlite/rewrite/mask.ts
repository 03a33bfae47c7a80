// The SQL expression of each treatment over a column. SQLite's columns hold values of any type, so masks go by the declared family,
// and are computed by functions that the adapter registers and that no caller can call. None raises for any stored value.

import type { Column, TypeFamily } from "../../../model/catalogue.ts";
import type { GovernedColumn } from "../../../model/governed-relation.ts";
import type { Treatment, TreatmentKind } from "../../../model/treatment.ts";
import { quoteName, quoteText } from "../parse/node.ts";

type Mask = (masked: { raw: string; column: Column; class: string }, treatment: Treatment) => string | null;

const isText = (family: TypeFamily) =>
  family === "text" || family === "other" || family === "date" || family === "timestamp";

const MASKS: Readonly<Record<TreatmentKind, Mask>> = {
  clear: ({ raw }) => raw,
  hide: () => null,
  null: () => "NULL",
  redact: ({ column }) => (isText(column.type.family) ? "'[redacted]'" : "NULL"),
  partial: ({ raw, column }, treatment) =>
    treatment.kind === "partial" && isText(column.type.family)
      ? `gatehouse_partial(${quoteText(treatment.keep)}, ${Math.trunc(treatment.count)}, ${raw})`
      : "NULL",
  year: ({ raw, column }) => (isText(column.type.family) ? `gatehouse_year(${raw})` : "NULL"),
  bucket: ({ raw, column }, treatment) => {
    if (treatment.kind !== "bucket") return "NULL";
    const { family } = column.type;
    if (family === "integer") return `gatehouse_bucket_integer(${treatment.size}, ${raw})`;
    return family === "numeric" || family === "float" ? `gatehouse_bucket(${treatment.size}, ${raw})` : "NULL";
  },
  token: ({ raw, column, class: dataClass }) => {
    const { family } = column.type;
    if (isText(family)) return `gatehouse_token(${quoteText(dataClass)}, ${raw})`;
    return family === "integer" || family === "numeric"
      ? `gatehouse_token_integer(${quoteText(dataClass)}, ${raw})`
      : "NULL";
  },
};

/** The column as this treatment shows it; null when it does not exist. */
export function maskExpression({ column, class: dataClass, treatment }: GovernedColumn): string | null {
  return MASKS[treatment.kind]({ raw: quoteName(column.name), column, class: dataClass ?? "value" }, treatment);
}
