// The tests beside the policies (*_test.yaml): each statement is explained as its caller, and what came of it held against what is expected.
// Nothing is run.

import { readPolicyTests } from "../../../adapters/files/read-policy-files.ts";
import { uuidIds } from "../../../adapters/system/system-clock.ts";
import { Failure } from "../../../core/model/failure.ts";
import { checkExpectation } from "../../../core/policy/check/check-expectation.ts";
import type { PolicyProblem } from "../../../core/policy/load/policy-problem.ts";
import { readDocument } from "../../../core/policy/load/read-document.ts";
import { type PolicyTest, testsSchema } from "../../../core/policy/schema/tests-schema.ts";
import type { Planning } from "../../../gate/planning.ts";
import { explainStatement, outcomeOf } from "../../../gate/reading.ts";
import { authenticateConfigured } from "../../wiring/authenticate.ts";

export interface TestResult {
  readonly file: string;
  /** Of the test's beginning. */
  readonly line: number;
  readonly name: string;
  /** What is otherwise than expected; empty when it passed. */
  readonly failures: readonly string[];
  /** Why it could not be run; null when it could. */
  readonly error: string | null;
  readonly seconds: number;
}

/** `problems` are those of the files themselves. */
export async function runPolicyTests(
  folder: string,
  planning: Planning,
): Promise<{ results: readonly TestResult[]; problems: readonly PolicyProblem[] }> {
  const results: TestResult[] = [];
  const problems: PolicyProblem[] = [];
  for (const file of await readPolicyTests(folder)) {
    const document = readDocument(file, testsSchema);
    problems.push(...document.problems);
    for (const [place, test] of (document.value?.tests ?? []).entries()) {
      const { line } = document.problemAt(["tests", place], { message: "", remedy: "" });
      const begun = performance.now();
      const found = await runTest(test, planning);
      results.push({ file: file.path, line, name: test.name, ...found, seconds: (performance.now() - begun) / 1_000 });
    }
  }
  return { results, problems };
}

async function runTest(test: PolicyTest, planning: Planning): Promise<Pick<TestResult, "failures" | "error">> {
  try {
    const claim = { principal: test.as, role: test.role ?? null, session: uuidIds.next() };
    const caller = authenticateConfigured(claim, planning.policy());
    const request = { database: test.database ?? null, sql: test.statement };
    const explanation = await explainStatement(request, { caller, gatehouse: planning });
    const missed = checkExpectation(test.expect, outcomeOf(explanation));
    const why = explanation.kind === "refused" && missed.length > 0 ? [explanation.refusal.message] : [];
    return { failures: [...missed, ...why], error: null };
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return { failures: [], error: error.message };
  }
}
