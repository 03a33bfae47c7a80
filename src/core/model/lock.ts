// A lock keeps a caller, a role, a database or everybody out at once, until somebody lifts it. Set and lifted by people whose role may.

export const LOCK_KINDS = ["caller", "role", "database", "everything"] as const;
export type LockKind = (typeof LOCK_KINDS)[number];

export interface LockTarget {
  readonly kind: LockKind;
  /** Empty for `everything`. */
  readonly name: string;
}

/** A lock in force. */
export interface Lock extends LockTarget {
  /** The entry that says who set it, when and why. */
  readonly entry: number;
}

/** What a call is, as far as locks go. */
export interface LockScope {
  readonly principal: string;
  /** Locking a person locks the agents and services that the person answers for. */
  readonly owner: string | null;
  /** The role that it acts in, and its own where that is another. */
  readonly roles: readonly string[];
  /** Null while no database is chosen. */
  readonly database: string | null;
  /** False for a call that reaches no database: an auditor reads the ledger while everything else is locked. */
  readonly data: boolean;
}

/** The lock that keeps a call out; null when there is none. */
export function findLock(locks: readonly Lock[], scope: LockScope): Lock | null {
  return locks.find((lock) => isHeld(lock, scope)) ?? null;
}

function isHeld({ kind, name }: LockTarget, { principal, owner, roles, database, data }: LockScope): boolean {
  switch (kind) {
    case "caller":
      return name === principal || name === owner;
    case "role":
      return roles.includes(name);
    case "database":
      return data && name === database;
    case "everything":
      return data;
  }
}

export function formatLock({ kind, name }: LockTarget): string {
  return kind === "everything" ? kind : `${kind} ${name}`;
}
