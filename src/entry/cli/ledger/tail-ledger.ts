// `gatehouse ledger tail`: the newest entries that fit, oldest of them first; with --follow also those that come, until it is stopped.

import { setTimeout as sleep } from "node:timers/promises";
import type { ReadEntry } from "../../../adapters/sqlite-state/ledger/ledger-entries.ts";
import { fitsFilter } from "../../../core/ledger/search/ledger-filter.ts";
import { type Io, isOutClosed } from "../terminal/io.ts";
import { entryHead, entryLine } from "./describe-entry.ts";
import type { FilterOptions } from "./filter-options.ts";
import { openSearch } from "./find-entries.ts";

export interface TailOptions extends FilterOptions {
  readonly limit: number;
  readonly follow?: true;
  readonly json?: true;
}

const LOOK_AGAIN_MILLISECONDS = 300;

export async function tailLedger(options: TailOptions, io: Io): Promise<number> {
  const search = await openSearch(options, io);
  const show = ({ record, body }: ReadEntry) =>
    options.json === true ? io.jsonText(body) : io.out(entryLine(record, io));
  try {
    const filter = search.filter(options);
    const { entries } = search.reader;
    let next = entries.size();
    const newest: ReadEntry[] = [];
    if (options.limit > 0) {
      for (const entry of search.find(filter, { descending: true, cursor: next })) {
        newest.push(entry);
        if (newest.length === options.limit) break;
      }
    }
    if (newest.length === 0 && options.follow !== true) search.refuseUnknown(options);
    if (options.json !== true) io.out(entryHead(io));
    for (const entry of newest.toReversed()) show(entry);
    if (options.follow !== true) return 0;
    const stop = new AbortController();
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => stop.abort());
    while (!stop.signal.aborted && !isOutClosed()) {
      const size = entries.size();
      for (const entry of entries.range({ from: next, to: size })) if (fitsFilter(entry.record, filter)) show(entry);
      next = size;
      await sleep(LOOK_AGAIN_MILLISECONDS, undefined, { signal: stop.signal }).catch(() => undefined);
    }
    return 0;
  } finally {
    search.close();
  }
}
