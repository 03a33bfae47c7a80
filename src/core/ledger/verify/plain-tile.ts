// Up to a tile of stored entries, verified in bulk: their bytes are read once and hashed where they stand, and what the file repeats of them
// is compared for all of them at once. It says that all of it is sound, or nothing: what is wrong, and where, inspect-entry.ts says.

import { ColumnWriter } from "../entry/column-writer.ts";
import type { Before, SealedAside } from "../entry/inspect-entry.ts";
import { covers, type Erasure } from "../erasure.ts";
import { type DigestText, HASH_BYTES, perfectRoot, writeDigest } from "../tree/bulk-hash.ts";
import { sameBytes } from "../tree/merkle-proof.ts";
import { PlainReader, type Span } from "./plain-reader.ts";

/** Stored entries one after the other. */
export interface StoredTile {
  readonly entries: number;
  /** Of each the text, after 0x00 and before a line feed. All of it is UTF-8. */
  readonly bodies: Uint8Array;
  /** Of each the hash. */
  readonly leaves: Uint8Array;
  readonly chains: Uint8Array;
  /** Of each the columns derived from it, each before a line feed: time, kind, correlation, principal. 0x01 stands for no principal. */
  readonly columns: Uint8Array;
  /** How many have a principal. */
  readonly principals: number;
  sealed(index: number): SealedAside;
}

export interface PlainTile {
  /** One after the other. */
  readonly leaves: Uint8Array;
  /** Of the last entry. */
  readonly chain: Uint8Array;
  /** Of the last entry. */
  readonly time: string;
  readonly erased: number;
}

const [ZERO, NINE] = [0x30, 0x39];
/** Where it has a zero, any digit may stand. */
const TIME = bytesOf("0000-00-00T00:00:00.000000Z");

export class PlainTiles {
  readonly #digest: DigestText;
  readonly #erasures: readonly Erasure[];
  readonly #reader = new PlainReader();

  constructor({ digest, erasures }: { digest: DigestText; erasures: readonly Erasure[] }) {
    this.#digest = digest;
    this.#erasures = erasures.toSorted((one, other) => other.index - one.index); // the latest by age covers the most
  }

  /** Null when it is not plain that all of it is sound. */
  read(tile: StoredTile, { first, before }: { first: number; before: Before }): PlainTile | null {
    const { entries, bodies } = tile;
    const { time, kind, correlation, principal } = this.#reader;
    const leaves = new Uint8Array(entries * HASH_BYTES);
    const chains = new Uint8Array(entries * HASH_BYTES);
    const columns = new ColumnWriter(tile.columns.length);
    const link = new Uint8Array(2 * HASH_BYTES); // the chain before, and the leaf
    if (before.chain.length !== HASH_BYTES) return null;
    link.set(before.chain);
    let earlier = bytesOf(before.time);
    let principals = 0;
    let erased = 0;
    let at = 0;
    for (let place = 0; place < entries; place++) {
      const from = at;
      if (bodies[from] !== 0 || !this.#reader.read(bodies, from + 1)) return null;
      if (this.#reader.index !== first + place || !isTime(bodies, time)) return null;
      at = this.#reader.next;
      const later = bodies.subarray(time.from, time.to);
      if (isEarlier(later, earlier)) return null;
      earlier = later;
      writeDigest(this.#digest(bodies.subarray(from, at - 1)), { to: link, at: HASH_BYTES });
      leaves.set(link.subarray(HASH_BYTES), place * HASH_BYTES);
      writeDigest(this.#digest(link), { to: link, at: 0 });
      chains.set(link.subarray(0, HASH_BYTES), place * HASH_BYTES);
      if (principal.from >= 0) principals += 1;
      for (const span of [time, kind, correlation, principal]) if (!columns.write(bodies, span)) return null;
      const detail = this.#judgeDetail(bodies, tile.sealed(first + place));
      if (detail === "wrong") return null;
      if (detail === "erased") erased += 1;
    }
    const same =
      at === bodies.length &&
      principals === tile.principals &&
      sameBytes(leaves, tile.leaves) &&
      sameBytes(chains, tile.chains) &&
      sameBytes(columns.written, tile.columns);
    return same ? { leaves, chain: link.slice(0, HASH_BYTES), time: String.fromCharCode(...earlier), erased } : null;
  }

  rootOf(leaves: Uint8Array): Uint8Array {
    return perfectRoot(leaves, this.#digest);
  }

  #judgeDetail(bodies: Uint8Array, aside: SealedAside): "sound" | "erased" | "wrong" {
    const { sealed } = this.#reader;
    switch (aside.kind) {
      case "not-carried":
        return "sound";
      case "absent":
        return sealed.from < 0 ? "sound" : this.#isErased(bodies) ? "erased" : "wrong";
      case "unopened":
        return sealed.from < 0 ? "wrong" : "sound";
      case "unreadable":
        return "wrong";
      case "opened":
        return plainText(bodies, sealed) === aside.digest ? "sound" : "wrong";
    }
  }

  #isErased(bodies: Uint8Array): boolean {
    const { index, principal } = this.#reader;
    const time = plainText(bodies, this.#reader.time);
    const whose = plainText(bodies, principal);
    if (time === null || (principal.from >= 0 && whose === null)) return false;
    return this.#erasures.some((erasure) => covers(erasure, { index, time, principal: whose }));
  }
}

function isTime(bytes: Uint8Array, { from, to }: Span): boolean {
  if (to - from !== TIME.length) return false;
  for (let place = 0; place < TIME.length; place++) {
    const byte = bytes[from + place] ?? 0;
    const wanted = TIME[place];
    if (wanted === ZERO ? byte < ZERO || byte > NINE : byte !== wanted) return false;
  }
  return true;
}

/** Of texts of one length, or none. */
function isEarlier(time: Uint8Array, other: Uint8Array): boolean {
  for (let place = 0; place < other.length; place++) {
    const order = (time[place] ?? 0) - (other[place] ?? 0);
    if (order !== 0) return order < 0;
  }
  return false;
}

/** Null when it is absent, or not written in ASCII as it is. */
function plainText(bytes: Uint8Array, { from, to, escaped }: Span): string | null {
  if (from < 0 || escaped) return null;
  let text = "";
  for (let at = from; at < to; at++) {
    const byte = bytes[at] ?? 0;
    if (byte >= 0x80) return null;
    text += String.fromCharCode(byte);
  }
  return text;
}

function bytesOf(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}
