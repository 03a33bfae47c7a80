// Whether the indexes of the ledger's own file lead to an entry: what is asked by an index would otherwise be answered without it.

import { OF_BREAK_GLASS } from "../ledger/break-glass-entries.ts";
import { ENTRIES_OF_PROOF } from "../ledger/ledger-file.ts";
import type { StateConnection } from "../state-connection.ts";
import { OF_TOKENS } from "../tokens/token-table.ts";

/** How each index is asked for an entry, and which entries it leads to; an empty condition for all. */
const INDEXES = [
  { name: "entries_by_correlation", by: "other.correlation = entries.correlation", of: "" },
  { name: "entries_of_proof", by: "other.kind = entries.kind", of: ENTRIES_OF_PROOF },
  { name: "entries_of_break_glass", by: "TRUE", of: OF_BREAK_GLASS },
  { name: "entries_of_tokens", by: "TRUE", of: OF_TOKENS },
] as const;

/** SQL for a row of `entries`: 1 when every index of the file leads to it that should. An older file may lack one. */
export function foundByIndexes(connection: StateConnection): string {
  const has = connection.prepare<[string], number>("SELECT 1 FROM sqlite_schema WHERE type = 'index' AND name = ?");
  const conditions = INDEXES.filter(({ name }) => has.get(name) !== undefined).map(({ name, by, of }) => {
    const partial = of === "" ? "" : `other.${of} AND `;
    const leads = `EXISTS (SELECT 1 FROM entries AS other INDEXED BY ${name} WHERE ${partial}${by} AND other.idx = entries.idx)`;
    return of === "" ? leads : `(NOT entries.${of} OR ${leads})`;
  });
  return `(${conditions.join(" AND ")})`;
}
