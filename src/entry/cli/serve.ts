// `gatehouse serve`: MCP over stdio until the client goes or a signal comes. Calls in flight are then cancelled and the ledger closed.

import { uuidIds } from "../../adapters/system/system-clock.ts";
import { useLittleMemory } from "../../adapters/system/use-little-memory.ts";
import type { Caller } from "../../core/model/caller.ts";
import { Failure } from "../../core/model/failure.ts";
import type { LoadedPolicy } from "../../core/policy/load-policy.ts";
import type { Role } from "../../core/policy/policy.ts";
import { timeAt } from "../../gate/approval-desk.ts";
import type { Gatehouse } from "../../gate/gatehouse.ts";
import { recoverWrites } from "../../gate/recover-writes.ts";
import { authenticateConfigured } from "../authenticate.ts";
import { type Served, serveMcp } from "../mcp/serve-mcp.ts";
import type { OpenGatehouse } from "../open-gatehouse.ts";
import type { Project } from "../project.ts";
import type { Io } from "./io.ts";

interface ServeOptions {
  readonly config: string;
  readonly caller?: string;
  readonly role?: string;
}

/** How long calls in flight may take to end once the client has gone. */
const GOODBYE_MILLISECONDS = 3_000;

export async function serve(options: ServeOptions, io: Io): Promise<number> {
  useLittleMemory();
  const log = (line: string) => io.err(`gatehouse: ${line}`);
  const entered = enter(options);
  const opening = entered.then((who) => open(who, log));
  const ready = opening.then(({ served }) => served);
  const audience = entered.then(({ role }) => role);
  for (const promise of [ready, audience]) promise.catch(() => undefined); // told by `opening`, below
  const mcp = serveMcp({ ready, audience }, log);
  const signalled = new Promise<void>((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(signal, () => resolve());
  });
  try {
    const { opened } = await opening;
    await Promise.race([mcp.ended, signalled]);
    await mcp.close();
    await within(
      GOODBYE_MILLISECONDS,
      opened.record("server.stop", {}).catch(() => undefined),
    );
    await within(GOODBYE_MILLISECONDS, opened.close());
    return 0;
  } catch (error) {
    await mcp.close();
    if (!(error instanceof Failure)) throw error;
    for (const line of error.message.split("\n")) log(line);
    return 2;
  }
}

interface Entered {
  readonly project: Project;
  readonly policy: LoadedPolicy;
  readonly caller: Caller;
  readonly role: Role;
}

/** Who calls, by the files alone: before anything is opened. */
async function enter(options: ServeOptions): Promise<Entered> {
  const { readProject, readProjectPolicy, failureOfProblems } = await import("../project.ts");
  const project = await readProject(options.config);
  if (project.kind === "problems") throw failureOfProblems(project.problems);
  const policy = await readProjectPolicy(project);
  if (policy.kind === "problems") throw failureOfProblems(policy.problems);
  const configured = project.config.transport.stdio;
  const principal = options.caller ?? configured?.caller;
  if (principal === undefined) {
    throw new Failure(
      "usage",
      "Nobody is named as the caller; set transport.stdio.caller in gatehouse.yaml, or give --caller.",
    );
  }
  const wanted = options.role ?? (options.caller === undefined ? configured?.role : undefined) ?? null;
  const caller = authenticateConfigured({ principal, role: wanted, session: uuidIds.next() }, policy.policy);
  const role = policy.policy.roles.get(caller.role);
  if (role === undefined) throw new RangeError("a caller in a role that the policy has not");
  return { project, policy, caller, role };
}

async function open(
  { project, policy, caller }: Entered,
  log: (line: string) => void,
): Promise<{ opened: OpenGatehouse; served: Served }> {
  const { openGatehouse } = await import("../open-gatehouse.ts");
  const opened = await openGatehouse(project, log, policy);
  if (policy.policy.risk.unsigned) log(FOR_DEVELOPMENT);
  opened.followPolicies();
  opened.keepRetention();
  opened
    .record("server.start", { principal: caller.principal, role: caller.role })
    .catch((error: unknown) => log(error instanceof Error ? error.message : String(error)));
  tendWrites(opened.gatehouse, log);
  for (const database of opened.gatehouse.databases.values()) {
    database
      .catalogue()
      .catch((error: unknown) => log(`${database.name}: ${error instanceof Error ? error.message : String(error)}`));
  }
  return { opened, served: { caller, gatehouse: opened.gatehouse } };
}

const FOR_DEVELOPMENT = "these policies are for development: decisions without a signature count";

/** Settles what a server before this one left unfinished, and lets go of what may no longer be kept. */
function tendWrites(gatehouse: Gatehouse, log: (line: string) => void): void {
  if (![...gatehouse.databases.values()].some(({ writable }) => writable)) return;
  const tend = async (): Promise<void> => {
    const settled = await recoverWrites(gatehouse);
    if (settled > 0)
      log(`${settled} unfinished write${settled === 1 ? " was" : "s were"} settled; see gatehouse approvals list`);
    await gatehouse.approvals.purgeImages(timeAt(gatehouse));
  };
  tend().catch((error: unknown) => log(error instanceof Error ? error.message : String(error)));
}

async function within(milliseconds: number, work: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  await Promise.race([work, new Promise((resolve) => (timer = setTimeout(resolve, milliseconds)))]);
  clearTimeout(timer);
}
