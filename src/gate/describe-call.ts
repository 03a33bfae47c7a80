// The parts of a ledger entry that say who called, with what, and what the statement touched.

import type { EntryDraft } from "../core/ledger/entry.ts";
import type { Caller } from "../core/model/caller.ts";
import type { Facts } from "../core/model/facts.ts";
import type { Governance } from "../core/model/governed-relation.ts";
import { formatRelation, relationKey } from "../core/model/relation-name.ts";

export function describeCaller(caller: Caller): Pick<EntryDraft, "caller" | "agent"> {
  return {
    caller: { principal: caller.principal, role: caller.role, method: caller.method, owner: caller.owner },
    agent: {
      client: caller.client?.name ?? null,
      version: caller.client?.version ?? null,
      session: caller.session,
      model: null,
    },
  };
}

export function describeStatement(facts: Facts | null): EntryDraft["statement"] {
  if (facts === null) return null;
  return {
    kind: facts.kind,
    fingerprint: facts.fingerprint,
    normalised: facts.normalisedText,
    parameters: facts.parameters,
  };
}

/** The same with what is written. */
export function describeTouched(facts: Facts | null, governance: Governance | null): EntryDraft["touched"] {
  const reads = describeReads(facts, governance);
  const targets = new Map((facts?.writes ?? []).map(({ target }) => [relationKey(target), target]));
  const written = [...targets].flatMap(([key, target]): EntryDraft["touched"] => {
    const governed = governance?.get(key);
    if (governed === undefined) return [];
    const steps = facts?.writes.filter((write) => relationKey(write.target) === key) ?? [];
    const assigned = new Set(steps.flatMap((write) => write.assigned.map(({ column }) => column)));
    const columns = governed.columns.filter(({ column }) => assigned.has(column.name));
    return [
      {
        relation: formatRelation(target),
        access: "write" as const,
        columns: columns.map(({ column }) => column.name),
        classes: [...new Set(columns.flatMap((column) => (column.class === null ? [] : [column.class])))],
        treatments: {},
        rowFilter: governed.rowFilter !== null,
      },
    ];
  });
  return [...reads, ...written];
}

/** What was read, under which treatments. A relation or column that does not exist for the caller is not named. */
function describeReads(facts: Facts | null, governance: Governance | null): EntryDraft["touched"] {
  if (facts === null || governance === null) return [];
  return facts.reads.flatMap((read) => {
    const governed = governance.get(relationKey(read.relation));
    if (governed === undefined) return [];
    const named = new Set(read.columns);
    const columns = governed.columns.filter(({ column }) => named.has(column.name));
    return [
      {
        relation: formatRelation(read.relation),
        access: "read" as const,
        columns: columns.map(({ column }) => column.name),
        classes: [...new Set(columns.flatMap((column) => (column.class === null ? [] : [column.class])))],
        treatments: Object.fromEntries(
          columns
            .filter(({ treatment }) => treatment.kind !== "clear")
            .map(({ column, treatment }) => [column.name, treatment.kind]),
        ),
        rowFilter: governed.rowFilter !== null,
      },
    ];
  });
}
