// The port to the static tokens, which stand beside the ledger.

import type { KeptToken, StaticToken } from "../../core/identity/static-token.ts";
import type { EntryDraft } from "../../core/ledger/entry/entry-draft.ts";
import type { LedgerReceipt } from "../../core/ledger/receipt.ts";

/** An entry, and the change of the tokens that goes with it. */
export interface TokenStep {
  readonly entry: EntryDraft;
  readonly change: { readonly add: StaticToken } | { readonly revoke: string };
}

export interface Tokens {
  /**
   * Changes the tokens and appends the entry that says so in one transaction, durable when it resolves. `choose` sees the tokens that there are
   * in that transaction, is pure and may run more than once; a Failure that it throws is passed on, and nothing is written.
   * Rejects as `Ledger.append` does.
   */
  change(choose: (tokens: readonly KeptToken[]) => TokenStep): Promise<LedgerReceipt>;
  /** Those that were not revoked, in the order in which they were made; expired ones too. Rejects as `Ledger.locks` does. */
  list(): Promise<readonly KeptToken[]>;
  /** By the digest, read afresh: null from the moment in which another process has revoked it. Rejects as `list`. */
  find(digest: string): Promise<KeptToken | null>;
}

export interface MadeSecret {
  readonly token: string;
  /** As StaticToken has it. */
  readonly digest: string;
  readonly id: string;
}

/** What makes tokens. */
export interface TokenSecrets {
  /** A token nobody has seen, what is kept of it, and a name for it. */
  make(): MadeSecret | Promise<MadeSecret>;
}
