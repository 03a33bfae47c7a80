// Runs of stored entries, read for verification: in one thread, or in several on one file.

import { chainStart } from "../../core/ledger/chain.ts";
import { DERIVED_COLUMNS, type DerivedColumns } from "../../core/ledger/derived-columns.ts";
import type { Erasure } from "../../core/ledger/erasure.ts";
import type { SealedAside } from "../../core/ledger/inspect-entry.ts";
import { type RangeResult, RangeVerification } from "../../core/ledger/verify-range.ts";
import type { Connection } from "./ledger-file.ts";
import { type SealedRow, Unsealer } from "./ledger-unseal.ts";
import { sha256, utf8 } from "./sha256.ts";

export interface RangeQuestion {
  readonly origin: string;
  readonly sealingKey: Uint8Array | null;
  readonly erasures: readonly Erasure[];
  /** Sizes at which the tree is to be told. */
  readonly marks: readonly number[];
}

interface EntryRow extends DerivedColumns {
  readonly idx: number;
  readonly body: string;
  readonly leaf: Uint8Array;
  readonly chain: Uint8Array;
}

/** Gives the function that verifies the entries from `from` up to `to`. */
export function rangeVerifier(
  connection: Connection,
  { origin, sealingKey, erasures, marks }: RangeQuestion,
): (from: number, to: number) => RangeResult {
  const within = "WHERE idx >= ? AND idx < ? ORDER BY idx";
  const entries = connection.prepare<[number, number], EntryRow>(
    `SELECT idx, body, leaf, chain, ${DERIVED_COLUMNS.join(", ")} FROM entries ${within}`,
  );
  const payloads = connection.prepare<[number, number], SealedRow>(
    `SELECT idx, key, iv, sealed FROM payloads ${within}`,
  );
  const previous = connection.prepare<[number], { chain: Uint8Array; time: string }>(
    "SELECT chain, time FROM entries WHERE idx = ?",
  );
  const unsealer = new Unsealer(connection, { origin, sealingKey });
  const aside = (row: SealedRow | undefined): SealedAside => {
    if (row === undefined) return { kind: "absent" };
    if (sealingKey === null) return { kind: unsealer.hasKey(row) ? "unopened" : "unreadable" };
    const opened = unsealer.open(row);
    return opened === null ? { kind: "unreadable" } : { kind: "opened", digest: opened.digest };
  };
  const start = { chain: chainStart(origin, { sha256, utf8 }), time: "" };

  return (from, to) => {
    const before = from === 0 ? start : previous.get(from - 1);
    if (before === undefined) {
      const message = `Entry ${from - 1} is missing; nothing says what entry ${from} follows.`;
      return { kind: "wrong", damage: "missing", index: from - 1, message };
    }
    const verification = new RangeVerification(from, { before, marks, tools: { sha256, utf8, erasures } });
    const sealed = new Map(payloads.all(from, to).map((row) => [row.idx, row]));
    for (const row of entries.iterate(from, to)) {
      const { idx, body, leaf, chain } = row;
      const derived = { leaf, columns: row };
      if (!verification.push({ index: idx, body, chain, derived, sealed: aside(sealed.get(idx)) })) break;
    }
    return verification.conclude(to);
  };
}
