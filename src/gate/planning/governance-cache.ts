// What each role gets of each database, computed once for a policy and a catalogue and then looked up.
// INVARIANT: an answer is for exactly the policy and the catalogue that were asked about; a stale one is never returned.

import type { Caller } from "../../core/model/caller.ts";
import type { Catalogue } from "../../core/model/catalogue.ts";
import type { Governance } from "../../core/model/governed-relation.ts";
import type { ColumnName } from "../../core/model/relation-name.ts";
import { type Classified, classifyCatalogue } from "../../core/policy/govern/classify-catalogue.ts";
import { filterPlace } from "../../core/policy/govern/filter-place.ts";
import { governRelations } from "../../core/policy/govern/govern-relations.ts";
import { widenGovernance } from "../../core/policy/govern/widen-governance.ts";
import type { Policy, Role } from "../../core/policy/policy.ts";
import type { Dialect } from "../../core/sql/dialect.ts";
import type { Database } from "../ports/database.ts";
import type { FilterMeanings } from "../ports/filter-meanings.ts";

export interface GovernanceQuestion {
  readonly policy: Policy;
  readonly role: Role;
  readonly caller: Pick<Caller, "principal">;
  readonly database: string;
  readonly catalogue: Catalogue;
  readonly dialect: Dialect;
  /** Of the other databases where the caller may change rows (other-catalogues.ts). */
  readonly elsewhere?: ReadonlyMap<string, Pick<GovernanceQuestion, "catalogue" | "dialect">>;
}

interface DatabaseState {
  readonly policyDigest: string;
  readonly catalogueVersion: string;
  readonly classified: Classified;
  /** By role and principal. */
  readonly governances: Map<string, Governance>;
}

/** Names of the databases that are open for writing. */
export function writableOf(databases: ReadonlyMap<string, Pick<Database, "name" | "writable">>): ReadonlySet<string> {
  return new Set([...databases.values()].flatMap(({ name, writable }) => (writable ? [name] : [])));
}

export class GovernanceCache {
  readonly #writable: ReadonlySet<string> | null;
  readonly #states = new Map<string, DatabaseState>();
  readonly #meanings: FilterMeanings;
  readonly #widened = new WeakMap<Governance, Map<string, Governance>>();

  /** `writable`: the databases that are open for writing; null when any may be. */
  constructor(writable: ReadonlySet<string> | null = null, meanings: FilterMeanings = { isAsKept: () => false }) {
    this.#writable = writable;
    this.#meanings = meanings;
  }

  governanceFor(question: GovernanceQuestion): Governance {
    const { policy, role, caller, database, catalogue } = question;
    const state = this.#stateFor(question);
    const elsewhere = [...(question.elsewhere ?? [])];
    const versions = elsewhere.map(([name, other]) => [name, other.catalogue.version]);
    const key = JSON.stringify([role.name, caller.principal, versions]);
    const known = state.governances.get(key);
    if (known !== undefined) return known;
    const governed = governRelations(policy, {
      caller,
      role,
      database,
      classified: state.classified,
      catalogue,
      elsewhere: new Map(
        elsewhere.map(([name, other]) => [name, this.#stateFor({ policy, database: name, ...other }).classified]),
      ),
      writable: this.#writable,
    });
    const governance = this.#closeUnsound(governed, question);
    state.governances.set(key, governance);
    return governance;
  }

  /**
   * The same with these columns in the clear: one value for one governance and one list of columns, so that plans are cached under it.
   * INVARIANT: it is another value than the governance it widens, and only who holds a grant in force asks for it.
   */
  widened(governance: Governance, columns: readonly ColumnName[]): Governance {
    const known = this.#widened.get(governance) ?? new Map<string, Governance>();
    this.#widened.set(governance, known);
    const key = JSON.stringify(columns.map(({ relation, column }) => [relation.schema, relation.name, column]));
    const wide = known.get(key) ?? widenGovernance(governance, columns);
    known.set(key, wide);
    return wide;
  }

  /**
   * Without the relations whose row filter cannot be used, or means another thing on this catalogue than it did at first:
   * a column that was added in a table that it reads has taken the place of another. The filter has to say which one it is.
   */
  #closeUnsound(governance: Governance, { role, database, catalogue, dialect }: GovernanceQuestion): Governance {
    return new Map(
      [...governance].filter(([key, { relation, rowFilter }]) => {
        const found = rowFilter === null ? null : catalogue.relations.get(key);
        if (rowFilter === null || found === undefined || found === null) return rowFilter === null;
        const meaning = dialect.meaningOf(rowFilter, { relation: found, catalogue });
        if (meaning.kind === "refusal") return false;
        // without a sub-select there is nothing in it that could take another's place
        if (meaning.reads.length === 0) return true;
        const place = filterPlace({ role: role.name, database, relation, filter: rowFilter });
        return this.#meanings.isAsKept(place, meaning.text);
      }),
    );
  }

  #stateFor({
    policy,
    database,
    catalogue,
    dialect,
  }: Pick<GovernanceQuestion, "policy" | "database" | "catalogue" | "dialect">): DatabaseState {
    const known = this.#states.get(database);
    if (known?.policyDigest === policy.digest && known.catalogueVersion === catalogue.version) return known;
    const state: DatabaseState = {
      policyDigest: policy.digest,
      catalogueVersion: catalogue.version,
      classified: classifyCatalogue(policy.data.get(database), { catalogue, dialect }),
      governances: new Map(),
    };
    this.#states.set(database, state);
    return state;
  }
}
