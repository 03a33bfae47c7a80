// Who may see and change what, against who did: for each identity and role, by table, column, class and treatment. Pure, and the same for
// the same policies, schemas and entries, so that its digest can be signed and checked again.

import type { Canonical } from "../ledger/entry/canonical-json.ts";
import type { Governance, GovernedRelation } from "../model/governed-relation.ts";
import { formatRelation } from "../model/relation-name.ts";
import type { GrantedColumns } from "../model/write-grant.ts";
import type { Identity, Policy, Role } from "../policy/policy.ts";
import { type AccessUsage, tableKey } from "./access-usage.ts";
import type { BreakGlass } from "./break-glass.ts";

/** What one identity gets of one database in one role. */
export interface Granted {
  readonly identity: Identity;
  readonly role: string;
  readonly database: string;
  readonly governance: Governance;
}

export interface ReviewSources {
  readonly policy: Policy;
  readonly granted: readonly Granted[];
  /** In the period, and in one as long before it. */
  readonly usage: AccessUsage;
  readonly before: AccessUsage;
  readonly openings: readonly BreakGlass[];
  readonly from: string;
  readonly to: string;
}

export interface TableGrant {
  readonly identity: string;
  readonly role: string;
  readonly database: string;
  readonly relation: string;
  /** By treatment: `token` -> `email (email)`. Classes stand behind the column. */
  readonly columns: Readonly<Record<string, readonly string[]>>;
  readonly someRows: boolean;
  /** In words; empty when nothing may be changed. */
  readonly changes: string;
  readonly reads: number;
  readonly writes: number;
  readonly columnsUsed: number;
}

export interface AccessReview {
  readonly from: string;
  readonly to: string;
  readonly policy: string;
  readonly identities: readonly {
    readonly identity: string;
    readonly kind: string;
    readonly owner: string;
    readonly role: string;
    readonly calls: number;
    readonly denied: number;
    readonly last: string;
    readonly also: string;
  }[];
  readonly grants: readonly TableGrant[];
  /** Reached in the period, and not in the one before. */
  readonly newlyReached: readonly { readonly identity: string; readonly role: string; readonly table: string }[];
  /** Called in the period, in a role that the policies do not give them. */
  readonly withdrawn: readonly { readonly identity: string; readonly role: string; readonly calls: number }[];
  readonly exclusions: readonly { readonly roles: string; readonly breach: string }[];
  /** What was opened in an emergency in the period, and who looked at it since. */
  readonly openings: readonly BreakGlass[];
}

export function reviewAccess(sources: ReviewSources): AccessReview {
  const { policy, granted, usage, before, openings, from, to } = sources;
  const identities = [...policy.identities.values()].flatMap((identity) =>
    identity.roles.map((role) => {
      const used = usage.of(identity.name, role);
      const held = policy.roles.get(role);
      return {
        identity: identity.name,
        kind: identity.kind,
        owner: identity.owner ?? "",
        role,
        calls: used?.calls ?? 0,
        denied: used?.denied ?? 0,
        last: used?.last ?? "",
        also: held === undefined ? "" : describeOthers(held),
      };
    }),
  );
  const grants = granted.flatMap((grant) =>
    [...grant.governance.values()].map((relation) => describeGrant(relation, { grant, usage })),
  );
  const newlyReached = usage
    .all()
    .flatMap(({ identity, role, tables }) =>
      [...tables.entries()]
        .filter(([place]) => before.of(identity, role)?.tables.has(place) !== true)
        .map(([, { database, relation }]) => ({ identity, role, table: `${database} ${relation}` })),
    );
  const withdrawn = usage
    .all()
    .filter(({ identity, role }) => policy.identities.get(identity)?.roles.includes(role) !== true)
    .map(({ identity, role, calls }) => ({ identity, role, calls }));
  return {
    from,
    to,
    policy: policy.digest,
    identities,
    grants,
    newlyReached,
    withdrawn,
    exclusions: checkExclusions(policy),
    openings: openings.filter(({ time }) => time >= from && time < to),
  };
}

/** What a role may do besides rows. */
function describeOthers({
  reads,
  explain,
  reviewDays,
  readsLedger,
  auditsLedger,
  mayLock,
  breakGlass,
  approves,
}: Role): string {
  return [
    ...(reads === "schema" ? ["sees the schema"] : []),
    ...(explain ? ["sees how statements are carried out"] : []),
    ...(readsLedger ? [auditsLedger ? "audits the ledger" : "reads the ledger"] : []),
    ...(mayLock ? ["locks"] : []),
    ...(breakGlass === null ? [] : [`opens columns by break-glass for up to ${breakGlass.minutes} minutes`]),
    ...(reviewDays === null ? [] : [`locked ${reviewDays} days after a review`]),
    ...approves.map((what) => `approves ${what}`),
  ].join(", ");
}

function describeGrant(
  governed: GovernedRelation,
  { grant, usage }: { grant: Granted; usage: AccessUsage },
): TableGrant {
  const { identity, role, database } = grant;
  const relation = formatRelation(governed.relation);
  const used = usage.of(identity.name, role)?.tables.get(tableKey(database, relation));
  const columns: Record<string, string[]> = {};
  for (const { column, class: dataClass, treatment } of governed.columns) {
    const list = columns[treatment.kind] ?? [];
    list.push(dataClass === null ? column.name : `${column.name} (${dataClass})`);
    columns[treatment.kind] = list;
  }
  const { insert = null, update = null, delete: deletes = false } = governed.writes ?? {};
  const changes = [
    ...(insert === null ? [] : [`insert ${describeColumns(insert)}`]),
    ...(update === null ? [] : [`update ${describeColumns(update)}`]),
    ...(deletes ? ["delete"] : []),
    ...[...(governed.changes?.verbs ?? [])].map((verb) => `ask to ${verb} the table`),
  ];
  return {
    identity: identity.name,
    role,
    database,
    relation,
    columns,
    someRows: governed.rowFilter !== null,
    changes: changes.join("; "),
    reads: used?.reads ?? 0,
    writes: used?.writes ?? 0,
    columnsUsed: used?.columns.size ?? 0,
  };
}

function describeColumns(granted: Exclude<GrantedColumns, null>): string {
  return granted === "all" ? "all columns" : [...granted].join(", ");
}

/** Declared exclusions, and whether a person and the agents that act for them hold both sides between them. */
function checkExclusions({ roles, identities }: Policy): AccessReview["exclusions"] {
  const people = new Map<string, Identity[]>();
  for (const identity of identities.values()) {
    const person = identity.owner ?? identity.name;
    people.set(person, [...(people.get(person) ?? []), identity]);
  }
  return [...roles.values()].flatMap(({ name, excludes }) =>
    excludes.map((other) => {
      const both = [...people].filter(([, held]) => {
        const all = held.flatMap((identity) => identity.roles);
        return all.includes(name) && all.includes(other);
      });
      return { roles: `${name} and ${other}`, breach: both.map(([person]) => person).join(", ") };
    }),
  );
}

/** What is signed: the review without what differs from one making of it to the next. */
export function reviewContent({ grants, identities, openings, ...rest }: AccessReview): Canonical {
  return {
    ...rest,
    identities: identities.map((identity) => ({ ...identity })),
    openings: openings.map((opening) => ({
      ...opening,
      ended: opening.ended === null ? null : { ...opening.ended },
      review: opening.review === null ? null : { ...opening.review },
    })),
    grants: grants.map((grant) => ({ ...grant, columns: { ...grant.columns } })),
  };
}
