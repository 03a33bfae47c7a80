// What stands in a ledger after the last entry that an anchor speaks for. Whoever verifies, exports or signs leaves an entry, so that a job
// which does so every night would never find a ledger whose last entry an anchor saw.

import { readLines } from "../../../adapters/files/read-lines.ts";
import type { EntryKind } from "../../../core/ledger/entry/entry-draft.ts";
import { isExport, type LedgerAt } from "./ledger-at.ts";

/** Entries of keeping the ledger itself: none of them is of a call, of a decision, or of a change of what is in force. */
export const KEEPING: ReadonlySet<string> = new Set<EntryKind>([
  "server.start",
  "server.stop",
  "checkpoint",
  "key.created",
  "ledger.verify",
  "ledger.export",
  "ledger.report",
]);

/** Kinds of the entries from `first` on, of a ledger or an export, each once. */
export async function kindsFrom(first: number, { file, stored }: LedgerAt): Promise<readonly string[]> {
  if (file !== null && (await isExport(file))) return kindsOfExport(first, file);
  const reader = await stored.read();
  try {
    return await reader.kindsFrom(first);
  } finally {
    await reader.close();
  }
}

async function kindsOfExport(first: number, file: string): Promise<readonly string[]> {
  const kinds = new Set<string>();
  for await (const line of readLines(file)) {
    const entry: unknown = Reflect.get(Object(JSON.parse(line)), "entry");
    const index: unknown = Reflect.get(Object(entry), "index");
    if (typeof index === "number" && index >= first) kinds.add(String(Reflect.get(Object(entry), "kind")));
  }
  return [...kinds].toSorted();
}
