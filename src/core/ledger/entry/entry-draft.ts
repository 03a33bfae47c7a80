// What the ledger records of a call, before it has an index. Layout: ledger-format.md.
// INVARIANT: no draft holds a value of a masked column. The raw statement and parameters stand in `sealed`, which is kept aside, encrypted.

import type { Engine } from "../../model/catalogue.ts";

export interface EntryDraft {
  readonly kind: EntryKind;
  /** Correlation id of the call: a UUIDv7. */
  readonly correlation: string;
  readonly caller: {
    readonly principal: string;
    readonly role: string;
    readonly method: string;
    readonly owner: string | null;
  } | null;
  readonly agent: {
    readonly client: string | null;
    readonly version: string | null;
    readonly session: string;
    /** MCP announces no model; what a client puts in `_meta` is marked as its own word. */
    readonly model: string | null;
  } | null;
  readonly tool: string | null;
  readonly target: { readonly database: string; readonly engine: Engine } | null;
  readonly statement: {
    readonly kind: string;
    readonly fingerprint: string;
    readonly normalised: string;
    readonly parameters: number;
  } | null;
  readonly touched: readonly {
    /** `schema.name` */
    readonly relation: string;
    readonly access: "read" | "write" | "describe";
    readonly columns: readonly string[];
    readonly classes: readonly string[];
    /** column -> treatment, for columns that were not clear */
    readonly treatments: Readonly<Record<string, string>>;
    readonly rowFilter: boolean;
  }[];
  readonly decision: {
    readonly effect: "allow" | "ask" | "deny";
    readonly rule: string;
    /** Refusal code; null when allowed. */
    readonly code: string | null;
  } | null;
  readonly result: {
    readonly status: "ok" | "refused" | "failed";
    readonly rows: number;
    readonly bytes: number;
    readonly truncated: boolean;
    readonly sqlstate: string | null;
    /** A keyed digest of the released JSON, of this call alone; null when nothing was released. */
    readonly digest: string | null;
    readonly microseconds: number;
  } | null;
  readonly reason: string | null;
  readonly policyDigest: string | null;
  /** Administrative detail: small, flat, and free of values from databases. */
  readonly detail: Readonly<Record<string, string | number | boolean>> | null;
  /** Plain text to be encrypted aside; the entry holds a salted digest of it. */
  readonly sealed: { readonly statement: string | null; readonly parameters: string | null } | null;
}

export const ENTRY_KINDS = [
  "server.start",
  "server.stop",
  "policy.loaded",
  "policy.rejected",
  "call",
  "checkpoint",
  "key.created",
  "ledger.read",
  "ledger.export",
  "ledger.verify",
  "approval.requested",
  "approval.decided",
  "approval.expired",
  "approval.cancelled",
  "approval.revoked",
  "approval.stale",
  "approval.refused",
  "write.executing",
  "write.committing",
  "write.outcome",
  "write.reconciled",
  "key.enrolled",
  "key.revoked",
  "ledger.report",
  "review.made",
  "review.signed",
  "lock.set",
  "lock.lifted",
  "key.rotated",
  "erasure",
  "clock.set-back",
  "break-glass.opened",
  "break-glass.ended",
  "break-glass.reviewed",
  "token.created",
  "token.revoked",
  "http.refused",
  "session.opened",
  "session.closed",
  "session.refused",
] as const;
export type EntryKind = (typeof ENTRY_KINDS)[number];

/** The only kind of entry that may be earlier than the one before it: it accepts a clock that was set back. */
export const CLOCK_SET_BACK = "clock.set-back" satisfies EntryKind;
