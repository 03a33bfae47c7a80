// Appends entries to a ledger, one after the other, and writes down each receipt where sync-log.c writes down what was synced.
// node append-and-note.mjs FILE LOG ENTRIES [synchronous]

import { appendFileSync } from "node:fs";
import { draftOf, openFor } from "./append-drafts.mjs";

const [, , file, log, entries, synchronous] = process.argv;
const ledger = openFor(file, { instance: "noted", sealingKey: new Uint8Array(32).fill(7) });
const draft = draftOf({ detail: {} });
await ledger.append(draft);
if (synchronous !== undefined) await ledger.outside((connection) => connection.pragma(`synchronous = ${synchronous}`));
for (let entry = 0; entry < Number(entries); entry++) {
  if (entry % 2 === 0) await ledger.append(draft);
  else await ledger.transact((_, append) => append(draft) ?? true);
  appendFileSync(log, "receipt\n");
}
await ledger.close();
