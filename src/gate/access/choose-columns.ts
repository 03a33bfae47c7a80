// Which columns a request for access means. INVARIANT: a column that is hidden and one that is not there get the same words.

import type { Governance, GovernedColumn } from "../../core/model/governed-relation.ts";
import { type Refusal, refuse } from "../../core/model/refusal.ts";
import { formatColumn, formatRelation, type RelationName } from "../../core/model/relation-name.ts";
import { nearNames } from "../../core/policy/near-names.ts";

export interface ChosenColumn {
  readonly relation: RelationName;
  readonly held: GovernedColumn;
}

export function chooseColumns(
  /** `schema.table.column` each. Attacker-controlled. */
  columns: readonly string[],
  governance: Governance,
): readonly ChosenColumn[] | Refusal {
  const visible = [...governance.values()].flatMap(({ relation, columns: shown, placement }) =>
    shown.map((held) => ({ relation, held, placement })),
  );
  const chosen: ChosenColumn[] = [];
  for (const written of [...new Set(columns)].sort()) {
    const [found, ...others] = visible.filter((column) => nameOf(column) === written);
    if (found === undefined || others.length > 0) return refuseUnknown(written, visible.map(nameOf));
    if (found.placement === "expanded") return refuseView(written);
    if (found.held.treatment.kind === "clear") return refuseClear(written);
    chosen.push({ relation: found.relation, held: found.held });
  }
  return chosen;
}

/** The masked columns of tables and classes, by their names as `chooseColumns` takes them. Views are masked where they are read. */
export function columnsOf(
  { tables, classes }: { tables: readonly string[]; classes: readonly string[] },
  governance: Governance,
): readonly string[] {
  return [...governance.values()]
    .filter(({ placement }) => placement === "base")
    .flatMap(({ relation, columns }) =>
      columns
        .filter(({ treatment }) => treatment.kind !== "clear")
        .filter((held) => tables.includes(formatRelation(relation)) || classes.includes(held.class ?? ""))
        .map((held) => nameOf({ relation, held })),
    );
}

function nameOf({ relation, held }: ChosenColumn): string {
  return formatColumn({ relation, column: held.column.name });
}

function refuseUnknown(written: string, visible: readonly string[]): Refusal {
  const near = nearNames(written, visible);
  return refuse("unknown-column", "There is no column of that name that you can see.", {
    rule: "catalogue",
    remedy:
      near.length > 0
        ? `Did you mean ${near.join(" or ")}?`
        : "Write schema.table.column, as the masked columns of a result are named.",
  });
}

function refuseView(written: string): Refusal {
  return refuse("access-not-possible", `${written} is a column of a view, which is masked where it is read.`, {
    rule: "access",
    remedy: "Ask for the column of the table; a result of the view names it under masked.",
  });
}

function refuseClear(written: string): Refusal {
  return refuse("access-not-needed", `You read ${written} in the clear already.`, {
    rule: "access",
    remedy: "Leave it out.",
  });
}
