// `gatehouse approvals reconcile ID`: says what became of a write that the database cannot tell of; another person signs for it.

import { visibleLine } from "../../../core/model/visible-text.ts";
import { fileFinding } from "../../../gate/writing.ts";
import { openApprovalPorts } from "../../wiring/terminal/open-approval-ports.ts";
import { type ActorOptions, actAs } from "../act-as.ts";
import type { Io } from "../terminal/io.ts";
import { isAgreed } from "../terminal/is-agreed.ts";
import { paint } from "../terminal/paint.ts";
import { findRequest } from "./find-request.ts";

export interface ReconcileOptions extends ActorOptions {
  readonly config: string;
  readonly found: "happened" | "never";
  readonly reason: string;
  readonly yes?: true;
  readonly json?: true;
}

export async function reconcile(given: string, options: ReconcileOptions, io: Io): Promise<number> {
  const opened = await openApprovalPorts(options.config);
  try {
    const { ports } = opened;
    const { caller } = actAs(options, { policy: ports.policy(), may: () => true });
    const { filed } = await findRequest(given, ports);
    const finding = { id: filed.request.id, happened: options.found === "happened", reason: options.reason };
    const about = [
      `${visibleLine(filed.request.statement.normalised)}, asked for by ${filed.request.requester.principal} on ${filed.request.target.database}`,
    ];
    if (options.json !== true) io.out(...about);
    const question = `Say that it ${finding.happened ? "happened" : "never happened"}, as ${caller.principal}?`;
    if (!(await isAgreed({ about, isShown: options.json !== true, question, yes: options.yes }, io))) {
      io.out("Nothing was said of it.");
      return 1;
    }
    const request = await fileFinding(finding, { caller, ports });
    if ("message" in request) {
      const { code, message, remedy } = request;
      if (options.json === true) io.json({ refused: code, message, remedy });
      else io.err(`${paint(io, "red", `refused: ${code}`)}  ${message} ${remedy}`);
      return 1;
    }
    if (options.json === true) io.json({ request: request.id, approvers: request.quorum.approvers });
    else
      io.out(
        `${paint(io, "yellow", "waits")} for another person: gatehouse approvals approve ${request.id} --run  (${request.quorum.approvers.join(", ")})`,
      );
    return 0;
  } finally {
    await opened.close();
  }
}
