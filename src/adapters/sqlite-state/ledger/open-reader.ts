// The port by which people read a ledger, on one SQLite file. The index that searches rest on is opened when it is first asked, and brought up
// to date where a search is the faster for it.

import type { LedgerFilter } from "../../../core/ledger/search/ledger-filter.ts";
import type { LedgerReader } from "../../../gate/ports/ledger-reader.ts";
import { knownValues } from "./known-values.ts";
import { bringUpToDate, type LedgerIndex, openLedgerIndex } from "./ledger-index-file.ts";
import { type LedgerFileReader, openLedgerReader } from "./ledger-reader.ts";
import { searchLedger } from "./ledger-search.ts";

export interface OpenReaderOptions {
  /** Null: the index is kept in memory. */
  readonly indexFile: string | null;
  /** Opens what is sealed aside; null where that is not to be revealed. */
  readonly sealingKey: Uint8Array | null;
  readonly indexing?: (done: number | null, size: number) => void;
}

const BLOCKS_AT_ONCE = 4;

/** Throws a Failure `ledger-unreadable` or `ledger-newer`. */
export function openReader(file: string, { indexFile, sealingKey, indexing }: OpenReaderOptions): LedgerReader {
  const reader = openLedgerReader(file, sealingKey === null ? {} : { sealingKey });
  const { entries, origin } = reader;
  const index = new IndexOfReader(reader, { indexFile, ...(indexing !== undefined && { indexing }) });
  return {
    origin,
    size: async () => entries.size(),
    entry: async (place) => entries.at(place),
    unseal: async (place) => reader.show(place)?.sealed ?? null,
    search: async (filter, page) => searchLedger(filter, page, { entries, index: index.for(filter) }),
    values: async (kind) => knownValues(kind, { entries, index: index.upToDate() }),
    kindsFrom: async (first) => reader.kindsFrom(first),
    locks: async () => reader.locks(),
    coverage: async () => reader.coverage(),
    breakGlass: async () => reader.breakGlass(),
    approvalsNamed: async (given) => reader.approvalsNamed(given),
    rootAt: async (size) => reader.rootAt(size),
    close: async () => {
      index.close();
      reader.close();
    },
  };
}

class IndexOfReader {
  readonly #reader: LedgerFileReader;
  readonly #options: Pick<OpenReaderOptions, "indexFile" | "indexing">;
  #index: LedgerIndex | null = null;
  /** How long the ledger was when the index was last brought as far as it goes. */
  #reached = -1;

  constructor(reader: LedgerFileReader, options: Pick<OpenReaderOptions, "indexFile" | "indexing">) {
    this.#reader = reader;
    this.#options = options;
  }

  /** What is asked for without a filter needs no index, and its first page is not to wait for one. */
  for({ terms, since, until }: LedgerFilter): LedgerIndex {
    return terms.length > 0 || since !== null || until !== null ? this.upToDate() : this.#opened();
  }

  upToDate(): LedgerIndex {
    const index = this.#opened();
    const { entries } = this.#reader;
    const size = entries.size();
    if (size === this.#reached) return index;
    this.#reached = size;
    const { indexing } = this.#options;
    let shown = false;
    const indexed = () => {
      shown = true;
      indexing?.(Math.min(index.size(), size), size);
    };
    bringUpToDate(index, { entries, blocks: BLOCKS_AT_ONCE, indexed });
    if (shown) indexing?.(null, size);
    return index;
  }

  close(): void {
    this.#index?.close();
  }

  #opened(): LedgerIndex {
    this.#index ??= openLedgerIndex(this.#options.indexFile, this.#reader.entries);
    return this.#index;
  }
}
