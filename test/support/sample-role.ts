// A role that reads everything in the clear and may do nothing else, for tests of what is the same whoever asks.

import type { Role } from "../../src/core/policy/policy.ts";

const CLEAR = { kind: "clear" } as const;

export function clearRole(limits: Role["limits"]): Role {
  return {
    name: "tester",
    description: "",
    reads: "masked",
    ownDatasetsInTheClear: false,
    classes: new Map(),
    levels: { public: CLEAR, internal: CLEAR, confidential: CLEAR, restricted: CLEAR },
    unclassified: CLEAR,
    schemaChanges: new Map(),
    functions: new Set(),
    limits,
    writes: new Map(),
    writesOwnDatasets: false,
    approves: [],
    mayLock: false,
    breakGlass: null,
    accessMinutes: 60,
    accessRoles: [],
    wantsBoundToken: false,
    excludes: [],
    rowFilters: new Map(),
    reviewDays: null,
    explain: false,
    catalogue: false,
    readsLedger: false,
    auditsLedger: false,
  };
}
