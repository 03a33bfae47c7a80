// Gatehouse's own state where several replicas share it: rows of tables that one store keeps, in versions, each of which follows the last.
// A replica works on an image of it; what it changed becomes the next version, or, where another was faster, nothing.

export type StateValue = string | number | Uint8Array | null;

export interface StateColumn {
  readonly name: string;
  readonly type: "text" | "integer" | "blob";
  readonly nullable: boolean;
}

export interface StateTable {
  readonly name: string;
  readonly columns: readonly StateColumn[];
  /** Names of the columns of its primary key. */
  readonly key: readonly string[];
}

/** A row as it is from a version on; null: it is gone. */
export interface StateChange {
  readonly table: string;
  /** Values of the key, in its order. */
  readonly key: readonly StateValue[];
  /** Values of all columns, in their order. */
  readonly row: readonly StateValue[] | null;
}

/** Where a store's history stands. Two histories that part never have a mark in common from there on. */
export interface StateVersion {
  /** 0 before anything was written. */
  readonly number: number;
  /** At random with each version; empty at 0. */
  readonly mark: string;
}

export interface Pulled {
  /** What the changes lead to. */
  readonly version: StateVersion;
  /** Rows that are gone come first. */
  readonly changes: readonly StateChange[];
  /** Whether the store has more, to be pulled from there. */
  readonly more: boolean;
}

/** What tells a key of the replicas from another one of that name, and nothing of the key. */
export interface KeyCheck {
  readonly name: string;
  readonly check: string;
}

/**
 * What keeps the state for its replicas. Every method rejects with a Failure: `ledger-unavailable` where it cannot be reached or written,
 * `ledger-newer` where a newer build has changed its form, `ledger-unreadable` where it is none of ours.
 */
export interface SharedState {
  /** What was changed since; nothing where that is the newest. */
  pull(since: StateVersion): Promise<Pulled>;
  /**
   * Makes the changes the version that follows `from`, durable when it resolves; null where another version follows it. When it rejects, the
   * version may or may not be there.
   */
  push(from: StateVersion, changes: readonly StateChange[]): Promise<StateVersion | null>;
  /** What `work` pulls stays the newest until it has pushed, or has ended; others wait for it. */
  hold<T>(work: (held: Pick<SharedState, "pull" | "push">) => Promise<T>): Promise<T>;
  /** Keeps the checks of keys that it knows none of; the names of those that differ from what another replica has. */
  disagree(keys: readonly KeyCheck[]): Promise<readonly string[]>;
  /** What was erased is overwritten as far as the store can. */
  forget(): Promise<void>;
  close(): Promise<void>;
}
