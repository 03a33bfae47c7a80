// The keys whose signatures count for a project's own ledger: those that signed for it, and those of its witnesses.

import type { Trust } from "../../../core/ledger/tree/judge-checkpoints.ts";
import type { Project } from "../project.ts";
import { checkpointKeys } from "./checkpoint-keys.ts";
import { readTrust } from "./read-trust.ts";
import { knownKeys } from "./sign-ledger.ts";

export function trustProject({
  stateFolder,
  config,
}: Pick<Project, "stateFolder"> & Partial<Pick<Project, "config">>): Trust {
  const witnesses = config?.ledger.witnesses.map(({ key }) => key) ?? [];
  return readTrust([...knownKeys(checkpointKeys(stateFolder)), ...witnesses]);
}
