// `gatehouse ledger list`: entries that fit, newest first, a line each.

import { cellsOf, csvLine, readColumns } from "../../../core/ledger/entry/entry-columns.ts";
import type { Io } from "../terminal/io.ts";
import { paint } from "../terminal/paint.ts";
import { entryHead, entryLine } from "./describe-entry.ts";
import type { FilterOptions } from "./filter-options.ts";
import { openSearch } from "./find-entries.ts";

export interface ListOptions extends FilterOptions {
  readonly before?: number;
  readonly limit: number;
  readonly json?: true;
  readonly csv?: true;
  readonly columns?: string;
}

export async function listLedger(options: ListOptions, io: Io): Promise<number> {
  const columns = readColumns(options.columns);
  const search = await openSearch(options, io);
  try {
    const filter = await search.filter(options);
    if (options.csv === true) io.out(csvLine(columns));
    let shown = 0;
    let last: number | null = null;
    for await (const { record, body } of search.find(filter, { descending: true, cursor: options.before ?? null })) {
      if (shown === options.limit) {
        if (options.json !== true && options.csv !== true) io.out(paint(io, "dim", `more: add --before ${last ?? 0}`));
        return 0;
      }
      if (options.json === true) io.jsonText(body);
      else if (options.csv === true) io.out(csvLine(cellsOf(record, columns)));
      else io.out(...(shown === 0 ? [entryHead(io)] : []), entryLine(record, io));
      shown += 1;
      last = record.index;
    }
    if (shown > 0) return 0;
    await search.refuseUnknown(options);
    if (options.json !== true && options.csv !== true) {
      io.out("No entry fits. The ledger is filled by calls; leave filters out to see more.");
    }
    return 0;
  } finally {
    await search.close();
  }
}
