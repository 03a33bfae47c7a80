// `gatehouse ledger tail`: the newest entries that fit, oldest of them first; with --follow also those that come, until it is stopped.

import { setTimeout as sleep } from "node:timers/promises";
import type { StoredEntry } from "../../../gate/ports/ledger-reader.ts";
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
  const show = ({ record, body }: StoredEntry) =>
    options.json === true ? io.jsonText(body) : io.out(entryLine(record, io));
  try {
    const filter = await search.filter(options);
    const { reader } = search;
    let next = await reader.size();
    const newest: StoredEntry[] = [];
    if (options.limit > 0) {
      for await (const entry of search.find(filter, { descending: true, cursor: next })) {
        newest.push(entry);
        if (newest.length === options.limit) break;
      }
    }
    if (newest.length === 0 && options.follow !== true) await search.refuseUnknown(options);
    if (options.json !== true) io.out(entryHead(io));
    for (const entry of newest.toReversed()) show(entry);
    if (options.follow !== true) return 0;
    const stop = new AbortController();
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => stop.abort());
    while (!stop.signal.aborted && !isOutClosed()) {
      const size = await reader.size();
      for await (const entry of search.find(filter, { descending: false, cursor: next - 1 })) {
        if (entry.record.index >= size) break;
        show(entry);
      }
      next = size;
      await sleep(LOOK_AGAIN_MILLISECONDS, undefined, { signal: stop.signal }).catch(() => undefined);
    }
    return 0;
  } finally {
    await search.close();
  }
}
