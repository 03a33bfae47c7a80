// What a role gets of a column, by what the column holds.

import { SHIPPED_CLASSES } from "../../model/data-class.ts";
import { stricter, type Treatment } from "../../model/treatment.ts";
import type { ColumnPolicy, Role } from "../policy.ts";
import type { Held } from "./held-columns.ts";

export function treatColumn({ holds, unclassified }: Omit<Held, "unknown">, role: Role): Treatment {
  const treatments = holds.map((held) => treatHeld(held, role));
  if (unclassified) treatments.push(role.unclassified);
  return treatments.reduce(stricter, { kind: "clear" });
}

/** The class's treatment where the role names the class, else the level's; a level above the class's usual one counts as well. */
function treatHeld({ class: dataClass, level }: ColumnPolicy, role: Role): Treatment {
  const byLevel = role.levels[level];
  const byClass = dataClass === null ? undefined : role.classes.get(dataClass);
  if (dataClass === null || byClass === undefined) return byLevel;
  return level === (SHIPPED_CLASSES[dataClass] ?? "confidential") ? byClass : stricter(byClass, byLevel);
}
