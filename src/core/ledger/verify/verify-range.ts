// A run of entries, verified on its own: what a worker does while others do the runs beside it. It trusts nothing but the chain hash
// and the time of the entry before, which the run that holds that entry verifies.
// What it gives back lets the whole tree be built without hashing an entry twice: the roots of its tiles of 256 entries.
// A tile that is plainly sound is taken at once; any other is pushed entry by entry, and judged by inspect-entry.ts.

import { type Before, type InspectionTools, inspectEntry, type StoredEntry } from "../entry/inspect-entry.ts";
import { HASH_BYTES } from "../tree/bulk-hash.ts";
import { appendLeaf, EMPTY_FRONTIER, type Frontier } from "../tree/merkle.ts";
import type { PlainTiles, StoredTile } from "./plain-tile.ts";
import type { Wrong } from "./verdict.ts";

/** Leaves of a tile: a perfect subtree of 2^8, as in C2SP tlog-tiles. A run begins at the start of one. */
export const TILE = 256;

export interface SoundRange {
  readonly kind: "sound";
  readonly from: number;
  readonly to: number;
  /** Of the last entry. */
  readonly chain: Uint8Array;
  /** Of the last entry. */
  readonly time: string;
  /** Roots of the whole tiles, in order. */
  readonly tiles: readonly Uint8Array[];
  /** What is left after the last whole tile. */
  readonly rest: Frontier;
  /** The tree at each size that was asked for: what stands after the last whole tile before it. */
  readonly marks: readonly { readonly size: number; readonly rest: Frontier }[];
  readonly erased: number;
}

export type RangeResult = SoundRange | (Wrong & { readonly kind: "wrong" });

export class RangeVerification {
  readonly #from: number;
  readonly #tools: InspectionTools;
  readonly #marked: ReadonlySet<number>;
  readonly #tiles: Uint8Array[] = [];
  readonly #marks: { size: number; rest: Frontier }[] = [];
  #next: number;
  #before: Before;
  #rest: Frontier;
  #erased = 0;
  #wrong: (Wrong & { kind: "wrong" }) | null = null;

  /** `rest` is the tree over what stands between the start of the tile and `from`; nothing when the run begins with a tile. */
  constructor(
    from: number,
    options: { before: Before; rest?: Frontier; marks: readonly number[]; tools: InspectionTools },
  ) {
    const { before, rest = EMPTY_FRONTIER, marks, tools } = options;
    if (from % TILE !== rest.size)
      throw new RangeError("a run begins at the start of a tile, or is told what came before");
    this.#rest = rest;
    this.#from = from;
    this.#next = from;
    this.#before = before;
    this.#tools = tools;
    this.#marked = new Set(marks);
    if (rest.size > 0 && this.#marked.has(from)) this.#marks.push({ size: from, rest });
  }

  /** Entries in order. True until something is wrong; after that, nothing more needs to be pushed. */
  push(entry: StoredEntry): boolean {
    if (this.#wrong !== null) return false;
    const inspected = inspectEntry(entry, { before: this.#before, expected: this.#next, tools: this.#tools });
    if (inspected.kind === "wrong") {
      this.#wrong = inspected;
      return false;
    }
    this.#before = inspected;
    this.#next += 1;
    if (inspected.erased) this.#erased += 1;
    this.#rest = appendLeaf(this.#rest, { leaf: inspected.leaf, sha256: this.#tools.sha256 });
    const [root] = this.#rest.roots;
    if (this.#rest.size === TILE && root !== undefined) {
      this.#tiles.push(root);
      this.#rest = EMPTY_FRONTIER;
    }
    if (this.#marked.has(this.#next)) this.#marks.push({ size: this.#next, rest: this.#rest });
    return true;
  }

  /** The entries from the start of a tile on, up to a tile of them. False when they are to be pushed one by one: then nothing was done. */
  pushTile(tile: StoredTile, plain: PlainTiles): boolean {
    const first = this.#next;
    if (this.#wrong !== null || first % TILE !== 0 || tile.entries > TILE) return false;
    const read = plain.read(tile, { first, before: this.#before });
    if (read === null) return false;
    const { leaves } = read;
    this.#before = read;
    this.#erased += read.erased;
    this.#next += tile.entries;
    const restAt = (size: number) => {
      let rest = EMPTY_FRONTIER;
      for (let at = 0; at < size; at++) {
        const leaf = leaves.subarray(at * HASH_BYTES, (at + 1) * HASH_BYTES);
        rest = appendLeaf(rest, { leaf, sha256: this.#tools.sha256 });
      }
      return rest;
    };
    for (let size = 1; size < tile.entries; size++) {
      if (this.#marked.has(first + size)) this.#marks.push({ size: first + size, rest: restAt(size) });
    }
    this.#rest = tile.entries < TILE ? restAt(tile.entries) : EMPTY_FRONTIER;
    if (tile.entries === TILE) this.#tiles.push(plain.rootOf(leaves));
    if (this.#marked.has(this.#next)) this.#marks.push({ size: this.#next, rest: this.#rest });
    return true;
  }

  /** `to` is where the run has to end. */
  conclude(to: number): RangeResult {
    if (this.#wrong !== null) return this.#wrong;
    if (this.#next > to) {
      const message = `Entry ${to} is there, and the head counts ${to} entries.`;
      return { kind: "wrong", damage: "inserted", index: to, message };
    }
    if (this.#next < to) {
      return {
        kind: "wrong",
        damage: "missing",
        index: this.#next,
        message: `Entry ${this.#next} is missing, and so is what follows it: the head counts more.`,
      };
    }
    return {
      kind: "sound",
      from: this.#from,
      to,
      chain: this.#before.chain,
      time: this.#before.time,
      tiles: this.#tiles,
      rest: this.#rest,
      marks: this.#marks,
      erased: this.#erased,
    };
  }
}
