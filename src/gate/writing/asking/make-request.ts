// The document of one write: what is asked, its exact effect, why it is risky, and who may decide. Its digest is what approvers sign.

import { type ApprovalRequest, type DigestedRequest, digestRequest } from "../../../core/approvals/approval-request.ts";
import { formatRelation, type RelationName, relationKey } from "../../../core/model/relation-name.ts";
import type { SchemaFacts } from "../../../core/model/schema-change.ts";
import { noteFilters } from "../../../core/policy/check/note-filters.ts";
import { changedColumns } from "../../../core/policy/decide/changed-columns.ts";
import { nameApprovers } from "../../../core/policy/decide/name-approvers.ts";
import { familyNamed } from "../../../core/policy/govern/relation-family.ts";
import { requesterOf, timeAt } from "../../approvals.ts";
import type { Gatehouse } from "../../calls.ts";
import type { Preview } from "../../ports/write-transaction.ts";
import { isKeptWhole, isRenumbering, revertNotes } from "../revert/whole-revert.ts";
import { columnsSet, observedOf } from "./observe-write.ts";
import { isReversible } from "./weigh-write.ts";
import type { WriteToAsk } from "./write-to-ask.ts";

export function makeRequest(asked: WriteToAsk, gatehouse: Gatehouse): DigestedRequest {
  const { planned, preview, assessment, policy, caller, database } = asked;
  const { facts } = planned;
  const asks = assessment.held.length > 0 && assessment.quorum > 0;
  const now = timeAt(gatehouse);
  const { risk } = policy;
  const { observed, refused } = observedIn(asked, gatehouse);
  const isWhole = isReversible(preview, policy) || isKeptWhole(asked);
  const kept = planned.kind === "planned-write" && isWhole && !isRenumbering(asked);
  const request: ApprovalRequest = {
    v: 1,
    id: gatehouse.ids.next(),
    nonce: gatehouse.primitives.nonce(),
    kind: asked.kind,
    ...(asked.replaces !== undefined && { replaces: asked.replaces }),
    ...(asked.reverts !== undefined && { reverts: asked.reverts }),
    requester: requesterOf(caller),
    target: { database: database.name, engine: database.engine, system: asked.system },
    statement: {
      text: asked.sql,
      parameters: JSON.stringify(asked.parameters),
      ...(asked.further !== undefined && {
        further: asked.further.map(({ sql, parameters }) => ({ text: sql, parameters: JSON.stringify(parameters) })),
      }),
      normalised: facts.normalisedText,
      fingerprint: facts.fingerprint,
      kind: facts.kind,
    },
    reason: asked.reason,
    effect: {
      relations: preview.changes.map((change) => ({
        relation: formatRelation(change.relation),
        verb: change.verb,
        rows: change.rows,
        cause: change.cause,
        ...columnsOf(change, asked),
        ...setOf(change, asked),
      })),
      ...(observed !== undefined && { observed }),
      ...(refused !== undefined && { refused }),
      rowsDigest: preview.digest,
      catalogueVersion: asked.schemaVersion,
      method: asked.tried === null ? preview.method : "rolled-back",
      disturbs: disturbsOf(asked),
      notPreviewed: [...preview.notPreviewed, ...(asked.tried?.kind === "tried" ? asked.tried.unseen : [])],
      ...notesOf(asked, { gatehouse, undo: kept && asked.kind === "write" ? revertNotes(asked, observed) : [] }),
      samples: asked.samples,
    },
    risk: assessment.held,
    policyDigest: policy.bindingDigest,
    quorum: {
      count: asks ? assessment.quorum : 0,
      approvers: asks ? nameApprovers(policy, approvalScope(asked)) : [],
      assurance: risk.unsigned ? 0 : assessment.assurance,
      unsigned: risk.unsigned,
    },
    createdAt: now,
    approveBy: timeAt(gatehouse, risk.approveWithinSeconds * 1_000),
    executeBy: timeAt(gatehouse, (risk.approveWithinSeconds + risk.executeWithinSeconds) * 1_000),
    undo: kept ? "kept" : "none",
  };
  return digestRequest(request, gatehouse.primitives);
}

/** For those who decide; empty where there is nothing to say. */
function notesOf(
  asked: WriteToAsk,
  { gatehouse, undo }: { gatehouse: Gatehouse; undo: readonly string[] },
): { notes?: readonly string[] } {
  const { planned, notes } = asked;
  if (planned.kind === "planned-schema-change")
    return { notes: [...planned.write.parts.notes, ...filterNotes(planned.facts.schema, asked, gatehouse)] };
  const all = [...notes, ...undo];
  return all.length === 0 ? {} : { notes: all };
}

const TRIED = "The change was tried and rolled back: its rows were locked for that time, and sequences moved on.";

function disturbsOf({ preview, tried, database }: WriteToAsk): readonly string[] {
  const all = tried === null || database.engine === "sqlite" ? preview.disturbs : [...preview.disturbs, TRIED];
  return [...new Set(all)];
}

function observedIn(
  { tried }: WriteToAsk,
  { primitives }: Gatehouse,
): Pick<ApprovalRequest["effect"], "observed" | "refused"> {
  if (tried === null) return {};
  if (tried.kind === "refused") {
    const { sqlstate, constraint } = tried;
    const relation = constraint?.relation ?? null;
    const named = {
      ...(constraint !== null && { constraint: constraint.name }),
      ...(relation !== null && { relation: formatRelation(relation) }),
    };
    return { refused: { sqlstate, ...named } };
  }
  const observed = observedOf(tried, primitives);
  return observed === null ? {} : { observed };
}

function setOf({ relation, verb }: Preview["changes"][number], { tried }: WriteToAsk): { set?: readonly string[] } {
  const [observation] = tried?.kind === "tried" ? tried.observations : [];
  const isRow = verb === "insert" || verb === "update" || verb === "delete";
  const set = observation === undefined || !isRow ? [] : columnsSet(observation, { relation, verb });
  return set.length === 0 ? {} : { set };
}

function filterNotes(
  schema: SchemaFacts,
  { policy, catalogue, database }: WriteToAsk,
  gatehouse: Gatehouse,
): readonly string[] {
  return noteFilters(schema, {
    policy,
    catalogue,
    database: database.name,
    dialect: gatehouse.dialect(database.engine),
  });
}

/** People answer for what the policies list; a trigger's own bookkeeping may have nobody. */
function approvalScope({ caller, catalogue, database, planned, preview, policy }: WriteToAsk) {
  const listed = policy.data.get(database.name)?.relations;
  const owned = (name: RelationName) => (listed?.get(relationKey(name))?.owners.length ?? 0) > 0;
  // the rows of a partition are its table's too, and the other way round: who answers for any of them is asked
  const answered = (name: RelationName) => familyNamed(name, catalogue).filter(owned);
  const other = preview.changes.filter(({ cause }) => cause !== "statement").map(({ relation }) => relation);
  const own =
    planned.kind === "planned-write"
      ? planned.facts.writes.filter((_, place) => (preview.steps[place]?.rows ?? 0) > 0).map(({ target }) => target)
      : preview.changes.filter(({ cause }) => cause === "statement").map(({ relation }) => relation);
  return {
    requester: { principal: caller.principal, owner: caller.owner },
    what: "data" as const,
    database: database.name,
    relations: [
      ...own.flatMap((name) => (answered(name).length > 0 ? answered(name) : [name])),
      ...other
        .filter((name) => listed?.has(relationKey(name)) === true || answered(name).length > 0)
        .flatMap((name) => (answered(name).length > 0 ? answered(name) : [name])),
    ],
  };
}

/** Columns and classes of what the statement itself changes; of the rest the relation is all that is known. */
function columnsOf(change: Preview["changes"][number], { planned, governance }: WriteToAsk) {
  if (change.cause !== "statement") return { columns: [], classes: [] };
  if (planned.kind === "planned-schema-change") {
    const { schema } = planned.facts;
    const touched = changedColumns(schema, change.relation, governance);
    const first = [schema.creates ?? schema.targets[0]].some(
      (name) => name !== undefined && relationKey(name) === relationKey(change.relation),
    );
    return {
      columns: [...new Set([...touched.map(({ column }) => column.name), ...(first ? schema.adds : [])])],
      classes: [...new Set(touched.flatMap((column) => (column.class === null ? [] : [column.class])))],
    };
  }
  const { facts } = planned;
  const alike = facts.writes.filter(({ verb }) => verb === change.verb);
  const own = alike.filter(({ target }) => relationKey(target) === relationKey(change.relation));
  const writes = own.length > 0 ? own : alike; // a partition's change is told of the table that it is a part of
  const columns = [...new Set(writes.flatMap(({ assigned }) => assigned.map(({ column }) => column)))];
  const named = new Set(columns);
  const held = writes.flatMap(({ target }) => governance.get(relationKey(target))?.columns ?? []);
  const touched = held.filter(({ column }) => change.verb === "delete" || named.has(column.name));
  return { columns, classes: [...new Set(touched.flatMap((column) => (column.class === null ? [] : [column.class])))] };
}
