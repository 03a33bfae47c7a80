// `gatehouse serve`: MCP over stdio until the client goes or a signal comes. Calls in flight are then cancelled and the ledger closed.

import { nameRuntime } from "../../adapters/system/name-runtime.ts";
import { uuidIds } from "../../adapters/system/system-clock.ts";
import { useLittleMemory } from "../../adapters/system/use-little-memory.ts";
import type { Caller } from "../../core/model/caller.ts";
import { Failure } from "../../core/model/failure.ts";
import type { LoadedPolicy } from "../../core/policy/load/load-policy.ts";
import type { Role } from "../../core/policy/policy.ts";
import { timeAt } from "../../gate/approvals.ts";
import type { Gatehouse } from "../../gate/calls.ts";
import { recoverWrites, settleLapsed } from "../../gate/writing.ts";
import { serveMcp } from "../mcp/serve-mcp.ts";
import type { Served } from "../mcp/served.ts";
import { authenticateConfigured } from "../wiring/authenticate.ts";
import type { OpenGatehouse } from "../wiring/open-gatehouse.ts";
import type { Project } from "../wiring/project.ts";
import type { Io } from "./terminal/io.ts";

interface ServeOptions {
  readonly config: string;
  readonly caller?: string;
  readonly role?: string;
}

/** How long what a call needs is not loaded while nobody has asked for the tools: they are listed sooner without it. */
const UNASKED_MILLISECONDS = 100;
/** How long calls in flight may take to end once the client has gone. */
const GOODBYE_MILLISECONDS = 3_000;

/** Resolves with the exit code: 0 when the client went or a signal came, whenever that was; 2 when nothing can be served. */
export async function serve(
  options: ServeOptions,
  { io, signalled }: { io: Io; signalled: Promise<"signalled"> },
): Promise<number> {
  useLittleMemory();
  nameRuntime();
  const log = (line: string) => io.err(`gatehouse: ${line}`);
  const entered = enter(options);
  const opening = openWhenPossible(async (attempt) => open(await (attempt === 1 ? entered : enter(options)), log));
  const audience = entered.then(({ role }) => role);
  audience.catch(() => undefined); // told by `opening`, below
  const mcp = serveMcp({ ready: async () => (await opening.current()).served, audience }, log);
  try {
    const asked = entered.then(() => within(UNASKED_MILLISECONDS, mcp.listed));
    const begun = asked
      .then(() => opening.current())
      .catch((error: unknown) => {
        if (!(error instanceof Failure && error.code === "ledger-unavailable")) throw error;
        log(`${error.message} Until then every call is refused.`);
      });
    if ((await Promise.race([begun, signalled])) !== "signalled") await Promise.race([mcp.ended, signalled]);
    await mcp.close();
    const last = await within(
      GOODBYE_MILLISECONDS,
      opening.latest().catch(() => null),
    );
    if (last !== undefined && last !== null) await stop(last);
    return 0;
  } catch (error) {
    await mcp.close();
    if (!(error instanceof Failure)) throw error;
    for (const line of [error.message, ...error.more]) log(line);
    return 2;
  }
}

async function stop({ opened }: Opened): Promise<void> {
  const { untold } = opened.gatehouse.polls;
  await within(
    GOODBYE_MILLISECONDS,
    opened.record("server.stop", untold === 0 ? {} : { polls: untold }).catch(() => undefined),
  );
  await within(GOODBYE_MILLISECONDS, opened.close());
}

/** What was opened last, and for a call: tried again when the state folder could not be used before. */
function openWhenPossible(open: (attempt: number) => Promise<Opened>): {
  current(): Promise<Opened>;
  latest(): Promise<Opened>;
} {
  let latest: Promise<Opened> | null = null;
  let attempts = 0;
  const start = (): Promise<Opened> => {
    const opening = open(++attempts);
    latest = opening;
    opening.catch((error: unknown) => {
      if (error instanceof Failure && error.code === "ledger-unavailable" && latest === opening) latest = null;
    });
    return opening;
  };
  return {
    current: () => latest ?? start(),
    latest: () => latest ?? Promise.reject(new RangeError("nothing is open")),
  };
}

interface Entered {
  readonly project: Project;
  readonly policy: LoadedPolicy;
  readonly caller: Caller;
  readonly role: Role;
}

/** Who calls, by the files alone: before anything is opened. */
async function enter(options: ServeOptions): Promise<Entered> {
  const { readProject, readProjectPolicy, failureOfProblems } = await import("../wiring/project.ts");
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

interface Opened {
  readonly opened: OpenGatehouse;
  readonly served: Served;
}

async function open({ project, policy, caller }: Entered, log: (line: string) => void): Promise<Opened> {
  const { openGatehouse } = await import("../wiring/open-gatehouse.ts");
  const opened = await openGatehouse(project, log, { read: policy });
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
  return { opened, served: { kind: "served", caller, gatehouse: opened.gatehouse } };
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
  setInterval(() => {
    settleLapsed(gatehouse).catch(() => undefined); // not yet: each call has said why, and it is tried again
  }, LAPSED_MILLISECONDS).unref();
}

/** How soon what could not be written down is tried again. */
const LAPSED_MILLISECONDS = 2_000;

/** Undefined when the time is over. */
async function within<T>(milliseconds: number, work: Promise<T>): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const over = new Promise<undefined>((resolve) => (timer = setTimeout(() => resolve(undefined), milliseconds)));
  const done = await Promise.race([work, over]);
  clearTimeout(timer);
  return done;
}
