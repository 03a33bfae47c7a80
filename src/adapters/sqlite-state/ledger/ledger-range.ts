// Runs of stored entries, read for verification: in one thread, or in several on one file.
// Tiles are read as a few long values each, because a JavaScript value for each column of each entry costs more than its hashes.

import { isUtf8 } from "node:buffer";
import type { SealedAside } from "../../../core/ledger/entry/inspect-entry.ts";
import { DERIVED_COLUMNS, type DerivedColumns } from "../../../core/ledger/entry/ledger-record.ts";
import { chainStart } from "../../../core/ledger/tree/chain.ts";
import { PlainTiles, type StoredTile } from "../../../core/ledger/verify/plain-tile.ts";
import { type RangeResult, RangeVerification, TILE } from "../../../core/ledger/verify/verify-range.ts";
import { digestText, sha256, utf8 } from "../sha256.ts";
import type { StateConnection } from "../state-connection.ts";
import { foundByIndexes } from "../verify/found-by-indexes.ts";
import { type SealedRow, Unsealer } from "./ledger-unseal.ts";
import { readErasures } from "./proof-entries.ts";

export interface RangeQuestion {
  readonly origin: string;
  readonly sealingKey: Uint8Array | null;
  /** Sizes at which the tree is to be told. */
  readonly marks: readonly number[];
}

interface EntryRow extends DerivedColumns {
  readonly idx: number;
  /** Null when it is no text. */
  readonly body: Buffer | null;
  /** 1 when the indexes lead to it. */
  readonly found: number;
  readonly leaf: Uint8Array;
  readonly chain: Uint8Array;
}

interface TileRow extends Omit<StoredTile, "sealed"> {
  readonly places: string;
  /** How many have every value of its kind, hashes of their length, and are found by the indexes. */
  readonly typed: number;
}

type KeyRow = readonly [index: number, key: string];

const ABSENT: SealedAside = { kind: "absent" };
const UNOPENED: SealedAside = { kind: "unopened" };
const UNREADABLE: SealedAside = { kind: "unreadable" };

const WITHIN = "WHERE idx >= ? AND idx < ? ORDER BY idx";
/** One row, of bytes whatever a column was made to hold. */
const readTileSql = (found: string): string => `
SELECT count(*) AS entries, count(principal) AS principals, group_concat(idx, ' ') AS places,
  sum(typeof(body) = 'text' AND typeof(leaf) = 'blob' AND length(leaf) = 32 AND typeof(chain) = 'blob' AND length(chain) = 32
    AND typeof(time) = 'text' AND typeof(kind) = 'text' AND typeof(correlation) = 'text' AND typeof(principal) IN ('text', 'null')
    AND found) AS typed,
  CAST(group_concat(x'00' || body || x'0a', '') AS BLOB) AS bodies,
  CAST(group_concat(leaf, '') AS BLOB) AS leaves, CAST(group_concat(chain, '') AS BLOB) AS chains,
  CAST(group_concat(time || x'0a' || kind || x'0a' || correlation || x'0a' || coalesce(principal, x'01') || x'0a', '') AS BLOB) AS columns
FROM (SELECT idx, body, leaf, chain, ${DERIVED_COLUMNS.join(", ")}, ${found} AS found FROM entries ${WITHIN})`;

/** Gives the function that verifies the entries from `from` up to `to`, within a transaction of the caller's. */
export function rangeVerifier(
  connection: StateConnection,
  { origin, sealingKey, marks }: RangeQuestion,
): (from: number, to: number) => RangeResult {
  const found = foundByIndexes(connection);
  const entries = connection.prepare<[number, number], EntryRow>(
    `SELECT idx, iif(typeof(body) = 'text', CAST(body AS BLOB), NULL) AS body, leaf, chain, ${DERIVED_COLUMNS.join(", ")}, ${found} AS found FROM entries ${WITHIN}`,
  );
  const tiles = connection.prepare<[number, number], TileRow>(readTileSql(found));
  const payloads = connection.prepare<[number, number], SealedRow>(
    `SELECT idx, key, iv, sealed FROM payloads ${WITHIN}`,
  );
  const keys = connection.prepare<[number, number], KeyRow>(`SELECT idx, key FROM payloads ${WITHIN}`).raw();
  const previous = connection.prepare<[number], { chain: Uint8Array; time: string }>(
    "SELECT chain, time FROM entries WHERE idx = ?",
  );
  const unsealer = new Unsealer(connection, { origin, sealingKey });
  const readAside = (from: number, to: number): ReadonlyMap<number, SealedAside> => {
    if (sealingKey === null) {
      return new Map(
        keys.all(from, to).map(([index, key]) => [index, unsealer.hasKey({ key }) ? UNOPENED : UNREADABLE]),
      );
    }
    return new Map(payloads.all(from, to).map((row) => [row.idx, openAside(row)]));
  };
  const openAside = (row: SealedRow): SealedAside => {
    const digest = unsealer.digest(row);
    return digest === null ? UNREADABLE : { kind: "opened", digest };
  };
  const start = { chain: chainStart(origin, { sha256, utf8 }), time: "" };
  const erasures = readErasures(connection);
  const plain = new PlainTiles({ digest: digestText, erasures });

  const readTile = (from: number, to: number): TileRow | null => {
    const row = tiles.get(from, to);
    if (row === undefined || row.entries !== to - from || row.typed !== row.entries) return null;
    const places = Array.from({ length: to - from }, (_, place) => from + place).join(" ");
    return row.places === places && isUtf8(row.bodies) ? row : null;
  };

  return (from, to) => {
    const before = from === 0 ? start : previous.get(from - 1);
    if (before === undefined) {
      const message = `Entry ${from - 1} is missing; nothing says what entry ${from} follows.`;
      return { kind: "wrong", damage: "missing", index: from - 1, message };
    }
    const verification = new RangeVerification(from, { before, marks, tools: { sha256, utf8, erasures } });
    for (let at = from; at < to; at += TILE) {
      const end = Math.min(at + TILE, to);
      const details = readAside(at, end);
      const sealed = (index: number) => details.get(index) ?? ABSENT;
      const tile = readTile(at, end);
      if (tile !== null && verification.pushTile({ ...tile, sealed }, plain)) continue;
      for (const row of entries.iterate(at, end)) {
        const { idx, leaf, chain } = row;
        const entry = {
          index: idx,
          body: textOf(row),
          chain,
          derived: { leaf, columns: row, found: row.found === 1 },
          sealed: sealed(idx),
        };
        if (!verification.push(entry)) return verification.conclude(to);
      }
    }
    return verification.conclude(to);
  };
}

/** Nothing, which is no entry, for what is no text: other bytes that read alike are other bytes. */
function textOf({ body }: EntryRow): string {
  return body !== null && isUtf8(body) ? body.toString("utf8") : "";
}
