// Policies as they are in force: validated, resolved, immutable. Made by `loadPolicy` alone.

import type { EnrolledKey } from "../approvals/ssh/keyring.ts";
import type { DataClass, Level } from "../model/data-class.ts";
import type { Limits } from "../model/decision.ts";
import type { RelationKey } from "../model/relation-name.ts";
import type { SchemaGrant } from "../model/schema-change.ts";
import type { Treatment } from "../model/treatment.ts";
import type { WriteGrant } from "../model/write-grant.ts";
import type { RiskPolicy } from "./risk/risk-policy.ts";

export interface Policy {
  /** SHA-256 over the canonical JSON of everything below; hexadecimal. Named by every ledger entry. */
  readonly digest: string;
  /** The same but for the keys of identities: what a request for approval is bound to. */
  readonly bindingDigest: string;
  readonly identities: ReadonlyMap<string, Identity>;
  readonly roles: ReadonlyMap<string, Role>;
  /** By database name, as in gatehouse.yaml. A database without a data policy shows nothing to roles that see masks. */
  readonly data: ReadonlyMap<string, DataPolicy>;
  readonly risk: RiskPolicy;
}

export interface Identity {
  readonly name: string;
  readonly kind: "human" | "service" | "agent";
  /** Who answers for an agent or service. */
  readonly owner: string | null;
  /** Roles that the identity may take; the first is the one it has unless it asks for another. */
  readonly roles: readonly string[];
  readonly attributes: Readonly<Record<string, string>>;
  /** By which it decides on requests. */
  readonly keys: readonly EnrolledKey[];
  /** Tokens of identity providers that are this identity's. */
  readonly knownBy: readonly TokenRule[];
}

/** What an access token has to say to be an identity's. Subject or client is never null in both. */
export interface TokenRule {
  readonly issuer: string;
  /** Null: whoever; for an agent's client, the client itself and the person who answers for it. */
  readonly subject: string | null;
  /** Null: by whatever client that is nobody else's. */
  readonly client: string | null;
  /** Values that claims have to have, or to hold. */
  readonly claims: ReadonlyMap<string, string>;
  /** One of the identity's; null: its first. */
  readonly role: string | null;
}

/** Whose requests a role's people decide on. */
export type Approves = "own-datasets" | "all-datasets" | "access" | "erasures";

/** `none`: nothing. `schema`: describe-schema only. `masked`: rows, treated. */
export type ReadGrant = "none" | "schema" | "masked";

export interface Role {
  readonly name: string;
  readonly description: string;
  readonly reads: ReadGrant;
  /** Relations that the caller owns are read in the clear. */
  readonly ownDatasetsInTheClear: boolean;
  /** What the role gets of a class; a class that is not named gets what its level gets. */
  readonly classes: ReadonlyMap<DataClass, Treatment>;
  readonly levels: Readonly<Record<Level, Treatment>>;
  /** What it gets of a column that no policy classifies, in a relation that one lists. */
  readonly unclassified: Treatment;
  /** Row filters by database, then relation: administrator SQL. */
  readonly rowFilters: ReadonlyMap<string, ReadonlyMap<RelationKey, string>>;
  /** What it may change, by database, then relation. */
  readonly writes: ReadonlyMap<string, ReadonlyMap<RelationKey, WriteGrant>>;
  /** Relations that the caller owns may be changed in every way. */
  readonly writesOwnDatasets: boolean;
  /** Changes of the schema that it may ask for, by database. */
  readonly schemaChanges: ReadonlyMap<string, SchemaChanges>;
  /** User functions that the role may call, as `schema.name`. */
  readonly functions: ReadonlySet<string>;
  readonly limits: Limits;
  /** It may see how PostgreSQL would carry a SELECT out. */
  readonly explain: boolean;
  /** It may read pg_catalog and information_schema, which then show what it sees. */
  readonly catalogue: boolean;
  readonly approves: readonly Approves[];
  /** The longest that it may ask to read columns in the clear; 0 when it may not ask. */
  readonly accessMinutes: number;
  /** Roles that it may ask to act in for a time. */
  readonly accessRoles: readonly string[];
  /** Over HTTP it is taken with a token that is bound to a key alone (RFC 9449). */
  readonly wantsBoundToken: boolean;
  /** Roles that no identity may hold together with this one. */
  readonly excludes: readonly string[];
  /** Days that a signed review of access holds; null when the role needs none. */
  readonly reviewDays: number | null;
  readonly readsLedger: boolean;
  /** Reads it, verifies it and signs off reviews. */
  readonly auditsLedger: boolean;
  /** Sets and lifts locks. */
  readonly mayLock: boolean;
  /** How its people open columns to a caller without a second person; null when they may not. */
  readonly breakGlass: BreakGlassRule | null;
}

export interface BreakGlassRule {
  readonly minutes: number;
  /** Until somebody else has to have signed it off. */
  readonly reviewWithinSeconds: number;
  /** An overdue sign-off locks who opened it. */
  readonly locksOverdue: boolean;
  /** Also for oneself and for whom one answers for. */
  readonly own: boolean;
  readonly assurance: 1 | 2 | 3;
}

export interface SchemaChanges {
  /** Schemas in which it may ask for new tables. */
  readonly createIn: ReadonlySet<string>;
  readonly tables: ReadonlyMap<RelationKey, SchemaGrant["verbs"]>;
}

export interface DataPolicy {
  readonly database: string;
  /** Extensions whose names callers may use. */
  readonly extensions: readonly string[];
  /** Types of its own that callers may name, as `schema.name`. */
  readonly types: readonly string[];
  readonly relations: ReadonlyMap<RelationKey, RelationPolicy>;
}

export interface RelationPolicy {
  /** Principals who own the dataset. */
  readonly owners: readonly string[];
  /** Level of columns that name none of their own; null when the policy does not say. */
  readonly level: Level | null;
  readonly critical: boolean;
  readonly columns: ReadonlyMap<string, ColumnPolicy>;
}

export interface ColumnPolicy {
  readonly class: DataClass | null;
  readonly level: Level;
}
