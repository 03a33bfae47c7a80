// A process that appends to a ledger until it is killed, and says the index of each entry once it is acknowledged.
// Where others, starved of processors, keep the file locked for too long, an append is refused: it says so on standard error and goes on.
// Plain Node on the built program: node append-entries.mjs FILE KEY_HEX NAME

import { draftOf, openFor } from "./append-drafts.mjs";

const [file, key, name] = process.argv.slice(2);
const ledger = openFor(file, { instance: name, sealingKey: Buffer.from(key, "hex") });
const draft = (correlation) =>
  draftOf({
    kind: "call",
    correlation,
    tool: "query",
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
