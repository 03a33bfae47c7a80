// What the commands about tokens work with: the policies, the state, and the account of the operating system.

import { accountName } from "../../../adapters/system/account-name.ts";
import { uuidIds } from "../../../adapters/system/system-clock.ts";
import type { Policy } from "../../../core/policy/policy.ts";
import type { Tokens } from "../../../gate/ports/tokens.ts";
import { openLedgerState } from "../../wiring/open-state.ts";
import { failureOfProblems, readProject, readProjectPolicy } from "../../wiring/project.ts";

export interface TokenOptions {
  readonly config: string;
  readonly json?: true;
}

interface OpenTokens {
  readonly policy: Policy;
  readonly tokens: Tokens;
  readonly ids: typeof uuidIds;
  readonly account: string;
  readonly policyDigest: string;
  close(): Promise<void>;
}

/** Rejects with a Failure where configuration, policies or keys are unsound. */
export async function openTokensOf({ config }: { config: string }): Promise<OpenTokens> {
  const project = await readProject(config);
  if (project.kind === "problems") throw failureOfProblems(project.problems);
  const loaded = await readProjectPolicy(project);
  if (loaded.kind === "problems") throw failureOfProblems(loaded.problems);
  const { policy } = loaded;
  const { ledger, tokens } = await openLedgerState(project);
  const account = accountName();
  return { policy, tokens, ids: uuidIds, account, policyDigest: policy.digest, close: () => ledger.close() };
}
