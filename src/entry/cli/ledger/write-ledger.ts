// The ledger that a command writes to: of the project, and closed when the command is done.

import type { Erasures } from "../../../gate/ports/erasures.ts";
import { type SigningLedger, signLedger } from "../../wiring/checkpoints/sign-ledger.ts";
import { openLedgerState } from "../../wiring/open-state.ts";
import { failureOfProblems, type Project, readProject } from "../../wiring/project.ts";

export async function writeLedger<T>(
  config: string,
  act: (ledger: SigningLedger & { readonly erasures: Erasures }, project: Project) => Promise<T>,
): Promise<T> {
  const project = await readProject(config);
  if (project.kind === "problems") throw failureOfProblems(project.problems);
  const state = await openLedgerState(project);
  try {
    return await act({ ...signLedger(state, project.stateFolder), erasures: state.erasures }, project);
  } finally {
    await state.ledger.close();
  }
}
