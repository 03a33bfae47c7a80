// Entries as lines of CSV, OCSF or OpenLineage, from where a collector left off, and on as they come.
// Each entry is sent at least once: the cursor moves after its lines were taken.

import { setTimeout as sleep } from "node:timers/promises";
import { writeCursor } from "../../../adapters/files/export-position.ts";
import { nodeNoteCrypto } from "../../../adapters/system/note-crypto.ts";
import { cellsOf, csvLine, readColumns } from "../../../core/ledger/entry/entry-columns.ts";
import { toOcsf } from "../../../core/ledger/export/to-ocsf.ts";
import { toOpenLineage } from "../../../core/ledger/export/to-openlineage.ts";
import { leafHash } from "../../../core/ledger/tree/merkle.ts";
import { visibleJson } from "../../../core/model/visible-text.ts";
import type { StoredEntry } from "../../../gate/ports/ledger-reader.ts";
import type { Io } from "../terminal/io.ts";
import type { ExportOptions } from "./export-options.ts";
import { openSearch } from "./find-entries.ts";

interface EntryFormat {
  /** Lines before the first entry. */
  readonly head: (options: ExportOptions) => readonly string[];
  readonly lines: (entry: StoredEntry, around: { origin: string; options: ExportOptions }) => readonly string[];
}

export const ENTRY_FORMATS: Readonly<Record<string, EntryFormat>> = {
  csv: {
    head: ({ columns }) => [csvLine(readColumns(columns))],
    lines: ({ record }, { options }) => [csvLine(cellsOf(record, readColumns(options.columns)))],
  },
  ocsf: {
    head: () => [],
    lines: ({ record, body }, { origin }) => {
      const leaf = Buffer.from(leafHash(nodeNoteCrypto.utf8(body), nodeNoteCrypto.sha256)).toString("hex");
      return [visibleJson(JSON.stringify(toOcsf(record, { origin, leaf })))];
    },
  },
  openlineage: {
    head: () => [],
    lines: ({ record }) => toOpenLineage(record).map((event) => visibleJson(JSON.stringify(event))),
  },
};

const LOOK_AGAIN_MILLISECONDS = 500;
/** Entries between two writes of the cursor. */
const BATCH = 1_000;

/** `from` is where the cursor stands, where there is one. */
export async function exportEntries(options: ExportOptions & { from: number }, io: Io): Promise<number> {
  const format = ENTRY_FORMATS[options.format];
  if (format === undefined) throw new RangeError("a format that was not checked");
  const head = format.head(options);
  const search = await openSearch(options, io);
  const { origin } = search.reader;
  const filter = await search.filter(options);
  const stop = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => stop.abort());
  try {
    let next = options.from;
    await io.outLines(next === 0 || options.cursor === undefined ? head : []);
    const send = async (batch: readonly StoredEntry[], reached: number) => {
      await io.outLines(batch.flatMap((entry) => format.lines(entry, { origin, options })));
      next = reached;
      if (options.cursor !== undefined) await writeCursor(options.cursor, { origin, next });
    };
    do {
      const size = await search.reader.size();
      let batch: StoredEntry[] = [];
      for await (const entry of search.find(filter, { descending: false, cursor: next - 1 })) {
        if (entry.record.index >= size) break;
        batch.push(entry);
        if (batch.length < BATCH) continue;
        await send(batch, entry.record.index + 1);
        batch = [];
        if (stop.signal.aborted) return 0;
      }
      if (size > next) await send(batch, size);
      if (options.follow !== true) return 0;
      await sleep(LOOK_AGAIN_MILLISECONDS, undefined, { signal: stop.signal }).catch(() => undefined);
    } while (!stop.signal.aborted);
    return 0;
  } finally {
    await search.close();
  }
}
