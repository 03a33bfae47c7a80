// From a statement to the plan of it: parsed, analysed, decided about and rewritten for one caller, on the catalogue at hand.
// Begin with planning/prepare-statement.ts; what is planned once and kept is planning/plan-statement.ts.

export { chooseDatabase } from "./planning/choose-database.ts";
export { GovernanceCache, writableOf } from "./planning/governance-cache.ts";
export {
  isUncovered,
  markResult,
  marksOf,
  type ResultColumn,
  type ResultMarks,
  scansOf,
} from "./planning/mark-columns.ts";
export { otherCatalogues } from "./planning/other-catalogues.ts";
export { PlanCache, type Planned, type PlannedChange } from "./planning/plan-statement.ts";
export { type AskedStatement, prepareStatements } from "./planning/plan-statements.ts";
export type { Planning } from "./planning/planning.ts";
export { governDatabase, type Prepared, prepareStatement } from "./planning/prepare-statement.ts";
