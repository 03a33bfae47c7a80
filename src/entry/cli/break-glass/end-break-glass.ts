// `gatehouse break-glass end`: ends what was opened, in every process on its next step.

import { endOpening } from "../../../gate/access.ts";
import { openApprovalPorts } from "../../wiring/terminal/open-approval-ports.ts";
import { type ActorOptions, actAs } from "../act-as.ts";
import { findRequest } from "../approvals/find-request.ts";
import type { Io } from "../terminal/io.ts";
import { paint } from "../terminal/paint.ts";
import { sayRefusal } from "../terminal/say-refusal.ts";

export interface EndOptions extends ActorOptions {
  readonly config: string;
  readonly reason: string;
  readonly json?: true;
}

export async function endBreakGlass(given: string, options: EndOptions, io: Io): Promise<number> {
  const { ports, close } = await openApprovalPorts(options.config);
  try {
    const may = { policy: ports.policy(), may: (role: { mayLock: boolean }) => role.mayLock };
    const { caller } = actAs(options, may);
    const { filed } = await findRequest(given, ports);
    const outcome = await endOpening(filed.request.id, { by: caller, reason: options.reason, ports });
    if ("code" in outcome) return sayRefusal(outcome, { io, json: options.json === true });
    const { id } = outcome.filed.request;
    if (options.json === true) io.json({ id, state: "ended" });
    else io.out(`${paint(io, "green", "ended")} ${id}`);
    return 0;
  } finally {
    await close();
  }
}
