// The ledger that a command writes to: of the project, and closed when the command is done.

import { openProjectLedger } from "../../wiring/open-ledger.ts";
import { failureOfProblems, type Project, readProject } from "../../wiring/project.ts";
import { type SigningLedger, signLedger } from "../../wiring/sign-ledger.ts";

export async function writeLedger<T>(
  config: string,
  act: (ledger: SigningLedger, project: Project) => Promise<T>,
): Promise<T> {
  const project = await readProject(config);
  if (project.kind === "problems") throw failureOfProblems(project.problems);
  const { ledger } = await openProjectLedger(project);
  try {
    return await act(signLedger(ledger, project.stateFolder), project);
  } finally {
    await ledger.close();
  }
}
