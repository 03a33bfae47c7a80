// The type that a masked column is shown as, as governed-select.ts and mask.ts write it, for what the catalogue says of the column.

import type { ColumnType } from "../../../model/catalogue.ts";
import type { GovernedColumn } from "../../../model/governed-relation.ts";

export interface ShownType {
  /** A type as one writes it, without a length. */
  readonly sql: string;
  /** Whether the mask may make a NULL of a value. */
  readonly nullable: boolean;
}

const TEXT = "text";

/** Null where the column is shown as of its own type, with its own length. */
export function shownType({ column: { type }, treatment }: GovernedColumn): ShownType | null {
  if (treatment.kind === "clear") return null;
  const nullable = treatment.kind !== "token";
  if (type.madeOf !== undefined && /^(enum|array|other)$/.test(type.family)) {
    return { sql: type.family === "array" ? "text[]" : TEXT, nullable };
  }
  if (type.family === "text") return { sql: TEXT, nullable };
  if (treatment.kind === "token" && type.family === "integer") return { sql: "bigint", nullable };
  return { sql: bareOf(type), nullable };
}

function bareOf({ bare, sql }: ColumnType): string {
  return bare ?? sql;
}
