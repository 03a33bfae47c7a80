// What the ledger says of an approval: one draft for each arrow and decision. It holds the request's digest and value-free parts alone.
// INVARIANT: the correlation is the request's id, and `detail.state` the state that the arrow leads to; a store checks both.

import type { EntryDraft, EntryKind } from "../ledger/entry.ts";
import type { Engine } from "../model/catalogue.ts";
import type { DigestedRequest } from "./approval-request.ts";
import type { ApprovalProgress } from "./approval-state.ts";

export type ApprovalEntryKind = Extract<EntryKind, `approval.${string}` | `write.${string}`>;

export interface ApprovalEntryParts {
  readonly filed: DigestedRequest;
  readonly next: ApprovalProgress;
  readonly engine: Engine;
  /** Who acts; null when Gatehouse does by itself. */
  readonly caller?: EntryDraft["caller"];
  readonly agent?: EntryDraft["agent"];
  readonly result?: EntryDraft["result"];
  /** More detail: small, flat, without values. */
  readonly detail?: Readonly<Record<string, string | number | boolean>>;
}

export function describeApproval(kind: ApprovalEntryKind, parts: ApprovalEntryParts): EntryDraft {
  const { filed, next, engine, caller = null, agent = null, result = null, detail = {} } = parts;
  const { request, digest } = filed;
  const asks = kind === "approval.requested";
  return {
    kind,
    correlation: request.id,
    caller,
    agent,
    tool: null,
    target: { database: request.target.database, engine },
    statement: {
      kind: request.statement.kind,
      fingerprint: request.statement.fingerprint,
      normalised: request.statement.normalised,
      parameters: countParameters(request.statement.parameters),
    },
    touched: request.effect.relations.map(({ relation, columns, classes }) => ({
      relation,
      access: "write",
      columns,
      classes,
      treatments: {},
      rowFilter: false,
    })),
    decision: asks
      ? { effect: "ask", rule: request.risk.map(({ rule }) => rule).join(", ") || "policy", code: null }
      : null,
    result,
    reason: null,
    policyDigest: request.policyDigest,
    detail: {
      approval: request.kind,
      digest,
      state: next.state,
      attempt: next.attempt,
      ...(next.why !== null && { why: next.why }),
      ...detail,
    },
    sealed: asks ? { statement: request.statement.text, parameters: request.statement.parameters } : null,
  };
}

function countParameters(parameters: string): number {
  const parsed: unknown = JSON.parse(parameters);
  return Array.isArray(parsed) ? parsed.length : 0;
}
