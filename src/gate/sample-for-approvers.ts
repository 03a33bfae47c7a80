// Whose eyes the rows of a write are shown to: the asker's, and those of each role that may approve, each under its own treatments.

import type { Governance } from "../core/model/governed-relation.ts";
import { nameApprovers } from "../core/policy/name-approvers.ts";
import type { Policy, Role } from "../core/policy/policy.ts";
import type { SampleText } from "../core/sql/write-plan.ts";
import type { Survey } from "./ports/write-run.ts";
import type { WriteScope } from "./write-scope.ts";

export function sampleTexts(survey: Survey, scope: WriteScope): ReadonlyMap<string, readonly SampleText[]> {
  const { planned, governance, policy, context, database } = scope;
  const texts = new Map<string, readonly SampleText[]>();
  if (planned.kind === "planned-schema-change") return texts; // it shows no rows
  const add = (name: string, seen: Governance): void => {
    const { steps } = planned.write.parts;
    const samples = steps.flatMap((step) => {
      const sample = step.sampleFor(seen);
      return "code" in sample ? [] : [sample];
    });
    if (samples.length === steps.length) texts.set(name, samples);
  };
  const approvers = nameApprovers(policy, {
    requester: { principal: context.caller.principal, owner: context.caller.owner },
    what: "data",
    database: database.name,
    relations: survey.changes.filter(({ cause }) => cause === "statement").map(({ relation }) => relation),
  });
  for (const role of rolesOf(approvers, policy)) add(role.name, governanceOf(role, { approvers, scope }));
  // last: a role may bear that name, and who asks sees no more for it
  add("requester", governance);
  return texts;
}

function rolesOf(approvers: readonly string[], policy: Policy): readonly Role[] {
  const names = new Set(approvers.flatMap((name) => policy.identities.get(name)?.roles ?? []));
  return [...names].flatMap((name) => policy.roles.get(name) ?? []).filter(({ approves }) => approves.length > 0);
}

/** Who approves for datasets that are theirs sees them as an owner; who approves for any sees them as nobody's in particular. */
function governanceOf(
  role: Role,
  { approvers, scope }: { approvers: readonly string[]; scope: WriteScope },
): Governance {
  const { context, policy, database, catalogue } = scope;
  const { gatehouse } = context;
  const owner = approvers.find((name) => policy.identities.get(name)?.roles.includes(role.name) === true) ?? "";
  return gatehouse.governance.governanceFor({
    policy,
    role,
    caller: { principal: role.approves.includes("all-datasets") ? "" : owner },
    database: database.name,
    catalogue,
    dialect: gatehouse.dialect(database.engine),
  });
}
