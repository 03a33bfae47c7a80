// A statement that changes rows, on a database that is open for reading alone: said before anything else of it.

import type { Facts, StatementKind } from "../../core/model/facts.ts";
import { type Refusal, refuse } from "../../core/model/refusal.ts";
import type { Database } from "../ports/database.ts";

const WRITES: ReadonlySet<StatementKind> = new Set(["insert", "update", "delete", "merge"]);

export function refuseReadOnly(facts: Facts | null, { writable }: Pick<Database, "writable">): Refusal | null {
  return facts === null || writable || !WRITES.has(facts.kind) ? null : refuseReadOnlyDatabase();
}

export function refuseReadOnlyDatabase(): Refusal {
  return refuse("write-not-possible", "This database is open for reading alone.", {
    rule: "read-only",
    remedy: "Read the data with a SELECT, or ask the operator to set writes: governed for the database.",
  });
}
