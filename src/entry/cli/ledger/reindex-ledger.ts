// `gatehouse ledger reindex`: makes the search index anew from the ledger, and says whether the one before it left out or invented anything.

import { existsSync, renameSync } from "node:fs";
import { openLedgerIndex, removeIndex } from "../../../adapters/sqlite-state/ledger/ledger-index-file.ts";
import { searchIndexFile } from "../../wiring/open-ledger.ts";
import { failureOfProblems, readProject } from "../../wiring/project.ts";
import type { Io } from "../terminal/io.ts";
import { paint } from "../terminal/paint.ts";
import { ledgerAt } from "./ledger-at.ts";

export async function reindexLedger(options: { config: string; json?: true }, io: Io): Promise<number> {
  const project = await readProject(options.config);
  if (project.kind === "problems") throw failureOfProblems(project.problems);
  const file = searchIndexFile(project);
  const fresh = `${file}.new`;
  const reader = await ledgerAt(options);
  try {
    const old = existsSync(file) ? openLedgerIndex(file, reader.entries) : null;
    while (old?.advance(reader.entries, 64) === false);
    old?.close();
    removeIndex(fresh);
    const index = openLedgerIndex(fresh, reader.entries);
    while (!index.advance(reader.entries, 64));
    const wrong = old === null ? 0 : index.differences(file);
    const indexed = index.size();
    index.close();
    removeIndex(file);
    renameSync(fresh, file);
    if (options.json === true) io.json({ entries: indexed, wrong });
    else
      io.out(
        wrong === 0
          ? `The index is made anew: ${indexed} entries; the newest ${reader.entries.size() - indexed} are read from the ledger itself.`
          : paint(
              io,
              "red",
              `The index was wrong in ${wrong} places and is made anew: a search may have left entries out.`,
            ),
      );
    return wrong === 0 ? 0 : 1;
  } finally {
    reader.close();
  }
}
