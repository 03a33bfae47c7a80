// What a write is carried out with, once its statement has been planned for who asks.

import { hexDigest } from "../../core/approvals/hex-digest.ts";
import type { Catalogue } from "../../core/model/catalogue.ts";
import type { Governance } from "../../core/model/governed-relation.ts";
import type { JsonValue } from "../../core/model/json-value.ts";
import { schemaIdentity } from "../../core/model/schema-identity.ts";
import type { Policy, Role } from "../../core/policy/policy.ts";
import type { CallContext, CallRecord } from "../calls.ts";
import type { PlannedChange } from "../planning.ts";
import type { Database } from "../ports/database.ts";
import type { Binding } from "../ports/execution.ts";
import type { WriteRequest } from "../ports/write-transaction.ts";

export interface WriteScope {
  readonly context: CallContext;
  readonly callRecord: CallRecord;
  readonly policy: Policy;
  readonly role: Role;
  readonly database: Database;
  readonly planned: PlannedChange;
  readonly governance: Governance;
  readonly catalogue: Catalogue;
}

/** How long a claim outlives the longest that its transaction may take. */
const LEASE_MARGIN = 60_000;

export function leaseOf(planned: PlannedChange): number {
  return planned.allow.limits.milliseconds + LEASE_MARGIN;
}

/** What a database is given of it, with the parameters of its first statement. */
export function toRun(
  parameters: readonly JsonValue[],
  scope: Pick<WriteScope, "context" | "policy" | "planned">,
): Pick<WriteRequest, "plan" | "binding" | "further" | "imageRows"> {
  const { planned, policy } = scope;
  const further = "further" in planned ? planned.further : undefined;
  return {
    plan: planned.write,
    binding: bindingOf(parameters, scope),
    ...(further !== undefined && {
      further: further.map((next) => ({ plan: next.write, binding: bindingOf(next.parameters, scope) })),
    }),
    imageRows: policy.risk.undo.rows,
  };
}

function bindingOf(
  parameters: readonly JsonValue[],
  { context, policy }: Pick<WriteScope, "context" | "policy">,
): Binding {
  const { gatehouse, caller } = context;
  return {
    parameters,
    constants: [], // those of a write stay in its text
    ...gatehouse.keys.pseudonymPads(caller.principal),
    attributes: policy.identities.get(caller.principal)?.attributes ?? {},
  };
}

/** Digest of what of the schema it touches, and of what hangs on that. */
export function schemaOf({
  planned,
  catalogue,
  context,
}: Pick<WriteScope, "planned" | "catalogue" | "context">): string {
  const { primitives } = context.gatehouse;
  return hexDigest(schemaIdentity(touchedBy(planned), catalogue), primitives);
}

function touchedBy(planned: PlannedChange): Parameters<typeof schemaIdentity>[0] {
  if (planned.kind === "planned-schema-change") {
    const { targets, references, follows } = planned.write.parts;
    return { read: [...references, ...follows], written: targets };
  }
  const further = "further" in planned ? (planned.further ?? []) : [];
  const all = [planned.write, ...further.map(({ write }) => write)].map(({ parts }) => parts);
  return {
    read: all.flatMap(({ opens }) => opens),
    written: all.flatMap(({ steps }) => steps.map(({ target }) => target)),
  };
}
