// The entries that tell of break-glass, found by an index of their own: few, and asked for at each call of a person whom they may lock.

import { recordSchema } from "../../../core/ledger/entry/derived-columns.ts";
import { OPENING_KINDS, type Opening, readOpenings } from "../../../core/review/opening.ts";
import type { StateConnection } from "../state-connection.ts";

export const OF_OPENINGS = `kind IN (${OPENING_KINDS.map((kind) => `'${kind}'`).join(", ")})`;

/** Made when a ledger is opened for appending; one that was written before there was break-glass gets it then. */
export const OPENING_INDEX = `CREATE INDEX IF NOT EXISTS entries_of_break_glass ON entries (idx) WHERE ${OF_OPENINGS};`;

export function readOpeningEntries(connection: StateConnection): readonly Opening[] {
  const bodies = connection
    .prepare<[], string>(`SELECT body FROM entries WHERE ${OF_OPENINGS} ORDER BY idx`)
    .pluck()
    .all();
  return readOpenings(bodies.map((body) => recordSchema.parse(JSON.parse(body))));
}
