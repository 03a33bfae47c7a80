// A process that appends to a ledger until it is killed, and says the index of each entry once it is acknowledged.
// Where others, starved of processors, keep the file locked for too long, an append is refused: it says so on standard error and goes on.
// Plain Node on the built program: node append-entries.mjs FILE KEY_HEX NAME

import { openLedger } from "../../dist/adapters/sqlite-state/ledger/ledger-store.js";

const [file, key, name] = process.argv.slice(2);
const ledger = openLedger({
  file,
  server: { instance: name, version: "0", pid: process.pid },
  now: () => Date.now() * 1000,
  sealingKey: Buffer.from(key, "hex"),
});
const draft = (correlation) => ({
  kind: "call",
  correlation,
  caller: null,
  agent: null,
  tool: "query",
  target: null,
  statement: null,
  touched: [],
  decision: null,
  result: null,
  reason: null,
  policyDigest: null,
  detail: null,
  sealed: { statement: `SELECT ${correlation}`, parameters: null },
});
for (let round = 0; ; round++) {
  try {
    const receipts = await Promise.all([0, 1, 2].map((call) => ledger.append(draft(`${name}-${round}-${call}`))));
    for (const [call, { index }] of receipts.entries()) process.stdout.write(`${index} ${name}-${round}-${call}\n`);
  } catch (error) {
    if (error.code !== "ledger-unavailable" || error.cause?.code !== "SQLITE_BUSY") throw error;
    process.stderr.write("refused\n");
  }
}
