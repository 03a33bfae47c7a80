// `gatehouse state copy`: the whole state to another place.

import { resolve } from "node:path";
import { expandConnection } from "../../../core/connection/expand-connection.ts";
import { Failure } from "../../../core/model/failure.ts";
import { isShared } from "../../../core/policy/load/state-setting.ts";
import { copyState } from "../../wiring/open-state.ts";
import { failureOfProblems, readProject } from "../../wiring/project.ts";
import type { Io } from "../terminal/io.ts";

export interface CopyOptions {
  readonly config: string;
  readonly to: string;
  readonly json?: true;
}

/** Rejects with a Failure, and then nothing is there but what was there before. */
export async function copyStateTo(options: CopyOptions, io: Io): Promise<number> {
  const project = await readProject(options.config);
  if (project.kind === "problems") throw failureOfProblems(project.problems);
  const to = expandConnection(options.to, (name) => {
    const value = process.env[name] ?? "";
    if (value !== "") return value;
    throw new Failure("usage", `The environment variable ${name} is not set; set it to the place of the copy.`);
  });
  const shared = isShared(to);
  const progress = (rows: number) => io.progress(`${rows} rows copied`);
  const copied = await copyState(project, { to: shared ? to : resolve(to), progress });
  io.progress(null);
  if (options.json === true) io.json({ rows: copied.rows, entries: copied.entries });
  else {
    io.out(`Copied: ${copied.entries} entries, and what stands beside them (${copied.rows} rows in all).`);
    io.out(
      shared
        ? `Next: write the place as \`state\` in gatehouse.yaml, and give the keys in ${project.stateFolder}/keys to every server, in ./.gatehouse/keys.`
        : "Next: write the folder as `state` in gatehouse.yaml.",
    );
  }
  return 0;
}
