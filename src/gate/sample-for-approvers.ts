// Whose eyes the rows of a write are shown to: the asker's, and those of each role that may approve, each under its own treatments.

import type { Sample } from "../core/approvals/approval-request.ts";
import type { Governance } from "../core/model/governed-relation.ts";
import { nameApprovers } from "../core/policy/name-approvers.ts";
import type { Policy, Role } from "../core/policy/policy.ts";
import type { SampleText } from "../core/sql/write-plan.ts";
import type { Look, Survey } from "./ports/write-run.ts";
import { scanSample } from "./scan-samples.ts";
import type { WriteScope } from "./write-scope.ts";

export async function samplesOf(
  survey: Survey,
  { look, scope }: { look: Look; scope: WriteScope },
): Promise<Readonly<Record<string, Sample>>> {
  const { planned, governance, policy, context, database } = scope;
  if (planned.kind === "planned-schema-change") return {}; // it shows no rows
  const { steps } = planned.write.parts;
  const texts = new Map<string, readonly SampleText[]>();
  const eyes = new Map<string, Governance>();
  const add = (name: string, seen: Governance): void => {
    eyes.set(name, seen);
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
  const samples = await look(texts);
  const targets = steps.map(({ target }) => target);
  return Object.fromEntries(
    Object.entries(samples).map(([name, sample]) => {
      const seen = eyes.get(name) ?? governance;
      return [name, scanSample(sample, { governance: seen, engine: database.engine, targets })];
    }),
  );
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
