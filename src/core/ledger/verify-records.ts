// Recomputes everything that a ledger claims, entry by entry, and names the first thing that is wrong.
// Pure: entries are pushed in order, as they are read. It trusts nothing but the entries' own bytes.

import { chainNext, chainStart } from "./chain.ts";
import { DERIVED_COLUMNS, type DerivedColumns, deriveColumns, deriveObjects, recordSchema } from "./derived-columns.ts";
import { appendLeaf, EMPTY_FRONTIER, type Frontier, frontierRoot, leafHash, type Sha256 } from "./merkle.ts";

export interface StoredEntry {
  readonly index: number;
  /** The canonical JSON. */
  readonly body: string;
  readonly leaf: Uint8Array;
  readonly chain: Uint8Array;
  readonly columns: DerivedColumns;
  readonly objects: readonly string[];
  /** The salted digest of what is sealed aside for it; null when nothing is stored, "unreadable" when it cannot be opened. */
  readonly sealed: string | null;
}

export interface StoredHead {
  readonly size: number;
  readonly root: Uint8Array;
  readonly chain: Uint8Array;
}

/** A head that left the house: from a tool result, an approval, a checkpoint. */
export interface Anchor {
  readonly size: number;
  /** Base64. */
  readonly root: string;
}

interface Consistent {
  readonly size: number;
  readonly root: string;
  /** How many entries, from the first, an anchor speaks for. */
  readonly covered: number;
}

export type Verdict =
  /** Every entry is what the head and an anchor say. */
  | (Consistent & { readonly kind: "whole" })
  /** The first `covered` entries are what an anchor saw; nobody else's word speaks for those after them. */
  | (Consistent & { readonly kind: "whole-to-anchor" })
  /** No anchor was given, or none that saw an entry: nobody else's word speaks for this ledger. */
  | (Consistent & { readonly kind: "self-consistent" })
  | { readonly kind: "altered"; readonly index: number | null; readonly message: string }
  /** The ledger is consistent with itself, and is not the one that the anchor saw. */
  | { readonly kind: "forked"; readonly size: number; readonly message: string };

interface Tools {
  readonly sha256: Sha256;
  readonly utf8: (text: string) => Uint8Array;
  readonly base64: (bytes: Uint8Array) => string;
}

export class Verification {
  readonly #tools: Tools;
  readonly #anchors: readonly Anchor[];
  #frontier: Frontier = EMPTY_FRONTIER;
  #chain: Uint8Array;
  #failure: Verdict | null = null;

  constructor(origin: string, options: Tools & { anchors: readonly Anchor[] }) {
    this.#tools = options;
    this.#anchors = options.anchors;
    this.#chain = chainStart(origin, options);
    this.#checkAnchors();
  }

  /** True until something is wrong; after that, nothing more needs to be pushed. */
  push(entry: StoredEntry): boolean {
    if (this.#failure !== null) return false;
    const wrong = this.#inspect(entry);
    if (wrong !== null) this.#failure = { kind: "altered", index: this.#frontier.size, message: wrong };
    else this.#checkAnchors();
    return this.#failure === null;
  }

  conclude(head: StoredHead): Verdict {
    if (this.#failure !== null) return this.#failure;
    const { sha256, base64 } = this.#tools;
    const { size } = this.#frontier;
    const root = frontierRoot(this.#frontier, sha256);
    if (head.size !== size) {
      return {
        kind: "altered",
        index: Math.min(size, head.size),
        message: `The head counts ${head.size} entries and there are ${size}.`,
      };
    }
    if (!same(head.root, root) || !same(head.chain, this.#chain)) {
      return { kind: "altered", index: null, message: "The head does not belong to these entries." };
    }
    const beyond = this.#anchors.find((anchor) => anchor.size > size);
    if (beyond !== undefined) {
      return {
        kind: "forked",
        size: beyond.size,
        message: `An anchor saw ${beyond.size} entries and there are ${size}: the ledger was cut short.`,
      };
    }
    const covered = Math.max(0, ...this.#anchors.map((anchor) => anchor.size));
    const kind = covered === 0 ? "self-consistent" : covered < size ? "whole-to-anchor" : "whole";
    return { kind, size, root: base64(root), covered };
  }

  #inspect(entry: StoredEntry): string | null {
    const { sha256, utf8 } = this.#tools;
    const expected = this.#frontier.size;
    if (entry.index !== expected) return `Entry ${expected} is missing; entry ${entry.index} stands in its place.`;
    const leaf = leafHash(utf8(entry.body), sha256);
    if (!same(entry.leaf, leaf)) return "The entry's text is not what was hashed.";
    const chain = chainNext(this.#chain, { leaf, sha256 });
    if (!same(entry.chain, chain)) return "The entry does not follow from the one before it.";
    const problem = inspectBody(entry);
    if (problem !== null) return problem;
    this.#chain = chain;
    this.#frontier = appendLeaf(this.#frontier, { leaf, sha256 });
    return null;
  }

  #checkAnchors(): void {
    const { sha256, base64 } = this.#tools;
    for (const anchor of this.#anchors) {
      if (anchor.size !== this.#frontier.size) continue;
      if (base64(frontierRoot(this.#frontier, sha256)) === anchor.root) continue;
      const message = `An anchor saw another ledger: its first ${anchor.size} entries have another root.`;
      this.#failure = { kind: "forked", size: anchor.size, message };
    }
  }
}

/** What the table repeats of an entry, held against the entry. */
function inspectBody(entry: StoredEntry): string | null {
  const parsed = recordSchema.safeParse(parseJson(entry.body));
  if (!parsed.success) return "The entry is not of version 1 of the format.";
  const record = parsed.data;
  if (record.index !== entry.index) return "The entry names another index.";
  const columns = deriveColumns(record);
  const differing = DERIVED_COLUMNS.find((column) => columns[column] !== entry.columns[column]);
  if (differing !== undefined) return `The column ${differing} does not say what the entry says.`;
  const objects = new Set(deriveObjects(record));
  if (objects.size !== entry.objects.length || entry.objects.some((object) => !objects.has(object))) {
    return "The list of what was touched does not say what the entry says.";
  }
  if (entry.sealed !== null && entry.sealed !== record.sealed)
    return "What is sealed aside is not what the entry commits to.";
  return null;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function same(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, place) => byte === b[place]);
}
