// The whole ledger, from its verified runs in order: the tree over all entries, held against the head, the stored hashes of the tree,
// and every claim that somebody made of it. Pure; it trusts none of what it is given but the runs.

import {
  appendSubtree,
  type Frontier,
  frontierRoot,
  isStoredLevel,
  type Sha256,
  type Subtree,
} from "../tree/merkle.ts";
import { sameBytes } from "../tree/merkle-proof.ts";
import type { Verdict, Wrong } from "./verdict.ts";
import { type RangeResult, type SoundRange, TILE } from "./verify-range.ts";

export interface StoredHead {
  readonly size: number;
  readonly root: Uint8Array;
  readonly chain: Uint8Array;
  /** Of the last entry; empty when there is none. */
  readonly time: string;
  /** The roots of the tree's perfect subtrees, one after the other; absent in an export. */
  readonly frontier?: Uint8Array;
}

/** What somebody says of the ledger's first `size` entries. */
export interface Claim {
  /** The log that it is about, where it says so. */
  readonly origin?: string;
  readonly size: number;
  readonly root: Uint8Array;
  /** For people: who says it, such as `the anchor 42:…` or `the checkpoint at 1000`. */
  readonly by: string;
  /**
   * `outside`: it left the house, and speaks against whoever owns the file. `signed`: a trusted key signed it, and it lies in the file.
   * `stored`: it lies in the file, and nobody vouches for it.
   */
  readonly weight: "outside" | "signed" | "stored";
}

interface Start {
  /** Entries before it are not read: a multiple of 256. */
  readonly size: number;
  readonly frontier: Frontier;
}

interface Options {
  readonly origin: string;
  readonly start: Start;
  readonly head: StoredHead;
  readonly claims: readonly Claim[];
  /** The stored root of a perfect subtree of 2^level leaves, level 8, 16, …; null when it is not stored. */
  readonly stored: ((level: number, index: number) => Uint8Array | null) | null;
  readonly sha256: Sha256;
  readonly base64: (bytes: Uint8Array) => string;
}

export class LedgerVerification {
  readonly #options: Options;
  readonly #claims = new Map<number, Claim[]>();
  /** Claims that were held against the tree. */
  readonly #held: Claim[] = [];
  #frontier: Frontier;
  /** The last entry that was read; null when none was. */
  #last: { chain: Uint8Array; time: string } | null = null;
  #erased = 0;
  #failure: Verdict | null = null;

  constructor(options: Options) {
    this.#options = options;
    this.#frontier = options.start.frontier;
    for (const claim of options.claims) {
      const { size, origin = options.origin } = claim;
      if (origin !== options.origin) {
        const message = `${capital(claim.by)} is of the log ${origin}, and this is ${options.origin}.`;
        this.#failure ??= { kind: "forked", size, message };
      }
      if (size <= options.start.size) this.#check([claim], options.start.frontier);
      else this.#claims.set(size, [...(this.#claims.get(size) ?? []), claim]);
    }
  }

  /** Sizes at which the runs have to tell the tree. */
  get marks(): readonly number[] {
    return [...this.#claims.keys()];
  }

  /** Runs in order. True until something is wrong. */
  accept(range: RangeResult): boolean {
    if (this.#failure !== null) return false;
    if (range.kind === "wrong") this.#failure = { ...range, kind: "altered" };
    else this.#join(range);
    return this.#failure === null;
  }

  conclude(): Verdict {
    if (this.#failure !== null) return this.#failure;
    const { head, sha256, base64, claims, start } = this.#options;
    const { size } = this.#frontier;
    const root = frontierRoot(this.#frontier, sha256);
    const follows = this.#last === null || (sameBytes(head.chain, this.#last.chain) && head.time === this.#last.time);
    const frontier = this.#frontier.roots.flatMap((subtree) => [...subtree]);
    const grows = head.frontier === undefined || sameBytes(head.frontier, Uint8Array.from(frontier));
    if (head.size !== size || !sameBytes(head.root, root) || !follows || !grows) {
      return altered("head", null, "The head does not belong to these entries.");
    }
    const beyond = claims.find((claim) => claim.size > size);
    if (beyond !== undefined) {
      const message = `${capital(beyond.by)} saw ${beyond.size} entries and there are ${size}: the ledger was cut short.`;
      return beyond.weight === "stored"
        ? altered("checkpoint", null, message)
        : { kind: "forked", size: beyond.size, message };
    }
    const most = (weight: Claim["weight"]) =>
      Math.max(0, ...this.#held.filter((claim) => claim.weight === weight).map((claim) => claim.size));
    const covered = most("outside");
    return {
      kind: covered === 0 ? "self-consistent" : covered < size ? "whole-to-anchor" : "whole",
      size,
      root: base64(root),
      covered,
      signed: Math.max(covered, most("signed")),
      erased: this.#erased,
      from: start.size,
    };
  }

  #join(range: SoundRange): void {
    const { sha256 } = this.#options;
    const marks = [...range.marks];
    const checkUpTo = (size: number) => {
      for (let mark = marks[0]; mark !== undefined && mark.size < size + TILE; mark = marks[0]) {
        if (mark.size - mark.rest.size !== size) return;
        marks.shift();
        this.#check(this.#claims.get(mark.size) ?? [], joined(this.#frontier, mark.rest));
      }
    };
    checkUpTo(this.#frontier.size);
    for (const tile of range.tiles) {
      const completed = (subtree: Subtree) => this.#checkStored(subtree);
      this.#frontier = appendSubtree(this.#frontier, { leaves: TILE, root: tile, sha256, completed });
      checkUpTo(this.#frontier.size);
    }
    this.#frontier = joined(this.#frontier, range.rest);
    this.#last = range;
    this.#erased += range.erased;
  }

  #checkStored({ level, index, root }: Subtree): void {
    const { stored } = this.#options;
    if (stored === null || this.#failure !== null || !isStoredLevel(level)) return;
    const found = stored(level, index);
    if (found !== null && sameBytes(found, root)) return;
    const [first, last] = [index * 2 ** level, (index + 1) * 2 ** level - 1];
    this.#failure = altered("derived", first, `The stored hash over entries ${first} to ${last} is not theirs.`);
  }

  #check(claims: readonly Claim[], frontier: Frontier): void {
    const root = frontierRoot(frontier, this.#options.sha256);
    for (const claim of claims) {
      if (claim.size === 0 || claim.size !== frontier.size || this.#failure !== null) continue;
      if (sameBytes(root, claim.root)) {
        this.#held.push(claim);
        continue;
      }
      const message = `${capital(claim.by)} saw another ledger: its first ${claim.size} entries have another root.`;
      this.#failure =
        claim.weight === "stored"
          ? altered("checkpoint", null, message)
          : { kind: "forked", size: claim.size, message };
    }
  }
}

/** A frontier at the end of a tile, and what stands after it. */
function joined(whole: Frontier, rest: Frontier): Frontier {
  return { size: whole.size + rest.size, roots: [...whole.roots, ...rest.roots] };
}

function altered(damage: Wrong["damage"], index: number | null, message: string): Verdict {
  return { kind: "altered", damage, index, message };
}

function capital(text: string): string {
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`;
}
