// Who is shown the rows of a write: the asker, and each role that may approve, each under its own treatments.

import type { Sample } from "../../../core/approvals/approval-request.ts";
import type { Governance } from "../../../core/model/governed-relation.ts";
import type { RelationName } from "../../../core/model/relation-name.ts";
import { nameApprovers } from "../../../core/policy/decide/name-approvers.ts";
import type { Policy, Role } from "../../../core/policy/policy.ts";
import type { RolledBack, TrialResult, WriteTransaction } from "../../ports/write-transaction.ts";
import type { WriteScope } from "../write-scope.ts";
import { scanSample } from "./scan-samples.ts";

/** `tries`: how often the write is tried. It is tried for who decides; who asks sees what the statement gives. */
export async function sampleForApprovers(
  transaction: Pick<WriteTransaction, "preview" | "try">,
  { scope, tries }: { scope: WriteScope; tries: 0 | 1 | 2 },
): Promise<TrialResult | RolledBack> {
  const { planned, governance, policy, context, database } = scope;
  if (planned.kind === "planned-schema-change") throw new RangeError("a change of the schema shows no rows");
  const { steps, rowsFor } = planned.write.parts;
  const own = steps.flatMap((step) => {
    const sample = step.sampleFor(governance);
    return "code" in sample ? [] : [sample];
  });
  const approvers = nameApprovers(policy, {
    requester: { principal: context.caller.principal, owner: context.caller.owner },
    what: "data",
    database: database.name,
    relations: transaction.preview.changes.filter(({ cause }) => cause === "statement").map(({ relation }) => relation),
  });
  const viewers = new Map(
    rolesOf(approvers, policy).map((role) => [role.name, governanceOf(role, { approvers, scope })] as const),
  );
  const others = new Map(
    [...viewers].map(([name, seen]) => [name, (relation: RelationName) => rowsFor(relation, seen)] as const),
  );
  const found = await transaction.try({ own: own.length === steps.length ? own : null, others, tries });
  if (found.kind !== "seen") return found;
  const targets = steps.map(({ target }) => target);
  const scan = (sample: Sample, seen: Governance) =>
    scanSample(sample, { governance: seen, engine: database.engine, targets });
  return {
    ...found,
    own: found.own === null ? null : scan(found.own, governance),
    samples: Object.fromEntries(
      Object.entries(found.samples).map(([name, sample]) => [name, scan(sample, viewers.get(name) ?? governance)]),
    ),
  };
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
