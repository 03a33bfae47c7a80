// The composition root: from a project on disk to a Gatehouse that answers calls. What commands wire for themselves is in terminal/.
// A database or a ledger that cannot be reached is not an error of the start: calls say so until it can.

import { join } from "node:path";
import { watchPolicies } from "../../adapters/files/watch-policies.ts";
import { nodeApprovalCrypto } from "../../adapters/system/approval-crypto.ts";
import { hasEnded, ownerName } from "../../adapters/system/process-owner.ts";
import { pseudonymKeys } from "../../adapters/system/pseudonym-keys.ts";
import { systemClock, uuidIds } from "../../adapters/system/system-clock.ts";
import { administrativeEntry } from "../../core/ledger/entry/administrative-entry.ts";
import type { EntryDraft, EntryKind } from "../../core/ledger/entry/entry-draft.ts";
import type { LoadedPolicy } from "../../core/policy/load/load-policy.ts";
import { formatProblem } from "../../core/policy/load/policy-problem.ts";
import { isShared } from "../../core/policy/load/state-setting.ts";
import type { Policy } from "../../core/policy/policy.ts";
import { Underway } from "../../gate/approvals.ts";
import { FoldedPolls, type Gatehouse, LostAnswers, OpenCalls } from "../../gate/calls.ts";
import { GovernanceCache, PlanCache, writableOf } from "../../gate/planning.ts";
import type { Tokens } from "../../gate/ports/tokens.ts";
import { checkpointAnchors } from "./checkpoints/checkpoint-anchors.ts";
import { keepCheckpoints } from "./checkpoints/keep-checkpoints.ts";
import { signLedger } from "./checkpoints/sign-ledger.ts";
import { filterMeanings } from "./filter-meanings.ts";
import { keepRetention } from "./keep-retention.ts";
import { keepStateFor } from "./keep-state-for.ts";
import { onOneLine } from "./on-one-line.ts";
import { openDatabases } from "./open-databases.ts";
import { openState, wasCalled } from "./open-state.ts";
import { type PoliciesInForce, policiesInForce } from "./policies-in-force.ts";
import { failureOfProblems, type Project, readProjectPolicy } from "./project.ts";
import { stateKey } from "./state-key.ts";

export interface OpenGatehouse {
  readonly gatehouse: Gatehouse;
  readonly tokens: Tokens;
  /** Records an administrative act. Rejects when the ledger cannot be written. */
  record(kind: EntryKind, detail: NonNullable<EntryDraft["detail"]>): Promise<void>;
  /** Applies policy files as they change; an invalid one leaves the last valid one in force, and says so. */
  followPolicies(): void;
  /** Erases what is past its retention, now and once a day. */
  keepRetention(): void;
  close(): Promise<void>;
}

interface OpenOptions {
  /** The policies, where they were read already. */
  readonly read?: LoadedPolicy;
  /** False where it only looks: then the end makes no checkpoint. */
  readonly checkpoints?: false;
}

/** `log` takes single lines for the operator. Rejects with a Failure when configuration, policies or keys are unsound. */
export async function openGatehouse(
  project: Project,
  log: (line: string) => void,
  options: OpenOptions = {},
): Promise<OpenGatehouse> {
  const loaded = options.read ?? (await readProjectPolicy(project));
  if (loaded.kind === "problems") throw failureOfProblems(loaded.problems);
  const keyFolder = join(project.stateFolder, "keys");
  let appended = (_size: number): void => undefined; // until there is what keeps checkpoints
  const [master, state] = await Promise.all([
    stateKey(join(keyFolder, "pseudonyms.key"), {
      used: () => wasCalled(project),
      without: "with a new one every pseudonym that callers know would be another",
    }),
    openState(project, { appended: (size) => appended(size) }),
  ]);
  const { ledger, approvals, budgets, audit, instance } = state;
  await keepStateFor(project);
  const signing = signLedger(state, project.stateFolder);
  const anchors = checkpointAnchors(project.config.ledger, { folder: project.folder, ledger: signing, print: log });
  const keeper = keepCheckpoints(signing, { ...project.config.ledger.checkpoints, anchors, log });
  appended = (size) => keeper.appended(size);
  const { databases, dialect, close: closeDatabases } = await openDatabases(project);
  const recordUnder = async (
    { digest }: Policy,
    kind: EntryKind,
    detail: NonNullable<EntryDraft["detail"]>,
  ): Promise<void> => {
    await ledger.append(administrativeEntry(kind, { correlation: uuidIds.next(), policyDigest: digest, detail }));
  };
  const policies = policiesInForce(project, loaded, {
    changed: async (next) => {
      log("the policies changed and are in force");
      await recordUnder(next, "policy.loaded", { digest: next.digest });
    },
    rejected: async (problems, inForce) => {
      log("the policies changed and have problems; the last valid ones stay in force:");
      for (const problem of problems) log(`  ${formatProblem(problem)}`);
      await recordUnder(inForce, "policy.rejected", { problems: problems.length });
    },
  });
  const { policy } = policies;
  const gatehouse: Gatehouse = {
    get databases() {
      return withoutWithdrawn(databases, policies);
    },
    dialect,
    policy,
    renewPolicy: policies.renew,
    governance: new GovernanceCache(writableOf(databases), filterMeanings(project, { adds: true })),
    plans: new PlanCache(),
    ledger,
    approvals,
    budgets,
    audit,
    primitives: nodeApprovalCrypto,
    instance: ownerName(instance),
    underway: new Underway(),
    // on several machines neither a name nor a number says who it was: there the end of the lease alone counts
    hasEnded: isShared(project.config.state) ? () => false : hasEnded,
    keys: pseudonymKeys(master),
    polls: new FoldedPolls(),
    lostAnswers: new LostAnswers(systemClock),
    openCalls: new OpenCalls(),
    clock: systemClock,
    ids: uuidIds,
    turn: () => new Promise((resolve) => setImmediate(resolve)),
    reportBug: (id, error) => log(`internal error ${id}: ${onOneLine(error)}`),
  };
  let stopWatching = (): void => undefined;
  let stopErasing = (): void => undefined;
  return {
    gatehouse,
    tokens: state.tokens,
    record: (kind, detail) => recordUnder(policy(), kind, detail),
    followPolicies: () => {
      // each call looks for itself: this only has it happen sooner
      stopWatching = watchPolicies(project.policyFolder, () => {
        policies
          .renew("glance")
          .catch((error: unknown) =>
            log(`the policies could not be read anew: ${error instanceof Error ? error.message : String(error)}`),
          );
      });
    },
    keepRetention: () => {
      stopErasing = keepRetention(state.erasures, { days: project.config.ledger.retention["sealed-days"], log });
    },
    close: async () => {
      stopWatching();
      stopErasing();
      await closeDatabases();
      if (options.checkpoints !== false) await keeper.stop();
      await ledger.close();
    },
  };
}

/** The databases that gatehouse.yaml still says the same of: what changed is served by the next server that starts. */
function withoutWithdrawn(
  databases: Gatehouse["databases"],
  { withdrawn }: Pick<PoliciesInForce, "withdrawn">,
): Gatehouse["databases"] {
  const gone = withdrawn();
  return gone.size === 0 ? databases : new Map([...databases].filter(([name]) => !gone.has(name)));
}
