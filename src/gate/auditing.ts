// What auditors do: search and verify the ledger, and have erased what it keeps sealed aside.
// Begin with auditing/search-ledger.ts.

export { carryOutErasure, type ErasureDone } from "./auditing/carry-out-erasure.ts";
export { type ErasureInput, fileErasure } from "./auditing/request-erasure.ts";
export { searchForAuditor } from "./auditing/search-ledger.ts";
export { verifyForAuditor } from "./auditing/verify-for-auditor.ts";
