// `gatehouse lock …` and `gatehouse unlock …`: sets or lifts one lock, and says where that is recorded. Opens no database.

import { nodeApprovalCrypto } from "../../../adapters/system/approval-crypto.ts";
import { systemClock, uuidIds } from "../../../adapters/system/system-clock.ts";
import type { Caller } from "../../../core/model/caller.ts";
import { Failure } from "../../../core/model/failure.ts";
import { formatLock, type LockTarget } from "../../../core/model/lock.ts";
import { nearNames } from "../../../core/policy/near-names.ts";
import type { Policy } from "../../../core/policy/policy.ts";
import { changeLock, endLockedBreakGlass, type LockRequest } from "../../../gate/access.ts";
import { openState } from "../../wiring/open-state.ts";
import { failureOfProblems, type Project, readProject, readProjectPolicy } from "../../wiring/project.ts";
import { type ActorOptions, actAs } from "../act-as.ts";
import type { Io } from "../terminal/io.ts";
import { isAgreed } from "../terminal/is-agreed.ts";
import { paint } from "../terminal/paint.ts";

export interface LockOptions extends ActorOptions {
  readonly config: string;
  readonly reason: string;
  readonly yes?: true;
  readonly json?: true;
}

export async function setLock(
  { action, target }: Pick<LockRequest, "action" | "target">,
  options: LockOptions,
  io: Io,
): Promise<number> {
  const project = await readProject(options.config);
  if (project.kind === "problems") throw failureOfProblems(project.problems);
  const loaded = await readProjectPolicy(project);
  if (loaded.kind === "problems") throw failureOfProblems(loaded.problems);
  const { policy } = loaded;
  const { caller, account } = actAs(options, { policy, may: ({ mayLock }) => mayLock });
  if (action === "set") refuseUnknown(target, { policy, project });
  const { ledger, locks, approvals } = await openState(project);
  try {
    if (action === "lift" && !(await isLiftAgreed(target, { caller, options, io }))) {
      io.out("Nothing was unlocked.");
      return 1;
    }
    const request = { action, target, reason: options.reason };
    const { index } = await changeLock(request, { caller, policy, locks, ids: uuidIds, account });
    const ports = {
      approvals,
      ledger,
      primitives: nodeApprovalCrypto,
      clock: systemClock,
      ids: uuidIds,
      policy: () => policy,
      renewPolicy: async () => undefined, // read a moment ago
    };
    if (action === "set") await endLockedBreakGlass(target, ports);
    const what = action === "set" ? "locked" : "unlocked";
    if (options.json === true) io.json({ [what]: target, entry: index });
    else io.out(`${paint(io, action === "set" ? "red" : "green", what)} ${formatLock(target)} (entry ${index})`);
    return 0;
  } finally {
    await ledger.close();
  }
}

/** Who is let in again should be on purpose; a lock is set without a question. */
function isLiftAgreed(
  target: LockTarget,
  { caller, options, io }: { caller: Caller; options: LockOptions; io: Io },
): Promise<boolean> {
  const question = `Unlock ${formatLock(target)} as ${caller.principal}?`;
  return isAgreed({ about: [], isShown: true, question, yes: options.yes }, io);
}

/** A lock with a typing error in it would keep nobody out. A name that left the policies may still be unlocked. */
function refuseUnknown({ kind, name }: LockTarget, { policy, project }: { policy: Policy; project: Project }): void {
  const known: Readonly<Record<LockTarget["kind"], readonly string[]>> = {
    caller: [...policy.identities.keys()],
    role: [...policy.roles.keys()],
    database: Object.keys(project.config.databases),
    everything: [""],
  };
  const names = known[kind];
  if (names.includes(name)) return;
  const near = nearNames(name, names);
  const hint = near.length > 0 ? `did you mean ${near.join(" or ")}?` : `there is ${names.join(", ")}.`;
  throw new Failure("usage", `There is no ${kind} \`${name}\` to lock; ${hint}`);
}
