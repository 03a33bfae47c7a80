// Entries that fit a filter, a page at a time, newest or oldest first. The index says which blocks can hold them, block by block, so that
// what does not fit is stepped over; entries that the index does not know yet are read from the ledger. Nothing is sorted or held but the page.

import { fitsFilter, type LedgerFilter } from "../../../core/ledger/search/ledger-filter.ts";
import { BLOCK, commonOffsets } from "../../../core/ledger/search/posting-bits.ts";
import type { LedgerPage, PageRequest, StoredEntry } from "../../../gate/ports/ledger-reader.ts";
import type { LedgerEntries } from "./ledger-entries.ts";
import type { LedgerIndex } from "./ledger-index-file.ts";

/** Entries that one page looks at, at most: a search for what is rare goes on at the next page, and a server answers others meanwhile. */
const LOOKED_AT = 8_192;

export function searchLedger(
  filter: LedgerFilter,
  request: PageRequest,
  { entries, index }: { entries: LedgerEntries; index: LedgerIndex },
): LedgerPage {
  const size = entries.size();
  const { descending, cursor } = request;
  const from = descending ? 0 : cursor === null ? 0 : cursor + 1;
  const to = descending ? Math.min(size, cursor ?? size) : size;
  if (filter.correlation !== null) {
    const fitting = entries
      .ofCorrelation(filter.correlation)
      .filter(({ record }) => record.index >= from && record.index < to && fitsFilter(record, filter));
    return { entries: (descending ? fitting.toReversed() : fitting).slice(0, request.limit), next: null };
  }
  const page = new Page(filter, request.limit);
  const known = Math.min(index.size(), size);
  const proposed = (range: { from: number; to: number }) =>
    filter.terms.length === 0 && filter.since === null && filter.until === null
      ? entries.range({ ...range, descending })
      : propose(filter, { ...range, descending }, { entries, index });
  const parts = [
    { ...{ from, to: Math.min(to, known) }, read: proposed },
    {
      ...{ from: Math.max(from, known), to },
      read: (range: { from: number; to: number }) => entries.range({ ...range, descending }),
    },
  ];
  for (const part of descending ? parts.toReversed() : parts) {
    if (part.from >= part.to) continue;
    for (const entry of part.read(part)) if (page.offer(entry)) return { entries: page.entries, next: page.last };
  }
  return { entries: page.entries, next: null };
}

class Page {
  readonly entries: StoredEntry[] = [];
  readonly #filter: LedgerFilter;
  readonly #limit: number;
  #looked = 0;
  last: number | null = null;

  constructor(filter: LedgerFilter, limit: number) {
    this.#filter = filter;
    this.#limit = limit;
  }

  /** True when the page ends with this entry. */
  offer(entry: StoredEntry): boolean {
    this.#looked += 1;
    this.last = entry.record.index;
    if (fitsFilter(entry.record, this.#filter)) this.entries.push(entry);
    return this.entries.length >= this.#limit || this.#looked >= LOOKED_AT;
  }
}

/** Entries of the range that hold all terms and whose block can hold a fitting time, in order. */
function* propose(
  filter: LedgerFilter,
  range: { from: number; to: number; descending: boolean },
  { entries, index }: { entries: LedgerEntries; index: LedgerIndex },
): Generator<StoredEntry> {
  const { descending } = range;
  const [first, last] = [Math.floor(range.from / BLOCK), Math.floor((range.to - 1) / BLOCK)];
  for (let at = descending ? last : first; ; ) {
    const found = nextBlock(filter, { from: at, descending }, index);
    if (found === null || found.block < first || found.block > last) return;
    const offsets = commonOffsets(found.packed);
    for (const offset of descending ? offsets.toReversed() : offsets) {
      const place = found.block * BLOCK + offset;
      if (place < range.from || place >= range.to) continue;
      const entry = entries.at(place);
      if (entry !== null) yield entry;
    }
    at = found.block + (descending ? -1 : 1);
  }
}

/** The nearest block that holds every term and can hold the time: each in turn is asked for its nearest, until all agree. */
function nextBlock(
  filter: LedgerFilter,
  { from, descending }: { from: number; descending: boolean },
  index: LedgerIndex,
): { block: number; packed: readonly Uint8Array[] } | null {
  const timed = filter.since !== null || filter.until !== null;
  for (let at = from; ; ) {
    const packed: Uint8Array[] = [];
    const start = at;
    if (timed) {
      const block = index.seekTime(filter, { from: at, descending });
      if (block === null) return null;
      at = block;
    }
    for (const term of filter.terms) {
      const found = index.seekTerm(term, { from: at, descending });
      if (found === null) return null;
      packed.push(found.packed);
      if (found.block === at) continue;
      at = found.block;
      break;
    }
    if (at === start && packed.length === filter.terms.length) return { block: at, packed };
    // With one term alone, the block it was found in is the answer.
    if (!timed && filter.terms.length === 1 && packed.length === 1) return { block: at, packed };
  }
}
