// The results of a check as JUnit XML, which CI systems show: a suite of the policies' problems, and one for each file of tests.

import type { PolicyProblem } from "../../../core/policy/load/policy-problem.ts";
import type { TestResult } from "./run-policy-tests.ts";

interface Case {
  readonly name: string;
  readonly file: string;
  readonly line: number;
  readonly seconds: number;
  readonly failures: readonly string[];
  readonly error: string | null;
}

export function junitReport({
  problems,
  results,
}: {
  problems: readonly PolicyProblem[];
  results: readonly TestResult[];
}): string {
  const errors = problems.filter(({ severity }) => severity === "error");
  const policies = {
    name: "policies",
    cases:
      errors.length === 0
        ? [{ name: "hold together", file: "policies", line: 1, seconds: 0, failures: [], error: null }]
        : errors.map(({ file, line, message, remedy }) => ({
            name: message,
            file,
            line,
            seconds: 0,
            failures: [`${message} ${remedy}`],
            error: null,
          })),
  };
  const files = [...new Set(results.map(({ file }) => file))];
  const suites = [
    policies,
    ...files.map((file) => ({ name: file, cases: results.filter((each) => each.file === file) })),
  ];
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="gatehouse check"${countsOf(suites.flatMap(({ cases }) => cases))}>`,
    ...suites.flatMap(({ name, cases }) => [
      `  <testsuite name="${escaped(name)}"${countsOf(cases)}>`,
      ...cases.flatMap(caseOf),
      "  </testsuite>",
    ]),
    "</testsuites>",
    "",
  ].join("\n");
}

function countsOf(cases: readonly Case[]): string {
  const failed = cases.filter(({ failures }) => failures.length > 0).length;
  const errors = cases.filter(({ error }) => error !== null).length;
  const seconds = cases.reduce((sum, each) => sum + each.seconds, 0);
  return ` tests="${cases.length}" failures="${failed}" errors="${errors}" time="${seconds.toFixed(3)}"`;
}

function caseOf({ name, file, line, seconds, failures, error }: Case): readonly string[] {
  const open = `    <testcase name="${escaped(name)}" classname="${escaped(file)}" file="${escaped(file)}" line="${line}" time="${seconds.toFixed(3)}"`;
  const said = error ?? failures.join("\n");
  if (said === "") return [`${open}/>`];
  const kind = error === null ? "failure" : "error";
  return [
    `${open}>`,
    `      <${kind} message="${escaped(said.split("\n")[0] ?? "")}">${escaped(said)}</${kind}>`,
    "    </testcase>",
  ];
}

/** XML 1.0 has no place for most control characters, escaped or not. */
function escaped(text: string): string {
  return text
    .replaceAll(/[^\P{Cc}\n\t]/gu, "\uFFFD")
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}
