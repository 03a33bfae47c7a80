// Records what a command did, or is about to do, with the ledger of a project: reading it in bulk, reporting from it, signing a review.

import { accountName } from "../../../adapters/system/account-name.ts";
import { uuidIds } from "../../../adapters/system/system-clock.ts";
import { administrativeEntry } from "../../../core/ledger/entry/administrative-entry.ts";
import type { EntryDraft, EntryKind } from "../../../core/ledger/entry/entry-draft.ts";
import type { LedgerReceipt } from "../../../core/ledger/receipt.ts";
import type { Caller } from "../../../core/model/caller.ts";
import { describeCaller } from "../../../gate/calls.ts";
import { openState } from "../open-state.ts";
import type { Project } from "../project.ts";

export interface Act {
  readonly kind: EntryKind;
  readonly detail: NonNullable<EntryDraft["detail"]>;
  readonly caller?: Caller;
  readonly reason?: string;
  readonly policyDigest?: string;
}

/** Durable when it resolves; the account of the operating system is part of it. Rejects with a Failure `ledger-unavailable`. */
export async function recordAct(project: Pick<Project, "stateFolder">, act: Act): Promise<LedgerReceipt> {
  const { ledger } = await openState(project);
  try {
    return await ledger.append({
      ...administrativeEntry(act.kind, {
        correlation: uuidIds.next(),
        policyDigest: act.policyDigest ?? null,
        detail: { ...act.detail, account: accountName() },
      }),
      ...(act.caller !== undefined && describeCaller(act.caller)),
      reason: act.reason ?? null,
    });
  } finally {
    await ledger.close();
  }
}
