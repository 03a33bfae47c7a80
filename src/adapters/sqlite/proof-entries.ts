// The few entries that the verification of others needs, found by an index of their own. They are not yet verified when they are read:
// what is made of them counts only in a verdict over a ledger whose entries and index are all sound.

import { type Erasure, readErasure } from "../../core/ledger/erasure.ts";
import { ENTRIES_OF_PROOF } from "./ledger-file.ts";
import type { StateConnection } from "./state-connection.ts";

/** The entries of a kind as JSON, in order. */
export function readProofEntries(connection: StateConnection, kind: string): readonly unknown[] {
  return connection
    .prepare<[string], { body: string }>(`SELECT body FROM entries WHERE ${ENTRIES_OF_PROOF} AND kind = ? ORDER BY idx`)
    .all(kind)
    .map(({ body }) => parseJson(body))
    .filter((record) => kindOf(record) === kind);
}

export function readErasures(connection: StateConnection): readonly Erasure[] {
  return readProofEntries(connection, "erasure").flatMap((record) => readErasure(record) ?? []);
}

function kindOf(record: unknown): unknown {
  return typeof record === "object" && record !== null && "kind" in record ? record.kind : null;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
