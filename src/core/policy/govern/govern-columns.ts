// The columns of a relation as a role sees them, each under its treatment.

import type { GovernedColumn } from "../../model/governed-relation.ts";
import type { Treatment } from "../../model/treatment.ts";
import type { Role } from "../policy.ts";
import type { ClassifiedRelation } from "./classify-catalogue.ts";
import { treatColumn } from "./treat-column.ts";
import { NO_CLASS } from "./written-classes.ts";

/** `written`: classes of which the caller may write a value somewhere. */
export function governColumns(
  { relation, columns, placement }: ClassifiedRelation,
  { role, inTheClear, written }: { role: Role; inTheClear: boolean; written: ReadonlySet<string> },
): readonly GovernedColumn[] {
  return relation.columns.flatMap((column): readonly GovernedColumn[] => {
    const classified = columns.get(column.name);
    if (classified === undefined) return [];
    const [first] = classified.holds;
    const treatment: Treatment = inTheClear ? { kind: "clear" } : treatColumn(classified, role);
    if (treatment.kind === "hide") return [];
    const classes = classified.holds.map((held) => held.class ?? NO_CLASS);
    const named = treatment.kind === "token" && classes.some((name) => written.has(name));
    return [
      {
        column,
        class: first?.class ?? null,
        level: first?.level ?? "confidential",
        treatment: named ? { kind: "redact" } : treatment,
        ...(named && { insteadOf: "token" as const }),
        ...(placement === "expanded" && { sources: classified.sources }),
      },
    ];
  });
}
