// `gatehouse approvals cancel`: who asked, or who answers for them, cancels a request. It needs no signature: it only stops something.

import { accountName } from "../../../adapters/system/account-name.ts";
import { cancelApproval } from "../../../gate/approvals.ts";
import { openApprovalPorts } from "../../wiring/terminal/open-approval-ports.ts";
import type { Io } from "../terminal/io.ts";
import { paint } from "../terminal/paint.ts";
import { findRequest } from "./find-request.ts";

export async function cancel(
  given: string,
  options: { config: string; as?: string; json?: true },
  io: Io,
): Promise<number> {
  const { ports, close } = await openApprovalPorts(options.config);
  try {
    const { filed } = await findRequest(given, ports);
    const principal = options.as ?? accountName();
    const role = ports.policy().identities.get(principal)?.roles[0] ?? "";
    const caller = { principal, role, method: "os-user", owner: null };
    const outcome = await cancelApproval(filed.request.id, { caller, agent: null }, ports);
    if (outcome.kind === "refusal") {
      if (options.json === true)
        io.json({ state: "refused", code: outcome.code, message: outcome.message, remedy: outcome.remedy });
      else io.err(`${paint(io, "red", `${outcome.code}:`)} ${outcome.message} ${outcome.remedy}`);
      return 1;
    }
    if (options.json === true) io.json({ id: filed.request.id, state: "cancelled" });
    else io.out(`${paint(io, "green", "cancelled")} ${filed.request.id}`);
    return 0;
  } finally {
    await close();
  }
}
