// Ledgers to test with: drafts of calls, and a file filled with them.

import { openLedger } from "../../src/adapters/sqlite-state/ledger/ledger-store.ts";
import type { EntryDraft } from "../../src/core/ledger/entry/entry-draft.ts";

export const SEALING_KEY: Uint8Array = new Uint8Array(32).fill(7);

export function draftOf(place: number, more: Partial<EntryDraft> = {}): EntryDraft {
  const denied = place % 3 === 2;
  return {
    kind: "call",
    correlation: `0198c0de-0000-7000-8000-${String(place).padStart(12, "0")}`,
    caller: { principal: place % 2 === 0 ? "ann" : "bob", role: "analyst", method: "configured", owner: null },
    agent: { client: "test", version: "1", session: `s${place % 4}`, model: null },
    tool: "query",
    target: { database: "shop", engine: "sqlite" },
    statement: { kind: "read", fingerprint: "f", normalised: "SELECT email FROM people WHERE id = ?", parameters: 0 },
    touched: [
      {
        relation: "main.people",
        access: "read",
        columns: ["email"],
        classes: ["email"],
        treatments: { email: "token" },
        rowFilter: false,
      },
    ],
    decision: { effect: denied ? "deny" : "allow", rule: "role analyst", code: denied ? "unknown-table" : null },
    result: { status: "ok", rows: 1, bytes: 2, truncated: false, sqlstate: null, digest: "d", microseconds: 3 },
    reason: null,
    policyDigest: "p",
    detail: null,
    sealed: { statement: `SELECT email FROM people WHERE id = ${place}`, parameters: "[]" },
    ...more,
  };
}

interface FillOptions {
  readonly now?: () => number;
  readonly draft?: (place: number) => EntryDraft;
}

/** Appends entries, and gives the receipt of the last. */
export async function fillLedger(
  file: string,
  entries: number,
  { now = () => Date.now() * 1000, draft = draftOf }: FillOptions = {},
): Promise<{ size: number; root: string }> {
  const ledger = openLedger({
    file,
    server: { instance: "i", version: "0", pid: 1 },
    now,
    sealingKey: SEALING_KEY,
  });
  const receipts = await Promise.all(Array.from({ length: entries }, (_, place) => ledger.append(draft(place))));
  await ledger.close();
  const last = receipts.at(-1);
  return { size: last?.size ?? 0, root: last?.root ?? "" };
}
