// The port to a ledger as it is kept, for whoever checks it or takes it elsewhere: a project's own, or a copy that lies somewhere. Servers may
// be writing to it meanwhile. Nothing is open until something is asked, and each question is answered of one moment.

import type { Trust } from "../../core/ledger/tree/judge-checkpoints.ts";
import type { EntryProof } from "../../core/ledger/tree/tlog-proof.ts";
import type { Verdict } from "../../core/ledger/verify/verdict.ts";
import type { Claim } from "../../core/ledger/verify/verify-ledger.ts";
import type { LedgerReader } from "./ledger-reader.ts";

export interface ReadingOptions {
  /** Whether what is sealed aside can be opened, where the project has the key. */
  readonly reveal?: boolean;
  /** Told while what makes searches fast is brought up to date: entries of all entries; null at the end. */
  readonly indexing?: (done: number | null, size: number) => void;
}

export interface Verification {
  readonly claims: readonly Claim[];
  /** Whose signatures count. */
  readonly trust: Trust;
  /** Entries before it are not read anew; a claim of that size has to vouch for them. */
  readonly from?: number;
  readonly progress?: (done: number, size: number) => void;
}

export interface Reindexed {
  /** How many entries the index knows now. */
  readonly entries: number;
  /** How many it does not know yet: the newest, which are read from the ledger itself. */
  readonly newest: number;
  /** In how many places the index of before left something out, or invented it. */
  readonly wrong: number;
}

export interface SubjectSearch {
  /** A value that names the data subject. */
  readonly subject: string;
  /** Entries before that time alone (RFC 3339). */
  readonly before?: string;
  /** Entries of that caller alone. */
  readonly caller?: string;
}

export interface SubjectFound {
  /** In order, each once. */
  readonly indexes: readonly number[];
  /** What did not open, and may name the subject. */
  readonly unreadable: number;
}

/** Every method rejects with a Failure `ledger-unreadable` or `ledger-newer`. */
export interface StoredLedger {
  /** To read it, until the reader is closed. */
  read(options?: ReadingOptions): Promise<LedgerReader>;
  /** Recomputes all of it. With the keys at hand what is sealed aside is held against what the entries commit to, without them not. */
  verify(question: Verification): Promise<Verdict>;
  /** As the lines of an export, of one moment, from that entry on. Fails with a Failure `usage`, too, when there are not so many entries. */
  lines(from: number): Iterable<string> | AsyncIterable<string>;
  /** The proof of one entry against the last checkpoint that covers it. Rejects with a Failure `usage`, too, where there is no such entry or checkpoint. */
  prove(index: number): Promise<EntryProof>;
  /** Makes what searches rest on anew from the entries. */
  reindex(): Promise<Reindexed>;
  /**
   * The entries whose sealed detail, request or images name a data subject: all of it is opened and compared in this process.
   * Rejects with a Failure `key-missing`, too, and with a RangeError for a subject that names nothing.
   */
  findSubject(search: SubjectSearch): Promise<SubjectFound>;
}
