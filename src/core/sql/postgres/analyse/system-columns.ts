// The columns that every table of PostgreSQL has besides its own: they tell of places, transactions and hidden parts.

import { obstruct, type Walk } from "./reading.ts";

export const SYSTEM_COLUMNS: ReadonlySet<string> = new Set(["ctid", "xmin", "xmax", "cmin", "cmax", "tableoid"]);

export function refuseSystemColumn(walk: Walk, name: string, location: unknown): void {
  obstruct(walk, "construct-not-allowed", {
    message: `The system column ${name} is not available.`,
    remedy: "Use the table's own columns, such as its primary key.",
    rule: "system-columns",
    location,
  });
}
