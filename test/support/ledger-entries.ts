// Every entry of a ledger file, for what a test expects of it.

import { openLedgerReader } from "../../src/adapters/sqlite-state/ledger/ledger-reader.ts";
import type { LedgerRecord } from "../../src/core/ledger/entry/ledger-record.ts";

export function readEntries(file: string, kind?: string): readonly LedgerRecord[] {
  const reader = openLedgerReader(file);
  try {
    const all = [...reader.entries.range({ from: 0, to: reader.entries.size() })].map(({ record }) => record);
    return kind === undefined ? all : all.filter((record) => record.kind === kind);
  } finally {
    reader.close();
  }
}
