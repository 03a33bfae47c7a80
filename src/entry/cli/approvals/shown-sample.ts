// The rows of a request that somebody may look at: an approver those that their role sees, who asks (and who answers for them) those that
// the request was asked with. INVARIANT: nobody else sees any, and the images that a revert carries as its parameter are shown to nobody raw.

import type { ApprovalRequest } from "../../../core/approvals/approval-request.ts";

export interface Viewer {
  /** Null for somebody whom the policies do not name. */
  readonly name: string | null;
  readonly roles: readonly string[];
}

type Sample = ApprovalRequest["effect"]["samples"][string];

/** Null where the viewer is neither, or there is no sample. */
export function shownSample(
  { requester, quorum, effect }: ApprovalRequest,
  { name, roles }: Viewer,
): { readonly as: string; readonly sample: Sample } | null {
  const { samples } = effect;
  const role =
    name !== null && quorum.approvers.includes(name)
      ? roles.find((each) => each !== "requester" && samples[each] !== undefined)
      : undefined;
  const own = name !== null && (name === requester.principal || name === requester.owner);
  const as = role ?? (own ? "requester" : undefined);
  const sample = as === undefined ? undefined : samples[as];
  return as === undefined || sample === undefined ? null : { as, sample };
}

/** Null for those of a revert: they are whole rows, which the sample shows as the viewer may see them. */
export function shownParameters({ kind, statement }: ApprovalRequest): readonly unknown[] | null {
  const parameters: unknown = JSON.parse(statement.parameters);
  if (!Array.isArray(parameters)) return [];
  return kind === "revert" && parameters.length > 0 ? null : parameters;
}
