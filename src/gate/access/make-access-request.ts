// The document of a request for access: who would read which columns in the clear or act in which role, for how long, and who may decide.
// Access is granted by people whose roles approve it (`approves: [access]`), whoever owns the data; a break-glass by who opens it alone.

import {
  type ApprovalRequest,
  type DigestedRequest,
  digestRequest,
  type Effect,
} from "../../core/approvals/approval-request.ts";
import { hexDigest } from "../../core/approvals/hex-digest.ts";
import type { Caller } from "../../core/model/caller.ts";
import type { Catalogue } from "../../core/model/catalogue.ts";
import { type ColumnName, formatColumn, formatRelation, relationKey } from "../../core/model/relation-name.ts";
import { nameApprovers } from "../../core/policy/decide/name-approvers.ts";
import type { BreakGlassRule, Policy } from "../../core/policy/policy.ts";
import { requesterOf, timeAt } from "../approvals.ts";
import type { Gatehouse } from "../calls.ts";
import type { Database } from "../ports/database.ts";
import { schemaOfAccess } from "./access-in-force.ts";
import type { ChosenColumn } from "./choose-columns.ts";

/** Columns in the clear, to who asks or (`opened`) to whom a break-glass names, or a role with what it opens beyond the caller's own. */
export type AccessMeant =
  | { readonly kind: "columns"; readonly chosen: readonly ChosenColumn[] }
  | { readonly kind: "opened"; readonly chosen: readonly ChosenColumn[]; readonly opened: Opened }
  | { readonly kind: "role"; readonly role: string; readonly gains: Pick<Effect, "relations" | "notPreviewed"> };

interface Opened {
  readonly reader: string;
  readonly role: string;
  /** Of the role that opens it. */
  readonly rule: BreakGlassRule;
}

/** Who opens a break-glass signs it at once. */
const OPEN_WITHIN_SECONDS = 900;

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
  readonly catalogue: Catalogue;
}

export function makeAccessRequest(
  { reason, minutes, meant }: AccessToAsk,
  { gatehouse, caller, policy, database, system, catalogue }: Around,
): DigestedRequest {
  const { risk } = policy;
  const text = formatAccess(meant, minutes);
  const columns = meant.kind === "role" ? [] : meant.chosen.map(nameOf);
  const opened = meant.kind === "opened" ? meant.opened : null;
  const kind = opened === null ? "access" : "break-glass";
  const approveWithin = opened === null ? risk.approveWithinSeconds : OPEN_WITHIN_SECONDS;
  const request: ApprovalRequest = {
    v: 1,
    id: gatehouse.ids.next(),
    nonce: gatehouse.primitives.nonce(),
    kind,
    requester: requesterOf(caller),
    target: { database: database.name, engine: database.engine, system },
    statement: {
      text,
      parameters: "[]",
      normalised: text,
      fingerprint: hexDigest(text, gatehouse.primitives),
      kind,
    },
    access: {
      minutes,
      ...(meant.kind === "role" && { role: meant.role }),
      columns: columns.map(({ relation, column }) => ({ schema: relation.schema, relation: relation.name, column })),
      ...(opened !== null && {
        opened: {
          reader: opened.reader,
          role: opened.role,
          reviewBy: timeAt(gatehouse, opened.rule.reviewWithinSeconds * 1_000),
        },
      }),
    },
    reason,
    effect: {
      relations: meant.kind === "role" ? meant.gains.relations : describeEffect(meant.chosen),
      rowsDigest: "",
      catalogueVersion: schemaOfAccess(columns, { catalogue, gatehouse }),
      method: "select",
      disturbs: [],
      notPreviewed: meant.kind === "role" ? meant.gains.notPreviewed : [],
      samples: {},
    },
    risk: [{ rule: kind, reason: RISK[meant.kind] }],
    policyDigest: policy.bindingDigest,
    quorum: {
      count: 1,
      approvers:
        opened === null
          ? nameApprovers(policy, {
              requester: { principal: caller.principal, owner: caller.owner },
              what: "access",
              database: database.name,
              relations: columns.map(({ relation }) => relation),
            })
          : [caller.principal],
      assurance: risk.unsigned ? 0 : (opened?.rule.assurance ?? 1),
      unsigned: risk.unsigned,
    },
    createdAt: timeAt(gatehouse),
    approveBy: timeAt(gatehouse, approveWithin * 1_000),
    executeBy: timeAt(gatehouse, (approveWithin + minutes * 60) * 1_000),
    undo: "none",
  };
  return digestRequest(request, gatehouse.primitives);
}

const RISK: Readonly<Record<AccessMeant["kind"], string>> = {
  columns: "It shows what the role sees masked.",
  opened: "One person opens what a role sees masked, and nobody else is asked before.",
  role: "It opens what another role sees and may change.",
};

/** What is asked for, in a line: the same wish has the same text. */
function formatAccess(meant: AccessMeant, minutes: number): string {
  const whom = meant.kind === "opened" ? ` to ${meant.opened.reader} (${meant.opened.role})` : "";
  const what =
    meant.kind === "role"
      ? `the role ${meant.role}`
      : `${meant.chosen.map((column) => formatColumn(nameOf(column))).join(", ")} in the clear${whom}`;
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
