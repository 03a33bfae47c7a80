// What a caller sees of a column's values under its treatment: what can be said of an answer that was computed on them.

import type { Engine, TypeFamily } from "../model/catalogue.ts";
import type { GovernedColumn } from "../model/governed-relation.ts";
import type { TreatmentKind } from "../model/treatment.ts";

export type Shown =
  | { readonly kind: "clear" }
  /** One text for every value, NULLs too. */
  | { readonly kind: "constant" }
  /** NULL for every value. */
  | { readonly kind: "nothing" }
  | { readonly kind: "token"; readonly class: string; readonly form: "text" | "integer" | "uuid" }
  | { readonly kind: "partial"; readonly keep: "first" | "last" | "domain"; readonly count: number }
  /** `days` where a value is a whole day. */
  | { readonly kind: "year"; readonly days: boolean }
  | { readonly kind: "bucket"; readonly size: number };

const NUMBERS: ReadonlySet<TypeFamily> = new Set(["integer", "numeric", "float"]);

/** Masks in SQL are each dialect's mask.ts: what those cannot do with a type, they show as NULL. */
export function shownAs({ column, class: dataClass, treatment }: GovernedColumn, engine: Engine): Shown {
  const { family } = column.type;
  const isText =
    family === "text" || (engine === "sqlite" && (family === "other" || family === "date" || family === "timestamp"));
  const isTime = engine === "sqlite" ? isText : family === "date" || family === "timestamp";
  const shown: Readonly<Record<TreatmentKind, () => Shown>> = {
    clear: () => ({ kind: "clear" }),
    hide: () => NOTHING,
    null: () => NOTHING,
    redact: () => (isText ? { kind: "constant" } : NOTHING),
    partial: () => (treatment.kind === "partial" && isText ? treatment : NOTHING),
    year: () =>
      isTime ? { kind: "year", days: engine === "sqlite" ? family !== "timestamp" : family === "date" } : NOTHING,
    bucket: () => (treatment.kind === "bucket" && NUMBERS.has(family) ? treatment : NOTHING),
    token: () => {
      const token = (form: "text" | "integer" | "uuid"): Shown => ({
        kind: "token",
        class: dataClass ?? "value",
        form,
      });
      if (isText || (family === "enum" && engine === "postgres")) return token("text");
      if (family === "integer" || family === "numeric") return token("integer");
      return family === "uuid" && engine === "postgres" ? token("uuid") : NOTHING;
    },
  };
  return shown[treatment.kind]();
}

const NOTHING: Shown = { kind: "nothing" };
