// What a verification comes to, in words that a program can switch on and a person can read.

/** What is wrong with the first thing that is wrong. */
export const DAMAGES = [
  /** The entry's text is not what was hashed. */
  "edited",
  /** The entry is not there. */
  "missing",
  /** An entry stands where another belongs. */
  "moved",
  /** Something is there that was never appended. */
  "inserted",
  /** The entry does not follow from the one before it. */
  "unchained",
  /** The entry is not of the documented format. */
  "malformed",
  /** The clock goes back without an entry that says so. */
  "time",
  /** A column, the list of what was touched or a stored hash does not say what the entries say. */
  "derived",
  /** The file has other tables, indexes or triggers than its format. */
  "structure",
  /** A request for approval is not what its entries say. */
  "approval",
  /** What is sealed aside is not what the entry commits to, or is gone and no erasure names it. */
  "detail",
  /** The head does not belong to the entries. */
  "head",
  /** A stored checkpoint is not what the key's holder signed. */
  "checkpoint",
] as const;
export type Damage = (typeof DAMAGES)[number];

export interface Wrong {
  readonly damage: Damage;
  /** The entry that it is about; null when it is about none. */
  readonly index: number | null;
  readonly message: string;
}

interface Consistent {
  readonly size: number;
  readonly root: string;
  /** Entries, from the first, that an anchor outside the file speaks for. */
  readonly covered: number;
  /** Entries, from the first, that a checkpoint signed by a trusted key speaks for: nobody without that key rewrote them. */
  readonly signed: number;
  /** Entries whose sealed detail was erased, as an entry says. */
  readonly erased: number;
  /** Where the reading began: entries before it were not read anew. 0 for all of it. */
  readonly from: number;
}

export type Verdict =
  /** Every entry is what the head and an anchor say. */
  | (Consistent & { readonly kind: "whole" })
  /** The first `covered` entries are what an anchor saw; nobody else's word speaks for those after them. */
  | (Consistent & { readonly kind: "whole-to-anchor" })
  /** No anchor was given, or none that saw an entry: nobody else's word speaks for this ledger. */
  | (Consistent & { readonly kind: "self-consistent" })
  | (Wrong & { readonly kind: "altered" })
  /** The ledger is consistent with itself, and is not the one that the anchor saw: rewritten, or cut short. */
  | { readonly kind: "forked"; readonly size: number; readonly message: string };
