// The entries that tell of break-glass, found by an index of their own: few, and asked for at each call of a person whom they may lock.

import { recordSchema } from "../../../core/ledger/entry/ledger-record.ts";
import { BREAK_GLASS_KINDS, type BreakGlass, readBreakGlass } from "../../../core/review/break-glass.ts";
import type { StateConnection } from "../state-connection.ts";

export const OF_BREAK_GLASS = `kind IN (${BREAK_GLASS_KINDS.map((kind) => `'${kind}'`).join(", ")})`;

/** Made when a ledger is opened for appending; one that was written before there was break-glass gets it then. */
export const BREAK_GLASS_INDEX = `CREATE INDEX IF NOT EXISTS entries_of_break_glass ON entries (idx) WHERE ${OF_BREAK_GLASS};`;

export function readBreakGlassEntries(connection: StateConnection): readonly BreakGlass[] {
  const bodies = connection
    .prepare<[], string>(`SELECT body FROM entries WHERE ${OF_BREAK_GLASS} ORDER BY idx`)
    .pluck()
    .all();
  return readBreakGlass(bodies.map((body) => recordSchema.parse(JSON.parse(body))));
}
