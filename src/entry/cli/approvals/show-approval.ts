// `gatehouse approvals show`: one request in full, with its preview masked for who looks.

import type { Approval } from "../../../core/approvals/approval.ts";
import { countQuorum } from "../../../core/approvals/count-quorum.ts";
import { digestWords } from "../../../core/approvals/digest-words.ts";
import { type ApprovalDesk, electorateOf, timeAt } from "../../../gate/approval-desk.ts";
import { openApprovalDesk } from "../../open-approval-desk.ts";
import type { Io } from "../io.ts";
import { visibleJson } from "../visible-text.ts";
import { findRequest, rolesOfViewer } from "./find-request.ts";
import { renderApproval } from "./render-approval.ts";

export async function showApproval(
  given: string,
  options: { config: string; as?: string; json?: true },
  io: Io,
): Promise<number> {
  const { desk, close } = await openApprovalDesk(options.config);
  try {
    const approval = await findRequest(given, desk);
    const roles = rolesOfViewer(desk, options.as);
    if (options.json === true) {
      io.out(visibleJson(forScripts(approval, { desk, roles })));
      return 0;
    }
    for (const line of renderLines(approval, { desk, roles, io })) io.out(line);
    return 0;
  } finally {
    await close();
  }
}

export function renderLines(
  approval: Approval,
  { desk, roles, io }: { desk: ApprovalDesk; roles: readonly string[]; io: Io },
): readonly string[] {
  return renderApproval(approval, { io, roles, now: timeAt(desk), tally: tallyOf(approval, desk) });
}

function tallyOf({ filed, decisions }: Approval, desk: ApprovalDesk) {
  return countQuorum(decisions, { filed, electorate: electorateOf(desk, desk.policy()) });
}

function forScripts(approval: Approval, { desk, roles }: { desk: ApprovalDesk; roles: readonly string[] }) {
  const { filed, progress, decisions } = approval;
  const { samples, ...effect } = filed.request.effect;
  const role = roles.find((each) => samples[each] !== undefined) ?? "requester";
  const { verdict, missing } = tallyOf(approval, desk);
  return {
    id: filed.request.id,
    digest: filed.digest,
    words: digestWords(filed.digest),
    ...progress,
    verdict,
    missing,
    request: { ...filed.request, effect: { ...effect, sample: samples[role] ?? null } },
    decisions,
  };
}
