// Who may decide on a request, by the policies in force: people whose roles approve what it touches, and never who asks or answers for it.
// The list is frozen into the request; whose decision counts is told by their keys, later.

import { type RelationName, relationKey } from "../../model/relation-name.ts";
import type { Approves, Identity, Policy } from "../policy.ts";

export interface ApprovalScope {
  readonly requester: { readonly principal: string; readonly owner: string | null };
  /** `access`: columns in the clear or a higher role; `data`: a change of rows; `erasures`: of what the ledger keeps sealed aside. */
  readonly what: "data" | "access" | "erasures";
  readonly database: string;
  /** Every relation that would change, cascades included. */
  readonly relations: readonly RelationName[];
}

/** In alphabetical order; nobody when no one person answers for all of it. */
export function nameApprovers(policy: Policy, scope: ApprovalScope): readonly string[] {
  const { requester } = scope;
  return [...policy.identities.values()]
    .filter(({ kind, name }) => kind === "human" && name !== requester.principal && name !== requester.owner)
    .filter((identity) => approvals(identity, policy).some((approves) => covers(approves, { identity, policy, scope })))
    .map(({ name }) => name)
    .sort();
}

function approvals(identity: Identity, policy: Policy): readonly Approves[] {
  return identity.roles.flatMap((role) => policy.roles.get(role)?.approves ?? []);
}

function covers(
  approves: Approves,
  { identity, policy, scope }: { identity: Identity; policy: Policy; scope: ApprovalScope },
): boolean {
  switch (approves) {
    case "access":
    case "erasures":
      return scope.what === approves;
    case "all-datasets":
      return scope.what === "data";
    case "own-datasets":
      return scope.what === "data" && scope.relations.length > 0 && scope.relations.every((relation) => owns(relation));
  }
  function owns(relation: RelationName): boolean {
    const data = policy.data.get(scope.database)?.relations.get(relationKey(relation));
    return data?.owners.includes(identity.name) ?? false;
  }
}
