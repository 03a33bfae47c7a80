// `gatehouse check`: configuration and policies, both against the live schema, what the database role could do too much, and the tests that
// lie beside the policies. `--drift` asks one thing alone: what has come and gone since they were written.

import { writeFile } from "node:fs/promises";
import { Failure } from "../../../core/model/failure.ts";
import { checkApprovers } from "../../../core/policy/check/check-approvers.ts";
import { checkPolicyAgainst } from "../../../core/policy/check/check-policy.ts";
import { type Drift, findDrift } from "../../../core/policy/check/find-drift.ts";
import { formatProblem, type PolicyProblem } from "../../../core/policy/load/policy-problem.ts";
import { withNames } from "../../../core/sql/named-extensions.ts";
import { GovernanceCache, PlanCache, writableOf } from "../../../gate/planning.ts";
import type { Database } from "../../../gate/ports/database.ts";
import { filterMeanings } from "../../wiring/filter-meanings.ts";
import { openDatabases } from "../../wiring/open-databases.ts";
import { readProject, readProjectPolicy } from "../../wiring/project.ts";
import type { Io } from "../terminal/io.ts";
import { paint } from "../terminal/paint.ts";
import { junitReport } from "./junit-report.ts";
import { runPolicyTests, type TestResult } from "./run-policy-tests.ts";

export interface CheckOptions {
  readonly config: string;
  readonly json?: true;
  readonly drift?: true;
  readonly junit?: string;
}

interface Report {
  problems: PolicyProblem[];
  /** By database: what its role could do that it should not. */
  posture: { database: string; finding: string }[];
  /** Databases that could not be asked. */
  unreachable: { database: string; message: string }[];
  tests: readonly TestResult[];
  /** What has come and gone, by database; only with `--drift`. */
  drift?: ({ database: string } & Drift)[];
}

export async function check(options: CheckOptions, io: Io): Promise<number> {
  const report: Report = { problems: [], posture: [], unreachable: [], tests: [], ...(options.drift && { drift: [] }) };
  await gather(options, report);
  if (options.junit !== undefined)
    await writeJunit(options.junit, junitReport({ problems: report.problems, results: report.tests }));
  if (options.json === true) io.json(report, 2);
  else if (report.drift !== undefined && !hasErrors(report)) io.out(...driftForPeople(report.drift, report, io));
  else io.out(...forPeople(report, io));
  if (hasErrors(report) || (report.drift ?? []).length > 0) return 1;
  return report.unreachable.length > 0 || report.tests.some(({ error }) => error !== null) ? 2 : 0;
}

function hasErrors({ problems, tests }: Report): boolean {
  return problems.some(({ severity }) => severity === "error") || tests.some(({ failures }) => failures.length > 0);
}

async function gather({ config, drift }: CheckOptions, report: Report): Promise<void> {
  const project = await readProject(config);
  if (project.kind === "problems") {
    report.problems.push(...project.problems);
    return;
  }
  const loaded = await readProjectPolicy(project);
  if (loaded.kind === "problems") {
    report.problems.push(...loaded.problems);
    return;
  }
  const prefix = project.config.policies.replace(/\/$/, "");
  const place = (problem: PolicyProblem): PolicyProblem => ({ ...problem, file: `${prefix}/${problem.file}` });
  const governed = Object.entries(project.config.databases).filter(([, { writes }]) => writes === "governed");
  if (drift !== true)
    report.problems.push(...checkApprovers(loaded, new Set(governed.map(([name]) => name))).map(place));
  const { databases, dialect, close } = await openDatabases(project);
  const meanings = filterMeanings(project, { adds: false });
  const look = async (database: Database): Promise<void> => {
    const catalogue = withNames(await database.catalogue(), loaded.policy.data.get(database.name));
    const live = { catalogue, dialect: dialect(database.engine) };
    if (report.drift !== undefined) {
      const found = findDrift(loaded.policy.data.get(database.name), live);
      report.drift.push(...found.map((each) => ({ database: database.name, ...each })));
      return;
    }
    const found = checkPolicyAgainst(loaded, { database: database.name, ...live, isAsKept: meanings.isAsKept });
    report.problems.push(...found.map(place));
    report.posture.push(...(await database.posture()).map((finding) => ({ database: database.name, finding })));
  };
  try {
    for (const database of databases.values()) {
      try {
        await look(database);
      } catch (error) {
        report.unreachable.push({
          database: database.name,
          message: error instanceof Error ? error.message : String(error),
        });
      }
    }
    if (drift === true) return;
    const { policy } = loaded;
    const governance = new GovernanceCache(writableOf(databases), meanings);
    const planning = { databases, dialect, policy: () => policy, governance, plans: new PlanCache() };
    const { results, problems } = await runPolicyTests(project.policyFolder, planning);
    report.problems.push(...problems.map(place));
    report.tests = results.map((result) => ({ ...result, file: `${prefix}/${result.file}` }));
  } finally {
    await close();
  }
}

async function writeJunit(path: string, text: string): Promise<void> {
  try {
    await writeFile(path, text);
  } catch (cause) {
    throw new Failure("usage", `${path} cannot be written; give --junit another file.`, { cause });
  }
}

const STYLES = { error: "red", warning: "yellow", information: "dim" } as const;

function forPeople({ problems, posture, unreachable, tests }: Report, io: Io): readonly string[] {
  const errors = problems.filter(({ severity }) => severity === "error").length;
  const warnings = problems.filter(({ severity }) => severity === "warning").length + posture.length;
  const counted = warnings === 1 ? "1 warning" : `${warnings} warnings`;
  const failed = tests.filter(({ failures, error }) => failures.length > 0 || error !== null);
  return [
    ...problems.map((problem) => paint(io, STYLES[problem.severity], formatProblem(problem))),
    ...posture.map(({ database, finding }) => paint(io, "yellow", `${database}: ${finding}`)),
    ...unreachable.map(({ database, message }) => paint(io, "red", `${database}: ${message}`)),
    ...failed.flatMap(({ file, line, name, failures, error }) => [
      paint(io, "red", `${file}:${line}: ${name}`),
      ...[...failures, ...(error === null ? [] : [error])].map((each) => `  ${each}`),
    ]),
    ...(tests.length === 0 ? [] : [summaryOf(tests.length, failed.length, io)]),
    errors > 0
      ? paint(
          io,
          "red",
          `${errors} ${errors === 1 ? "error" : "errors"}: the server would keep the last valid policies.`,
        )
      : unreachable.length > 0
        ? paint(io, "yellow", `No errors, ${counted}; not every database could be asked.`)
        : warnings > 0
          ? paint(io, "yellow", `No errors, and ${counted} to look at.`)
          : paint(io, "green", "Configuration and policies are sound."),
  ];
}

function summaryOf(all: number, failed: number, io: Io): string {
  const tests = all === 1 ? "1 test of the policies" : `${all} tests of the policies`;
  return failed === 0 ? paint(io, "green", `${tests}: passed.`) : paint(io, "red", `${tests}: ${failed} failed.`);
}

const CHANGES: Readonly<Record<Drift["change"], string>> = {
  "new-table": "new table, which nobody sees",
  "new-column": "new column, which roles get as their `unclassified` says, or by what it is derived from",
  "vanished-table": "table that the policies name and the database has no longer",
  "vanished-column": "column that the policies name and the table has no longer",
};

function driftForPeople(drift: NonNullable<Report["drift"]>, { unreachable }: Report, io: Io): readonly string[] {
  return [
    ...drift.map(
      ({ database, change, relation, column }) =>
        `${change.startsWith("new") ? paint(io, "yellow", "+") : paint(io, "red", "-")} ${database}  ${relation}${column === null ? "" : `.${column}`}  ${paint(io, "dim", CHANGES[change])}`,
    ),
    ...unreachable.map(({ database, message }) => paint(io, "red", `${database}: ${message}`)),
    drift.length > 0
      ? paint(
          io,
          "yellow",
          `${drift.length} ${drift.length === 1 ? "difference" : "differences"} between the schema and policies/data.`,
        )
      : paint(io, "green", "The policies name what the schema has."),
  ];
}
