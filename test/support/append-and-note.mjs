// Appends entries to a ledger, one after the other, and writes down each receipt where sync-log.c writes down what was synced.
// node append-and-note.mjs FILE LOG ENTRIES [synchronous]

import { appendFileSync } from "node:fs";
import { openLedger } from "../../dist/adapters/sqlite-state/ledger/ledger-store.js";

const [, , file, log, entries, synchronous] = process.argv;
const ledger = openLedger({
  file,
  server: { instance: "noted", version: "0", pid: process.pid },
  now: () => Date.now() * 1_000,
  sealingKey: new Uint8Array(32).fill(7),
});
const draft = {
  kind: "server.start",
  correlation: "x",
  caller: null,
  agent: null,
  tool: null,
  target: null,
  statement: null,
  touched: [],
  decision: null,
  result: null,
  reason: null,
  policyDigest: null,
  detail: {},
  sealed: null,
};
await ledger.append(draft);
if (synchronous !== undefined) await ledger.outside((connection) => connection.pragma(`synchronous = ${synchronous}`));
for (let entry = 0; entry < Number(entries); entry++) {
  if (entry % 2 === 0) await ledger.append(draft);
  else await ledger.transact((_, append) => append(draft) ?? true);
  appendFileSync(log, "receipt\n");
}
await ledger.close();
