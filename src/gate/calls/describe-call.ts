// The parts of a ledger entry that say who called, with what, and what the statement touched.
// Each is made once for who or what it describes, which never changes, so that a call of a known plan by a known caller makes none.

import type { EntryDraft } from "../../core/ledger/entry/entry-draft.ts";
import type { Caller } from "../../core/model/caller.ts";
import type { Facts } from "../../core/model/facts.ts";
import type { Governance } from "../../core/model/governed-relation.ts";
import { formatRelation, relationKey } from "../../core/model/relation-name.ts";
import type { SchemaFacts } from "../../core/model/schema-change.ts";
import { changedColumns } from "../../core/policy/decide/changed-columns.ts";

type Described = Pick<EntryDraft, "caller" | "agent">;

const CALLERS = new WeakMap<Caller, Described>();
const STATEMENTS = new WeakMap<Facts, NonNullable<EntryDraft["statement"]>>();
const TOUCHED = new WeakMap<Facts, WeakMap<Governance, EntryDraft["touched"]>>();

export function describeCaller(caller: Caller): Described {
  return once(CALLERS, caller, nameCaller);
}

function nameCaller(caller: Caller): Described {
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
  return once(STATEMENTS, facts, ({ kind, fingerprint, normalisedText, parameters }) => ({
    kind,
    fingerprint,
    normalised: normalisedText,
    parameters,
  }));
}

const NOTHING: EntryDraft["touched"] = [];

/** What is read and written, under which treatments. A relation or column that does not exist for the caller is not named. */
export function describeTouched(facts: Facts | null, governance: Governance | null): EntryDraft["touched"] {
  if (facts === null || governance === null) return NOTHING;
  const byGovernance = once(TOUCHED, facts, () => new WeakMap<Governance, EntryDraft["touched"]>());
  return once(byGovernance, governance, () => listTouched(facts, governance));
}

function listTouched(facts: Facts, governance: Governance): EntryDraft["touched"] {
  if (facts.schema !== undefined) return describeChanged(facts.schema, governance);
  const targets = new Map(facts.writes.map(({ target }) => [relationKey(target), target]));
  const written = [...targets].flatMap(([key, target]): EntryDraft["touched"] => {
    const governed = governance.get(key);
    if (governed === undefined) return [];
    const steps = facts.writes.filter((write) => relationKey(write.target) === key);
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
  return [...listReads(facts, governance), ...written];
}

/** What a change of the schema is about. A table that it makes is named by whoever asks. */
function describeChanged(change: SchemaFacts, governance: Governance): EntryDraft["touched"] {
  return change.targets.flatMap((name) => {
    const governed = governance.get(relationKey(name));
    if (governed === undefined) return [];
    const columns = changedColumns(change, name, governance);
    return [
      {
        relation: formatRelation(name),
        access: "write" as const,
        columns: columns.map(({ column }) => column.name),
        classes: [...new Set(columns.flatMap((column) => (column.class === null ? [] : [column.class])))],
        treatments: {},
        rowFilter: governed.rowFilter !== null,
      },
    ];
  });
}

function listReads(facts: Facts, governance: Governance): EntryDraft["touched"] {
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

function once<Key extends object, Value>(made: WeakMap<Key, Value>, key: Key, make: (key: Key) => Value): Value {
  const known = made.get(key);
  if (known !== undefined) return known;
  const value = make(key);
  made.set(key, value);
  return value;
}
