// What each role gets of each database, computed once for a policy and a catalogue and then looked up.
// INVARIANT: an answer is for exactly the policy and the catalogue that were asked about; a stale one is never returned.

import type { Caller } from "../core/model/caller.ts";
import type { Catalogue } from "../core/model/catalogue.ts";
import type { Governance } from "../core/model/governed-relation.ts";
import { type Classified, classifyCatalogue } from "../core/policy/classify-catalogue.ts";
import { governRelations } from "../core/policy/govern-relations.ts";
import type { Policy, Role } from "../core/policy/policy.ts";
import type { Dialect } from "../core/sql/dialect.ts";

export interface GovernanceQuestion {
  readonly policy: Policy;
  readonly role: Role;
  readonly caller: Pick<Caller, "principal">;
  readonly database: string;
  readonly catalogue: Catalogue;
  readonly dialect: Dialect;
}

interface DatabaseState {
  readonly policyDigest: string;
  readonly catalogueVersion: string;
  readonly classified: Classified;
  /** By role and principal. */
  readonly governances: Map<string, Governance>;
}

export class GovernanceCache {
  readonly #states = new Map<string, DatabaseState>();

  governanceFor(question: GovernanceQuestion): Governance {
    const { policy, role, caller, database, catalogue } = question;
    const state = this.#stateFor(question);
    const key = JSON.stringify([role.name, caller.principal]);
    const known = state.governances.get(key);
    if (known !== undefined) return known;
    const governance = governRelations(policy, {
      caller,
      role,
      database,
      classified: state.classified,
      catalogue,
    });
    state.governances.set(key, governance);
    return governance;
  }

  #stateFor({ policy, database, catalogue, dialect }: GovernanceQuestion): DatabaseState {
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
