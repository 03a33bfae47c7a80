// `gatehouse break-glass end`: ends what was opened, in every process on its next step.

import { endOpening } from "../../../gate/access.ts";
import { openApprovalDesk } from "../../wiring/terminal/open-approval-desk.ts";
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
  const { desk, close } = await openApprovalDesk(options.config);
  try {
    const may = { policy: desk.policy(), may: (role: { mayLock: boolean }) => role.mayLock };
    const { caller } = actAs(options, may);
    const { filed } = await findRequest(given, desk);
    const outcome = await endOpening(filed.request.id, { by: caller, reason: options.reason, desk });
    if ("code" in outcome) return sayRefusal(outcome, { io, json: options.json === true });
    const { id } = outcome.filed.request;
    if (options.json === true) io.json({ id, state: "ended" });
    else io.out(`${paint(io, "green", "ended")} ${id}`);
    return 0;
  } finally {
    await close();
  }
}
