// Texts of writes whose removal is noticed: what they are held against, that they run once, what is granted.

import type { CutDefence } from "./cut-defence.ts";

const DRIFT = "test/writes/drift.test.ts";
const AS_PREVIEWED = "gate/writing/compare-with-request.ts";

export const WRITING_CUTS: readonly CutDefence[] = [
  {
    guarantee: "G-WRITE-STALE",
    name: "the rows and values that a write was approved for, and what a try of it does",
    cuts: [
      [AS_PREVIEWED, "if (!isAsPreviewed(transaction.preview, { request, planned })) return ROWS;", ""],
      [AS_PREVIEWED, "return isObserved(found, observed, context.gatehouse.primitives) ? null : ROWS;", "return null;"],
      [
        "gate/writing/execute-request.ts",
        "is: (found) => observed !== undefined && isObserved(found, observed, gatehouse.primitives),",
        "is: () => true,",
      ],
    ],
    test: "test/writes/sqlite-drift.test.ts",
  },
  {
    guarantee: "G-WRITE-STALE",
    name: "the schema that a write was approved for",
    cuts: [
      ["gate/writing/execute-request.ts", "if (schemaOf(scope) !== request.effect.catalogueVersion)", "if (false)"],
    ],
    test: "test/writes/effects.test.ts",
  },
  {
    guarantee: "G-WRITE-STALE",
    name: "the policies that a write was approved under",
    cuts: [
      ["gate/approvals/claim-approval.ts", "filed.request.policyDigest !== policy.bindingDigest", "false"],
      ["gate/approvals/decide-approval.ts", "seen.filed.request.policyDigest !== policy.bindingDigest", "false"],
    ],
    test: DRIFT,
    titled: "under other policies",
  },
  {
    guarantee: "G-WRITE-STALE",
    name: "the database that a write was approved for",
    cuts: [["gate/writing/execute-request.ts", "if (system !== request.target.system)", "if (false)"]],
    test: "test/writes/sqlite-drift.test.ts",
  },
  {
    guarantee: "G-WRITE-ONCE",
    name: "the version that a step is taken from",
    cuts: [
      [
        "adapters/sqlite-state/approvals/approval-store.ts",
        "approvals = approvals + ? WHERE id = ? AND version = ?",
        "approvals = approvals + ? WHERE id = ? AND version >= 0 * ?",
      ],
    ],
    test: "test/contracts/sqlite-state.test.ts",
    titled: "of those who move a request as they saw it, one does",
  },
  {
    guarantee: "G-WRITE-ONCE",
    name: "the question to the database what became of a write",
    cuts: [
      [
        "gate/writing/settle-commit.ts",
        "eventOf(await askStatus(seen, gatehouse))",
        `({ kind: "rolled-back", why: "not asked" })`,
      ],
    ],
    test: "test/writes/lapsed.test.ts",
  },
  {
    guarantee: "G-WRITE-ANSWERED-ONCE",
    name: "the outcome of a write whose answer was lost",
    cuts: [["gate/writing/answer-again.ts", "if (first !== null) {", "if (false) {"]],
    test: "test/http/lost-answers.test.ts",
    titled: "is another's, in another role or of another text",
  },
  {
    guarantee: "G-WRITE-EXACTLY-ONCE",
    name: "that a cancelled call takes no further step",
    cuts: [["gate/ports/begin-write.ts", "try {\n      if (this.#interrupted) throw cancelled();", "try {"]],
    test: "src/gate/ports/begin-write.test.ts",
  },
  {
    guarantee: "G-WRITE-EXACTLY-ONCE",
    name: "that a transaction is rolled back once, by whoever ends it first",
    cuts: [["gate/ports/begin-write.ts", "this.#ended ??= this.#hold.release(", "this.#ended = this.#hold.release("]],
    test: "src/gate/ports/begin-write.test.ts",
  },
  {
    guarantee: "G-WRITE-GOVERNED",
    name: "the grant that a foreign key of a partition or a child wants",
    cuts: [
      [
        "core/policy/govern/relation-family.ts",
        "return alone ? [relation] : [relation, ...descendantsOf(relation, catalogue)];",
        "return [relation];",
      ],
    ],
    test: "test/writes/inherited-tables.test.ts",
  },
  {
    guarantee: "G-WRITE-GOVERNED",
    name: "the grant that a foreign key wants",
    cuts: [["core/policy/decide/decide-write.ts", "if (!granted || child === undefined) {", "if (false) {"]],
    test: "test/writes/inherited-tables.test.ts",
  },
  {
    guarantee: "G-WRITE-GOVERNED",
    name: "the grant that a verb wants",
    cuts: [["core/policy/decide/decide-write.ts", "if (granted) return null;", "return null;"]],
    test: "test/writes/inherited-tables.test.ts",
  },
  {
    guarantee: "G-WRITE-ORDINARY-PASSES",
    name: "that columns which the database compares are no question where all of them are seen",
    cuts: [
      [
        "core/policy/decide/refuse-joined.ts",
        "stored.every((name) => changed.includes(name) || clear.has(name))",
        "false",
      ],
    ],
    test: "test/lineage/joined-columns.test.ts",
  },
];
