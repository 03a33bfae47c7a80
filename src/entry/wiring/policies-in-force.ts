// The policies of a project as they are in force in this process: as its files have them, for as long as they are valid. Nothing that watches
// is relied upon: the files are looked at with each call, and read when decisions are counted.
// INVARIANT: what is in force was whole and valid when it was read, and is never older than the files were when they were last looked at.

import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { type FileMarks, markFiles, sameMarks } from "../../adapters/files/file-marks.ts";
import { readPolicyFiles } from "../../adapters/files/read-policy-files.ts";
import { Failure } from "../../core/model/failure.ts";
import type { LoadedPolicy } from "../../core/policy/load/load-policy.ts";
import type { PolicyProblem } from "../../core/policy/load/policy-problem.ts";
import type { SourceFile } from "../../core/policy/load/read-document.ts";
import type { Policy } from "../../core/policy/policy.ts";
import type { RenewPolicy } from "../../gate/ports/renew-policy.ts";
import { type Project, parsePolicy, readProject } from "./project.ts";

export interface PoliciesInForce {
  policy(): Policy;
  readonly renew: RenewPolicy;
  /** Databases that gatehouse.yaml says otherwise of than when this process began, or no more. */
  withdrawn(): ReadonlySet<string>;
}

interface Told {
  /** Another policy is in force. */
  changed(policy: Policy): Promise<void>;
  /** The files changed and have problems; `inForce` stays. */
  rejected(problems: readonly PolicyProblem[], inForce: Policy): Promise<void>;
}

/** For commands, which have nobody to tell. */
export const QUIETLY: Told = { changed: async () => undefined, rejected: async () => undefined };

/** How long what was seen is not looked at again, in milliseconds: the several looks of one call. */
const JUST_SEEN = 2;

export function policiesInForce(project: Project, loaded: LoadedPolicy, told: Told): PoliciesInForce {
  let { policy } = loaded;
  let problems: readonly PolicyProblem[] = [];
  let withdrawn: ReadonlySet<string> = new Set();
  let folder = project.policyFolder;
  /** What was read last, and what it looked like before it was read; null until then. */
  let seen: { readonly mark: FileMarks | null; readonly text: string } | null = null;
  let seenAt = Number.NEGATIVE_INFINITY;
  let renewing: Promise<void> | null = null;

  const pathsOf = (names: readonly string[]) => [
    project.configFile,
    ...["", "roles", "data", ...names].map((name) => join(folder, name)),
  ];
  let paths = pathsOf([]);

  const take = async (files: readonly SourceFile[], config: Project["config"]): Promise<void> => {
    const next = parsePolicy(files, config);
    problems = next.kind === "problems" ? next.problems : [];
    if (next.kind === "problems") await told.rejected(next.problems, policy);
    else if (next.policy.digest !== policy.digest) {
      policy = next.policy;
      await told.changed(policy);
    }
  };

  const read = async (): Promise<void> => {
    // whoever changes a file while it is read has it read again at the next look: the mark is of before
    const before = markFiles(paths);
    try {
      const again = await readProject(project.configFile);
      if (again.kind === "project") {
        withdrawn = withdrawnFrom(project, again);
        folder = again.policyFolder;
      }
      const files = await readPolicyFiles(folder);
      const text = JSON.stringify([again, files]);
      const known = seen?.text === text;
      paths = pathsOf(files.map(({ path }) => path));
      seen = { mark: seen === null ? null : before, text }; // at first which files there are was not known before
      if (known) return;
      if (again.kind === "problems") {
        problems = again.problems;
        await told.rejected(problems, policy);
      } else await take(files, again.config);
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      seen = { mark: before, text: error.message };
      problems = [{ severity: "error", file: folder, line: 1, column: 1, message: error.message, remedy: "" }];
      await told.rejected(problems, policy);
    }
  };

  const renew: RenewPolicy = async (how) => {
    const now = performance.now();
    if (how === "glance" && renewing === null) {
      if (now - seenAt < JUST_SEEN) return;
      seenAt = now;
      if (seen !== null && seen.mark !== null && sameMarks(seen.mark, markFiles(paths))) return;
    }
    // one that is under way may have begun before the change
    if (renewing !== null) await renewing.catch(() => undefined);
    renewing ??= read().finally(() => {
      renewing = null;
    });
    await renewing;
    if (how === "read" && problems.length > 0) {
      throw new Failure(
        "policy-invalid",
        "The policies or gatehouse.yaml have problems, so that nobody can tell whose approval counts; mend them, gatehouse check names them.",
      );
    }
  };
  return { policy: () => policy, renew, withdrawn: () => withdrawn };
}

function withdrawnFrom({ config }: Project, now: Project): ReadonlySet<string> {
  const changed = Object.entries(config.databases).filter(
    ([name, settings]) => !isDeepStrictEqual(settings, now.config.databases[name]),
  );
  return new Set(changed.map(([name]) => name));
}
