// The document of a request for access: who would read which columns in the clear or act in which role, for how long, and who may decide.
// Access is granted by people whose roles approve it (`approves: [access]`), whoever owns the data.

import {
  type ApprovalRequest,
  type DigestedRequest,
  digestRequest,
  type Effect,
} from "../core/approvals/approval-request.ts";
import { hexDigest } from "../core/approvals/hex-digest.ts";
import type { Caller } from "../core/model/caller.ts";
import { type ColumnName, formatColumn, formatRelation, relationKey } from "../core/model/relation-name.ts";
import { nameApprovers } from "../core/policy/name-approvers.ts";
import type { Policy } from "../core/policy/policy.ts";
import { timeAt } from "./approval-desk.ts";
import type { ChosenColumn } from "./choose-columns.ts";
import type { Gatehouse } from "./gatehouse.ts";
import type { Database } from "./ports/database.ts";

/** Columns in the clear, or a role with what it opens beyond the caller's own. */
export type AccessMeant =
  | { readonly kind: "columns"; readonly chosen: readonly ChosenColumn[] }
  | { readonly kind: "role"; readonly role: string; readonly gains: Pick<Effect, "relations" | "notPreviewed"> };

interface AccessToAsk {
  readonly reason: string;
  readonly minutes: number;
  readonly meant: AccessMeant;
}

interface Around {
  readonly gatehouse: Gatehouse;
  readonly caller: Caller;
  readonly policy: Policy;
  readonly database: Database;
  readonly system: string;
  readonly catalogueVersion: string;
}

export function makeAccessRequest(
  { reason, minutes, meant }: AccessToAsk,
  { gatehouse, caller, policy, database, system, catalogueVersion }: Around,
): DigestedRequest {
  const { risk } = policy;
  const text = formatAccess(meant, minutes);
  const columns = meant.kind === "columns" ? meant.chosen.map(nameOf) : [];
  const request: ApprovalRequest = {
    v: 1,
    id: gatehouse.ids.next(),
    nonce: gatehouse.primitives.nonce(),
    kind: "access",
    requester: {
      principal: caller.principal,
      kind: caller.kind,
      owner: caller.owner,
      role: caller.role,
      session: caller.session,
      client: caller.client?.name ?? null,
    },
    target: { database: database.name, engine: database.engine, system },
    statement: {
      text,
      parameters: "[]",
      normalised: text,
      fingerprint: hexDigest(text, gatehouse.primitives),
      kind: "access",
    },
    access: {
      minutes,
      ...(meant.kind === "role" && { role: meant.role }),
      columns: columns.map(({ relation, column }) => ({ schema: relation.schema, relation: relation.name, column })),
    },
    reason,
    effect: {
      relations: meant.kind === "columns" ? describeEffect(meant.chosen) : meant.gains.relations,
      rowsDigest: "",
      catalogueVersion,
      method: "select",
      disturbs: [],
      notPreviewed: meant.kind === "columns" ? [] : meant.gains.notPreviewed,
      samples: {},
    },
    risk: [{ rule: "access", reason: RISK[meant.kind] }],
    policyDigest: policy.bindingDigest,
    quorum: {
      count: 1,
      approvers: nameApprovers(policy, {
        requester: { principal: caller.principal, owner: caller.owner },
        what: "access",
        database: database.name,
        relations: columns.map(({ relation }) => relation),
      }),
      assurance: risk.unsigned ? 0 : 1,
      unsigned: risk.unsigned,
    },
    createdAt: timeAt(gatehouse),
    approveBy: timeAt(gatehouse, risk.approveWithinSeconds * 1_000),
    executeBy: timeAt(gatehouse, (risk.approveWithinSeconds + minutes * 60) * 1_000),
    undo: "none",
  };
  return digestRequest(request, gatehouse.primitives);
}

const RISK: Readonly<Record<AccessMeant["kind"], string>> = {
  columns: "It shows what the role sees masked.",
  role: "It opens what another role sees and may change.",
};

/** What is asked for, in a line: the same wish has the same text. */
function formatAccess(meant: AccessMeant, minutes: number): string {
  const what =
    meant.kind === "columns"
      ? `${meant.chosen.map((column) => formatColumn(nameOf(column))).join(", ")} in the clear`
      : `the role ${meant.role}`;
  return `${what} for ${minutes} ${minutes === 1 ? "minute" : "minutes"}`;
}

function nameOf({ relation, held }: ChosenColumn): ColumnName {
  return { relation, column: held.column.name };
}

function describeEffect(chosen: readonly ChosenColumn[]): ApprovalRequest["effect"]["relations"] {
  const relations = new Map(chosen.map(({ relation }) => [relationKey(relation), relation]));
  return [...relations].map(([key, relation]) => {
    const held = chosen.filter((column) => relationKey(column.relation) === key).map((column) => column.held);
    return {
      relation: formatRelation(relation),
      verb: "read" as const,
      rows: 0,
      columns: held.map(({ column }) => column.name),
      classes: [...new Set(held.flatMap((column) => (column.class === null ? [] : [column.class])))],
      cause: "statement" as const,
    };
  });
}
