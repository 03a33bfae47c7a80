// The tools `query` and `describe-schema`: what a caller reads, and what it may know of a schema.
// Begin with reading/run-statement.ts.

export { type DescribedForWire, describeForWire } from "./reading/describe-for-wire.ts";
export { describeSchema } from "./reading/describe-schema.ts";
export { type Explanation, explainStatement } from "./reading/explain-statement.ts";
export { outcomeOf } from "./reading/outcome-of.ts";
export { runForWire, type WireResult } from "./reading/run-for-wire.ts";
export { runQuery } from "./reading/run-query.ts";
