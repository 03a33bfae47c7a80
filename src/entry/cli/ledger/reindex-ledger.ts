// `gatehouse ledger reindex`: makes the search index anew from the ledger, and says whether the one before it left out or invented anything.

import type { Io } from "../terminal/io.ts";
import { paint } from "../terminal/paint.ts";
import { ledgerAt } from "./ledger-at.ts";

export async function reindexLedger(options: { config: string; json?: true }, io: Io): Promise<number> {
  const { stored } = await ledgerAt(options);
  const { entries, newest, wrong } = await stored.reindex();
  if (options.json === true) io.json({ entries, wrong });
  else
    io.out(
      wrong === 0
        ? `The index is made anew: ${entries} entries; the newest ${newest} are read from the ledger itself.`
        : paint(
            io,
            "red",
            `The index was wrong in ${wrong} places and is made anew: a search may have left entries out.`,
          ),
    );
  return wrong === 0 ? 0 : 1;
}
