// Access that people approved: which columns a caller reads in the clear or which role it may act in, from the decision that completed the quorum until its minutes
// are over. INVARIANT: a stored state grants nothing. It is counted from the signatures, under the policies and the schema it was asked for.

import { formatTime } from "../ledger/entry/entry-record.ts";
import type { ColumnName } from "../model/relation-name.ts";
import type { Approval } from "./approval.ts";
import type { ApprovalRequest } from "./approval-request.ts";
import type { ApproverKeys } from "./check-decision.ts";
import { countQuorum } from "./count-quorum.ts";
import { STALE_REASONS } from "./stale-reasons.ts";

export interface AccessGrant {
  readonly kind: "granted";
  /** Id of the request. */
  readonly request: string;
  readonly columns: readonly ColumnName[];
  /** The role that the caller may act in; null where columns were granted. */
  readonly role: string | null;
  /** RFC 3339, UTC, microseconds; at and after it nothing is granted. */
  readonly until: string;
  /** One person opened it alone: every answer that it widens says so. */
  readonly breakGlass: boolean;
}

/** `over`: never again. `not-now`: not as this process sees the world, which may be behind another. */
interface NoAccess {
  readonly kind: "not-now" | "over";
  readonly why: string;
}

export interface AccessScope {
  readonly approverKeys: ApproverKeys;
  /** `Policy.bindingDigest` of the policies in force. */
  readonly policyDigest: string;
  /** Digest of what of the schema these columns stand in (schema-identity.ts), as it is now. */
  readonly schemaOf: (columns: readonly ColumnName[]) => string;
  /** RFC 3339, UTC, microseconds. */
  readonly now: string;
  /** Why the policies and locks in force forbid a break-glass; null when they do not. */
  readonly forbids: (request: ApprovalRequest) => string | null;
}

/** Who reads by a request of access: who asked for it, or whom a break-glass names. */
export function readerOf({ access, requester }: Pick<ApprovalRequest, "access" | "requester">): {
  readonly principal: string;
  readonly role: string;
} {
  const opened = access?.opened;
  return opened === undefined ? requester : { principal: opened.reader, role: opened.role };
}

export function grantOf({ filed, progress, decisions }: Approval, scope: AccessScope): AccessGrant | NoAccess {
  const { request } = filed;
  const breakGlass = request.kind === "break-glass";
  const { access } = request;
  if (
    access === undefined ||
    (access.opened !== undefined) !== breakGlass ||
    (!breakGlass && request.kind !== "access")
  )
    return { kind: "over", why: "it is no access" };
  if (progress.state === "pending") return { kind: "not-now", why: "nobody has decided" };
  if (progress.state !== "approved") return { kind: "over", why: progress.why ?? progress.state };
  if (request.policyDigest !== scope.policyDigest) return { kind: "over", why: STALE_REASONS.policies };
  // a role is what the policies make of whatever schema there is
  const columns = access.columns.map(({ schema, relation, column }) => ({
    relation: { schema, name: relation },
    column,
  }));
  if (access.role === undefined && request.effect.catalogueVersion !== scope.schemaOf(columns))
    return { kind: "not-now", why: STALE_REASONS.schema };
  const forbidden = breakGlass ? scope.forbids(request) : null;
  if (forbidden !== null) return { kind: "over", why: forbidden };
  const tally = countQuorum(decisions, { filed, approverKeys: scope.approverKeys });
  if (request.quorum.count < 1 || tally.verdict !== "approved") {
    return { kind: "over", why: STALE_REASONS.decisions };
  }
  // A decision dated ahead begins later and lasts no longer.
  // RFC 3339 in one spelling: the greatest text is the latest time
  const from = tally.approvals.map(({ text }) => text.at).reduce((latest, at) => (at > latest ? at : latest), "");
  const until = accessUntil(from, access.minutes);
  if (scope.now >= until || scope.now > request.executeBy) return { kind: "over", why: "its time is over" };
  if (scope.now < from) return { kind: "not-now", why: "it has not begun" };
  return {
    kind: "granted",
    request: request.id,
    role: access.role ?? null,
    columns,
    until,
    breakGlass,
  };
}

/** The end of access that began then. */
export function accessUntil(time: string, minutes: number): string {
  return formatTime((Date.parse(time) + minutes * 60_000) * 1_000);
}
