// One stored entry, held against its own text and against what comes before it. Everything that is stored beside the text is recomputed.

import { covers, type Erasure } from "../erasure.ts";
import { chainNext } from "../tree/chain.ts";
import { leafHash, type Sha256 } from "../tree/merkle.ts";
import { sameBytes } from "../tree/merkle-proof.ts";
import type { Wrong } from "../verify/verdict.ts";
import { CLOCK_SET_BACK } from "./entry-draft.ts";
import { DERIVED_COLUMNS, type DerivedColumns, deriveColumns, recordSchema } from "./ledger-record.ts";
import { parseCanonical } from "./parse-canonical.ts";

export interface StoredEntry {
  readonly index: number;
  /** The canonical JSON. */
  readonly body: string;
  /** What was written beside it. */
  readonly chain: Uint8Array;
  /** What the file repeats of it; null in an export, which repeats nothing. */
  readonly derived: {
    readonly leaf: Uint8Array;
    readonly columns: DerivedColumns;
    /** Its indexes lead to the entry. */
    readonly found: boolean;
  } | null;
  readonly sealed: SealedAside;
}

/** What is stored of an entry's sealed detail. */
export type SealedAside =
  | { readonly kind: "absent" }
  /** It is there, and the key is not at hand. */
  | { readonly kind: "unopened" }
  | { readonly kind: "opened"; readonly digest: string }
  /** The key is at hand and does not open it. */
  | { readonly kind: "unreadable" }
  /** An export carries none. */
  | { readonly kind: "not-carried" };

/** What stands before an entry. */
export interface Before {
  readonly chain: Uint8Array;
  /** Time of the entry before; empty before the first. */
  readonly time: string;
}

export interface Inspected {
  readonly kind: "sound";
  readonly leaf: Uint8Array;
  readonly chain: Uint8Array;
  readonly time: string;
  readonly erased: boolean;
}

export interface InspectionTools {
  readonly sha256: Sha256;
  readonly utf8: (text: string) => Uint8Array;
  readonly erasures: readonly Erasure[];
}

const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/;

export function inspectEntry(
  entry: StoredEntry,
  { before, expected, tools }: { before: Before; expected: number; tools: InspectionTools },
): Inspected | ({ readonly kind: "wrong" } & Wrong) {
  const { sha256, utf8, erasures } = tools;
  const wrong = (damage: Wrong["damage"], message: string) =>
    ({ kind: "wrong", damage, index: expected, message }) as const;
  if (entry.index !== expected) {
    return wrong("missing", `Entry ${expected} is missing; the next one that is there is entry ${entry.index}.`);
  }
  const leaf = leafHash(utf8(entry.body), sha256);
  const { derived } = entry;
  if (derived !== null && !sameBytes(derived.leaf, leaf)) {
    return wrong("edited", "The entry's text is not what was hashed.");
  }
  const parsed = recordSchema.safeParse(parseCanonical(entry.body));
  if (!parsed.success) return wrong("malformed", "The entry is not canonical JSON of version 1 of the format.");
  const record = parsed.data;
  if (record.index !== expected) {
    return wrong("moved", `Entry ${record.index} stands in the place of entry ${expected}.`);
  }
  const chain = chainNext(before.chain, { leaf, sha256 });
  if (!sameBytes(entry.chain, chain)) {
    return derived === null
      ? wrong("edited", "The entry's text is not what was chained to the entry before it.")
      : wrong("unchained", "The entry does not follow from the one before it.");
  }
  if (!TIME.test(record.time)) return wrong("malformed", "The entry's time is not written as the format says.");
  if (record.time < before.time && record.kind !== CLOCK_SET_BACK) {
    return wrong("time", `The entry is of ${record.time}, and the one before it is later, of ${before.time}.`);
  }
  const columns = deriveColumns(record);
  if (derived !== null) {
    const differing = DERIVED_COLUMNS.find((column) => columns[column] !== derived.columns[column]);
    if (differing !== undefined) return wrong("derived", `The column ${differing} does not say what the entry says.`);
    if (!derived.found) return wrong("derived", "An index of the file does not lead to the entry.");
  }
  const sound = { kind: "sound", leaf, chain, time: record.time, erased: false } as const;
  switch (entry.sealed.kind) {
    case "not-carried":
      return sound;
    case "absent": {
      if (record.sealed === undefined) return sound;
      const erased = erasures.some((erasure) =>
        covers(erasure, { index: expected, time: record.time, principal: columns.principal }),
      );
      return erased
        ? { ...sound, erased }
        : wrong("detail", "What was sealed aside for the entry is missing, and no erasure names it.");
    }
    case "unopened":
      return record.sealed === undefined
        ? wrong("detail", "Something is sealed aside for an entry that commits to nothing.")
        : sound;
    case "unreadable":
      return wrong("detail", "What is sealed aside for the entry does not open: altered, or put in from elsewhere.");
    case "opened":
      return entry.sealed.digest === record.sealed
        ? sound
        : wrong("detail", "What is sealed aside is not what the entry commits to.");
  }
}
