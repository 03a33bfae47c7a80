// The values of a kind of term that entries have: those of the index, and those of the entries that the index does not know yet.

import { type TermKind, termsOf } from "../../../core/ledger/entry/entry-terms.ts";
import type { LedgerEntries } from "./ledger-entries.ts";
import type { LedgerIndex } from "./ledger-index-file.ts";

const MOST = 5_000;

export function knownValues(
  kind: TermKind,
  { entries, index }: { entries: LedgerEntries; index: LedgerIndex },
): readonly string[] {
  const values = new Set(index.values(kind, MOST));
  const prefix = `${kind} `;
  for (const { record } of entries.range({ from: index.size(), to: entries.size() })) {
    for (const term of termsOf(record)) if (term.startsWith(prefix)) values.add(term.slice(prefix.length));
  }
  return [...values];
}
