// `gatehouse ledger erase`: sealed statements and parameters, by age, caller or entry. Says how many it would take; takes them with --yes.

import { countDetails, type ErasureChoice } from "../../../adapters/sqlite/erase-details.ts";
import { formatTime } from "../../../core/ledger/record.ts";
import { Failure } from "../../../core/model/failure.ts";
import { eraseLedger } from "../../erase-ledger.ts";
import type { Io } from "../io.ts";
import { writeLedger } from "./write-ledger.ts";

interface EraseOptions {
  readonly config: string;
  readonly before?: string;
  readonly caller?: string;
  readonly entry?: number;
  readonly reason: string;
  readonly yes?: true;
}

/** 0 when it is done or would be, 1 when there is nothing to erase. */
export function eraseDetails(options: EraseOptions, io: Io): Promise<number> {
  const choice = readChoice(options);
  return writeLedger(options.config, async ({ store }) => {
    const count = await countDetails(store, choice);
    if (count === 0) {
      io.err("No sealed detail fits; gatehouse ledger list shows entries, and what was erased stays erased.");
      return 1;
    }
    if (options.yes !== true) {
      io.out(
        `This would erase what is sealed aside for ${count} ${count === 1 ? "entry" : "entries"}; add --yes to do it.`,
      );
      return 0;
    }
    const erased = await eraseLedger(store, choice, { reason: options.reason });
    if (erased === null) return 1; // another process was first
    io.out(
      `erased the sealed details of ${erased.entries} ${erased.entries === 1 ? "entry" : "entries"}, recorded as entry ${erased.receipt.index}`,
    );
    io.err("Copies of the ledger made before still hold them: erase or expire those too.");
    return 0;
  });
}

function readChoice({ before, caller, entry }: EraseOptions): ErasureChoice {
  if (before === undefined && caller === undefined && entry === undefined) {
    throw new Failure("usage", "Say what to erase: --before a time, --caller an identity, or --entry an index.");
  }
  const time = before === undefined ? null : new Date(before).getTime();
  if (Number.isNaN(time))
    throw new Failure("usage", "--before is no time; write it like 2026-11-21 or 2026-11-21T08:00:00Z.");
  return {
    ...(time !== null && { before: formatTime(time * 1_000) }),
    ...(caller !== undefined && { caller }),
    ...(entry !== undefined && { entry }),
  };
}
