// The entry of an administrative act: no caller, no statement, a small flat detail.

import type { EntryDraft, EntryKind } from "./entry-draft.ts";

export function administrativeEntry(
  kind: EntryKind,
  {
    correlation,
    policyDigest = null,
    detail,
  }: { correlation: string; policyDigest?: string | null; detail: EntryDraft["detail"] },
): EntryDraft {
  return {
    kind,
    correlation,
    caller: null,
    agent: null,
    tool: null,
    target: null,
    statement: null,
    touched: [],
    decision: null,
    result: null,
    reason: null,
    policyDigest,
    detail,
    sealed: null,
  };
}
