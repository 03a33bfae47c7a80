// `gatehouse break-glass open`: files what is to be opened, shows it, and has it signed by who opens it, as `approvals approve` does.
// What is not signed in the end is cancelled, so that nothing waits that nobody means to sign.

import { uuidIds } from "../../../adapters/system/system-clock.ts";
import { Failure } from "../../../core/model/failure.ts";
import { fileBreakGlass } from "../../../gate/access.ts";
import { cancelApproval } from "../../../gate/approvals.ts";
import { describeCaller } from "../../../gate/calls.ts";
import { authenticateConfigured } from "../../wiring/authenticate.ts";
import { openGatehouse } from "../../wiring/open-gatehouse.ts";
import { failureOfProblems, readProject } from "../../wiring/project.ts";
import { openApprovalPorts } from "../../wiring/terminal/open-approval-ports.ts";
import { type ActorOptions, actAs } from "../act-as.ts";
import { decide } from "../approvals/decide.ts";
import type { Io } from "../terminal/io.ts";
import { sayRefusal } from "../terminal/say-refusal.ts";

export interface OpenOptions extends ActorOptions {
  readonly config: string;
  readonly for: string;
  readonly roleOf?: string;
  readonly database?: string;
  readonly column?: readonly string[];
  readonly table?: readonly string[];
  readonly class?: readonly string[];
  /** In seconds. */
  readonly lasting?: number;
  readonly reason: string;
  readonly key?: string;
  readonly print?: true;
  readonly unsigned?: true;
  readonly yes?: true;
  readonly json?: true;
}

const LONGEST_REASON = 2_000;

export async function openBreakGlass(options: OpenOptions, io: Io): Promise<number> {
  const reason = options.reason.trim();
  const { column: columns = [], table: tables = [], class: classes = [] } = options;
  if (reason === "" || reason.length > LONGEST_REASON)
    throw new Failure("usage", `Give a reason of 1 to ${LONGEST_REASON} characters; it is kept in the ledger.`);
  if (columns.length + tables.length + classes.length === 0)
    throw new Failure("usage", "Say what to open: --column, --table or --class.");
  const project = await readProject(options.config);
  if (project.kind === "problems") throw failureOfProblems(project.problems);
  const opened = await openGatehouse(project, (line) => io.err(`gatehouse: ${line}`));
  const { gatehouse } = opened;
  const policy = gatehouse.policy();
  const { caller: opener } = actAs(options, { policy, may: ({ breakGlass }) => breakGlass !== null });
  const filed = await (async () => {
    try {
      const who = { principal: options.for, role: options.roleOf ?? null, session: uuidIds.next() };
      const reader = authenticateConfigured(who, policy);
      const { database = null, lasting } = options;
      const minutes = lasting === undefined ? null : Math.ceil(lasting / 60);
      return await fileBreakGlass(
        { database, columns, tables, classes, minutes, reason },
        { opener, reader, gatehouse },
      );
    } finally {
      await opened.close();
    }
  })();
  if ("kind" in filed) return sayRefusal(filed, { io, json: options.json === true });
  const { id } = filed.request;
  const { config, key, print, unsigned, yes, json } = options;
  const signing = { config, key, print, unsigned, yes, json };
  const given = Object.fromEntries(Object.entries(signing).filter(([, value]) => value !== undefined));
  let signed = false;
  try {
    const status = await decide("approve", { given: [id], options: { config, as: opener.principal, ...given } }, io);
    signed = status === 0;
    return status;
  } finally {
    if (!signed) await takeBack(id, { config, by: describeCaller(opener) });
  }
}

async function takeBack(
  id: string,
  { config, by }: { config: string; by: ReturnType<typeof describeCaller> },
): Promise<void> {
  const { ports, close } = await openApprovalPorts(config);
  try {
    await cancelApproval(id, by, ports);
  } finally {
    await close();
  }
}
