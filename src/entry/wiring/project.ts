// A Gatehouse project on disk: gatehouse.yaml and the policies it names, read and checked, all problems at once.

import { readFile } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { readPolicyFiles } from "../../adapters/files/read-policy-files.ts";
import { nodeApprovalCrypto } from "../../adapters/system/approval-crypto.ts";
import { Failure } from "../../core/model/failure.ts";
import { loadConfig } from "../../core/policy/load/load-config.ts";
import { type LoadedPolicy, loadPolicy, type PolicyProblems } from "../../core/policy/load/load-policy.ts";
import { formatProblem, type PolicyProblem } from "../../core/policy/load/policy-problem.ts";
import type { SourceFile } from "../../core/policy/load/read-document.ts";
import { stateFolderOf } from "../../core/policy/load/state-setting.ts";
import type { ConfigFile } from "../../core/policy/schema/config-schema.ts";

export interface Project {
  readonly config: ConfigFile;
  /** gatehouse.yaml, by whatever name. */
  readonly configFile: string;
  readonly folder: string;
  readonly policyFolder: string;
  readonly stateFolder: string;
}

export interface ProjectProblems {
  readonly kind: "problems";
  readonly problems: readonly PolicyProblem[];
}

export async function readProject(path: string): Promise<(Project & { kind: "project" }) | ProjectProblems> {
  const loaded = loadConfig({ path, text: await readConfigFile(path) }, process.env);
  if (loaded.kind === "problems") return loaded;
  const folder = dirname(resolve(path));
  const { config } = loaded;
  return {
    kind: "project",
    config,
    configFile: resolve(path),
    folder,
    policyFolder: resolve(folder, config.policies),
    stateFolder: resolve(folder, stateFolderOf(config.state)),
  };
}

export async function readProjectPolicy({ policyFolder, config }: Project): Promise<LoadedPolicy | PolicyProblems> {
  return parsePolicy(await readPolicyFiles(policyFolder), config);
}

/** The files of the policy folder, as a project with this configuration has them. */
export function parsePolicy(files: readonly SourceFile[], config: ConfigFile): LoadedPolicy | PolicyProblems {
  const loaded = loadPolicy(files, {
    databases: Object.keys(config.databases),
    primitives: nodeApprovalCrypto,
  });
  if (loaded.kind === "loaded") return loaded;
  const prefix = config.policies.replace(/\/$/, "");
  return {
    kind: "problems",
    problems: loaded.problems.map((problem) => ({ ...problem, file: `${prefix}/${problem.file}` })),
  };
}

/** Problems as a Failure that lists them all, one a line. */
export function failureOfProblems(problems: readonly PolicyProblem[]): Failure {
  const [first = "", ...more] = problems.map(formatProblem);
  return new Failure("config-invalid", first, { more });
}

async function readConfigFile(path: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (cause) {
    throw new Failure("config-invalid", `There is no ${path}; run gatehouse init, or name the file with --config.`, {
      cause,
    });
  }
}
