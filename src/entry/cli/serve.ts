// `gatehouse serve`: MCP over stdio until the client goes or a signal comes. Calls in flight are then cancelled and the ledger closed.

import { uuidIds } from "../../adapters/system/system-clock.ts";
import { useLittleMemory } from "../../adapters/system/use-little-memory.ts";
import { Failure } from "../../core/model/failure.ts";
import { timeAt } from "../../gate/approval-desk.ts";
import type { Gatehouse } from "../../gate/gatehouse.ts";
import { recoverWrites } from "../../gate/recover-writes.ts";
import { authenticateConfigured } from "../authenticate.ts";
import { type Served, serveMcp } from "../mcp/serve-mcp.ts";
import type { OpenGatehouse } from "../open-gatehouse.ts";
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
  const opening = open(options, log);
  const ready = opening.then(({ served }) => served);
  const mcp = serveMcp(ready, log);
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

async function open(
  options: ServeOptions,
  log: (line: string) => void,
): Promise<{ opened: OpenGatehouse; served: Served }> {
  const [{ readProject, failureOfProblems }, { openGatehouse }] = await Promise.all([
    import("../project.ts"),
    import("../open-gatehouse.ts"),
  ]);
  const project = await readProject(options.config);
  if (project.kind === "problems") throw failureOfProblems(project.problems);
  const opened = await openGatehouse(project, log);
  const configured = project.config.transport.stdio;
  const principal = options.caller ?? configured?.caller;
  if (principal === undefined) {
    throw new Failure(
      "usage",
      "Nobody is named as the caller; set transport.stdio.caller in gatehouse.yaml, or give --caller.",
    );
  }
  const role = options.role ?? (options.caller === undefined ? configured?.role : undefined) ?? null;
  const caller = authenticateConfigured({ principal, role, session: uuidIds.next() }, opened.gatehouse.policy());
  opened.followPolicies();
  opened.keepRetention();
  opened
    .record("server.start", { principal, role: caller.role })
    .catch((error: unknown) => log(error instanceof Error ? error.message : String(error)));
  tendWrites(opened.gatehouse, log);
  for (const database of opened.gatehouse.databases.values()) {
    database
      .catalogue()
      .catch((error: unknown) => log(`${database.name}: ${error instanceof Error ? error.message : String(error)}`));
  }
  return { opened, served: { caller, gatehouse: opened.gatehouse } };
}

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
