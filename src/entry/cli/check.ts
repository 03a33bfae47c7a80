// `gatehouse check`: configuration and policies, then both against the live schema, and what the database role could do too much.

import { checkApprovers } from "../../core/policy/check/check-approvers.ts";
import { checkPolicyAgainst } from "../../core/policy/check/check-policy.ts";
import { formatProblem, type PolicyProblem } from "../../core/policy/load/policy-problem.ts";
import { withNames } from "../../core/sql/named-extensions.ts";
import { filterMeanings } from "../wiring/filter-meanings.ts";
import { openDatabases } from "../wiring/open-databases.ts";
import { readProject, readProjectPolicy } from "../wiring/project.ts";
import type { Io } from "./terminal/io.ts";
import { paint } from "./terminal/paint.ts";

interface Report {
  problems: PolicyProblem[];
  /** By database: what its role could do that it should not. */
  posture: { database: string; finding: string }[];
  /** Databases that could not be asked. */
  unreachable: { database: string; message: string }[];
}

export async function check(options: { config: string; json?: true }, io: Io): Promise<number> {
  const report: Report = { problems: [], posture: [], unreachable: [] };
  await gather(options.config, report);
  if (options.json === true) io.json(report, 2);
  else io.out(...forPeople(report, io));
  if (report.problems.some(({ severity }) => severity === "error")) return 1;
  return report.unreachable.length > 0 ? 2 : 0;
}

async function gather(config: string, report: Report): Promise<void> {
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
  report.problems.push(...checkApprovers(loaded, new Set(governed.map(([name]) => name))).map(place));
  const { databases, dialect, close } = await openDatabases(project);
  const meanings = filterMeanings(project, { adds: false });
  try {
    for (const database of databases.values()) {
      try {
        const catalogue = withNames(await database.catalogue(), loaded.policy.data.get(database.name));
        const found = checkPolicyAgainst(loaded, {
          database: database.name,
          catalogue,
          dialect: dialect(database.engine),
          isAsKept: meanings.isAsKept,
        });
        report.problems.push(...found.map(place));
        report.posture.push(...(await database.posture()).map((finding) => ({ database: database.name, finding })));
      } catch (error) {
        report.unreachable.push({
          database: database.name,
          message: error instanceof Error ? error.message : String(error),
        });
      }
    }
  } finally {
    await close();
  }
}

const STYLES = { error: "red", warning: "yellow", information: "dim" } as const;

function forPeople({ problems, posture, unreachable }: Report, io: Io): readonly string[] {
  const errors = problems.filter(({ severity }) => severity === "error").length;
  const warnings = problems.filter(({ severity }) => severity === "warning").length + posture.length;
  const counted = warnings === 1 ? "1 warning" : `${warnings} warnings`;
  return [
    ...problems.map((problem) => paint(io, STYLES[problem.severity], formatProblem(problem))),
    ...posture.map(({ database, finding }) => paint(io, "yellow", `${database}: ${finding}`)),
    ...unreachable.map(({ database, message }) => paint(io, "red", `${database}: ${message}`)),
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
