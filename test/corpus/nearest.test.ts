// Beside each refusal stands the nearest statement of ordinary SQL, which passes: no code is a way to refuse what people write. A code that
// comes of no statement says what it comes of, so that a new one has to be decided about.

import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { JsonValue } from "../../src/core/model/json-value.ts";
import { REFUSAL_CODES, type RefusalCode } from "../../src/core/model/refusal.ts";
import { codeOf } from "../support/answers.ts";
import { type EngineName, type GovernedShop, openGovernedShop } from "../support/corpus-shop.ts";
import { openWritingShop, type WritingShop } from "../support/writing-shop.ts";

interface Pair {
  readonly code: RefusalCode;
  readonly refused: string;
  readonly given?: readonly JsonValue[];
  readonly passes: string;
  readonly parameters?: readonly JsonValue[];
  readonly engine?: EngineName;
}

const pairsOf = (name: string): readonly Pair[] => JSON.parse(readFileSync(`cases/nearest/${name}.json`, "utf8"));
const [reads, writes] = [pairsOf("reads"), pairsOf("writes")];
const of = (pairs: readonly Pair[], engine: EngineName) =>
  pairs.filter((pair) => (pair.engine ?? engine) === engine).map((pair) => ({ ...pair }));

/** A text of so many bytes or levels, which no file of cases should hold. */
const MADE: readonly Pair[] = [
  {
    code: "statement-too-large",
    refused: `SELECT 1 WHERE 1 IN (${Array.from({ length: 100_000 }, (_, n) => n).join(",")})`,
    passes: `SELECT 1 WHERE 1 IN (${Array.from({ length: 5_000 }, (_, n) => n).join(",")})`,
  },
  {
    code: "statement-too-deep",
    refused: `SELECT ${"(".repeat(5_000)}1${")".repeat(5_000)}`,
    passes: `SELECT ${"(".repeat(50)}1${")".repeat(50)}`,
  },
];

/** What comes of no statement of ordinary SQL. */
const OTHERWISE: Readonly<Partial<Record<RefusalCode, string>>> = {
  "invalid-input": "arguments of a tool",
  "parameter-too-large": "the size of a message",
  "inexact-number": "a number in a message: test/server/lenient-clients",
  "unknown-database": "an argument of a tool",
  "unknown-tool": "a message",
  "credential-ended": "a token: test/http/ended-credential",
  "too-many-calls": "calls of one caller: test/http/serve-http",
  "effect-differs": "a trigger that does otherwise in the run than in its try",
  "change-refused": "a change of the schema that the database refuses: test/writes/schema-changes",
  "nothing-to-revert": "a revert",
  "revert-conflict": "a revert",
  "unsupported-syntax":
    "what the grammar has and Gatehouse does not know: PostgreSQL's own regression tests are measured in docs/ordinary-sql.md",
  "witness-disagrees": "an engine that opens other tables than were read",
  "role-reads-nothing": "a role",
  "role-reads-no-ledger": "a role",
  "unknown-identity": "the policies",
  locked: "a lock",
  "review-overdue": "a review",
  "time-limit": "the time that a statement takes",
  "resource-limit": "the memory that a statement takes",
  "schema-changed": "a migration",
  "database-privilege": "the database's role",
  "database-unavailable": "the connection",
  "database-busy": "other calls",
  cancelled: "the client",
  "access-not-possible": "a request for access",
  "access-not-needed": "a request for access",
  "access-too-long": "a request for access",
  "access-ended": "the end of access",
  "role-not-granted": "an argument of a tool",
  "break-glass-not-possible": "a break-glass",
  "erasure-not-possible": "an erasure",
  "ledger-unavailable": "the state folder",
  "policy-invalid": "the policies",
  "internal-error": "a defect",
};

/** Requests, and who decides on them. */
const OF_APPROVALS = /^(approval-|approver-|decision-|signature-|unknown-approval|too-many-pending|assurance-)/;

it("each code has a pair, or comes of no statement", () => {
  const paired = new Set([...reads, ...writes, ...MADE].map(({ code }) => code));
  const open = REFUSAL_CODES.filter(
    (code) => !paired.has(code) && OTHERWISE[code] === undefined && !OF_APPROVALS.test(code),
  );
  expect(open).toEqual([]);
});

describe.each(["postgres", "sqlite"] as const)("reads on %s", (engine) => {
  let shop: GovernedShop;
  beforeAll(async () => {
    shop = await openGovernedShop(engine);
  });
  afterAll(() => shop.close());

  it.each([...of(reads, engine), ...MADE])(
    "$code: %# is refused, and what is nearest passes [G-ORDINARY-SQL-PASSES]",
    async ({ code, refused, given, passes, parameters }) => {
      expect(codeOf(await shop.query(refused, given))).toBe(code);
      const answer = await shop.query(passes, parameters);
      expect(answer.kind === "refused" ? answer.refusal : null).toBeNull();
    },
  );
});

describe.each(["postgres", "sqlite"] as const)("writes on %s", (engine) => {
  let shop: WritingShop;
  beforeAll(async () => {
    shop = await openWritingShop(engine, { risk: "rules: []\n" });
  });
  afterAll(() => shop.close());

  it.each(of(writes, engine))(
    "$code: %# is refused, and what is nearest passes [G-WRITE-ORDINARY-PASSES]",
    async ({ code, refused, passes }) => {
      expect(codeOf(await shop.query(refused))).toBe(code);
      expect(codeOf(await shop.query(passes))).toBe("none");
    },
  );
});
