// What was turned away before anybody was known: counted, and recorded as one entry for each minute in which there was any. An entry for each
// would let whoever reaches the port fill the disk.

import type { RejectionReason } from "../../core/identity/challenge.ts";
import type { EntryDraft } from "../../core/ledger/entry/entry-draft.ts";

export type TurnedAway = RejectionReason | "host" | "origin" | "path" | "url" | "connection";

const MINUTE = 60_000;
/** Addresses that are told apart. */
const MOST_SOURCES = 1_000;

type Record = (detail: NonNullable<EntryDraft["detail"]>) => Promise<void>;

export class RefusalCounts {
  readonly #record: Record;
  readonly #counts = new Map<TurnedAway, number>();
  readonly #sources = new Map<string, number>();
  #timer: NodeJS.Timeout | null = null;

  constructor(record: Record) {
    this.#record = record;
  }

  /** `source` is the address that the connection came from. */
  count(reason: TurnedAway, source: string | undefined): void {
    this.#counts.set(reason, (this.#counts.get(reason) ?? 0) + 1);
    const known = source ?? "unknown";
    if (this.#sources.has(known) || this.#sources.size < MOST_SOURCES) {
      this.#sources.set(known, (this.#sources.get(known) ?? 0) + 1);
    }
    this.#timer ??= setTimeout(() => void this.tell(), MINUTE).unref();
  }

  /** Records what was counted since the last time. A ledger that cannot be written leaves it for the next time. */
  async tell(): Promise<void> {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    if (this.#counts.size === 0) return;
    const told = new Map(this.#counts);
    const [[source] = ["unknown"]] = [...this.#sources].toSorted(([, one], [, other]) => other - one);
    const sources = this.#sources.size;
    this.#counts.clear();
    this.#sources.clear();
    const refused = [...told.values()].reduce((sum, count) => sum + count, 0);
    try {
      await this.#record({ refused, ...Object.fromEntries(told), sources, source });
    } catch {
      for (const [reason, count] of told) this.#counts.set(reason, (this.#counts.get(reason) ?? 0) + count);
      this.#timer ??= setTimeout(() => void this.tell(), MINUTE).unref();
    }
  }
}
