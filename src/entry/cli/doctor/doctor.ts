// `gatehouse doctor`: which mode a setup is in and what that means, and everything around the policies that can be wrong with it. It changes
// nothing, asks databases for the privileges of their role alone, and may be run beside a server.

import { Failure } from "../../../core/model/failure.ts";
import { formatProblem } from "../../../core/policy/load/policy-problem.ts";
import { readProject, readProjectPolicy } from "../../wiring/project.ts";
import type { Io } from "../terminal/io.ts";
import { paint } from "../terminal/paint.ts";
import { type Finding, well, wrong } from "./finding.ts";
import { lookAtFiles, lookAtKeys } from "./look-at-files.ts";
import { lookAtMode, type Mode } from "./look-at-mode.ts";
import { lookAtOwnServer, lookAtUrl } from "./look-at-server.ts";
import { lookAtDatabases, lookAtLedger, lookAtVersions } from "./look-at-state.ts";

export interface DoctorOptions {
  readonly config: string;
  /** Looks at that URL alone, from outside. */
  readonly http?: string;
  readonly json?: true;
}

/** Resolves with the exit code: 0 when nothing is wrong, 1 when something is, 2 when something could not be looked at. */
export async function doctor(options: DoctorOptions, io: Io): Promise<number> {
  const { mode, findings } =
    options.http === undefined
      ? await lookAtProject(options.config)
      : { mode: null, findings: await lookAtUrl(options.http) };
  if (options.json === true) io.json({ mode, findings }, 2);
  else io.out(...findings.map((finding) => lineOf(finding, io)), summaryOf(findings, io));
  if (findings.some(({ state }) => state === "wrong")) return 1;
  return findings.some(({ state }) => state === "unknown") ? 2 : 0;
}

async function lookAtProject(path: string): Promise<{ mode: Mode | null; findings: readonly Finding[] }> {
  const versions = await lookAtVersions();
  const project = await readProject(path).catch((error: unknown) => {
    if (error instanceof Failure) return error;
    throw error;
  });
  if (project instanceof Failure) {
    const { cause, message } = project;
    return cause instanceof Error && "code" in cause && cause.code === "EACCES"
      ? {
          mode: "enforced",
          findings: [
            well("mode", `enforced: this user cannot read ${path}. What it gets, it gets from the server.`),
            ...versions,
          ],
        }
      : { mode: null, findings: [wrong("configuration", message), ...versions] };
  }
  if (project.kind === "problems") {
    return {
      mode: null,
      findings: [...project.problems.map((each) => wrong("configuration", formatProblem(each))), ...versions],
    };
  }
  const { mode, findings } = lookAtMode(project);
  if (mode === "enforced") return { mode, findings: [...findings, ...versions] };
  const policy = await readProjectPolicy(project);
  return {
    mode,
    findings: [
      ...findings,
      policy.kind === "problems"
        ? wrong("configuration", "The policies do not load; gatehouse check says why.")
        : well("configuration", "Configuration and policies load; gatehouse check holds them against the schema."),
      ...versions,
      ...lookAtFiles(project),
      ...lookAtKeys(project),
      ...(await lookAtLedger(project)),
      ...(await lookAtDatabases(project)),
      ...(await lookAtOwnServer(project)),
    ],
  };
}

const SIGNS: Readonly<Record<Finding["state"], { sign: string; style: "green" | "yellow" | "red" | "dim" }>> = {
  well: { sign: "well", style: "green" },
  note: { sign: "note", style: "yellow" },
  wrong: { sign: "wrong", style: "red" },
  unknown: { sign: "unknown", style: "dim" },
};

function lineOf({ about, state, says }: Finding, io: Io): string {
  const { sign, style } = SIGNS[state];
  return `${paint(io, style, sign.padEnd(8))}${about.padEnd(14)}${says}`;
}

function summaryOf(findings: readonly Finding[], io: Io): string {
  const count = (wanted: Finding["state"]) => findings.filter(({ state }) => state === wanted).length;
  const [bad, unseen, notes] = [count("wrong"), count("unknown"), count("note")];
  if (bad > 0) return paint(io, "red", `${bad} of ${findings.length} have to be mended.`);
  if (unseen > 0) return paint(io, "yellow", `Nothing is wrong in what could be looked at; ${unseen} could not.`);
  return notes > 0 ? paint(io, "yellow", `Nothing is wrong; ${notes} to weigh.`) : paint(io, "green", "All is well.");
}
