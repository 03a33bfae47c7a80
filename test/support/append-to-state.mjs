// A replica that appends to a state in PostgreSQL until it is killed, and says size and root of each receipt once it has it.
// Plain Node on the built program: node append-to-state.mjs STATE_FOLDER URL SCHEMA

import { postgresState } from "../../dist/entry/wiring/postgres-state.js";
import { draftOf } from "./append-drafts.mjs";

const [stateFolder, url, schema] = process.argv.slice(2);
const { ledger } = await postgresState({ stateFolder, url, schema }).open();
for (let round = 0; ; round++) {
  const drafts = [0, 1, 2].map((call) =>
    draftOf({ kind: "call", correlation: `${process.pid}-${round}-${call}`, tool: "query" }),
  );
  const receipts = await Promise.all(drafts.map((draft) => ledger.append(draft)));
  for (const { size, root } of receipts) process.stdout.write(`${JSON.stringify({ size, root })}\n`);
}
