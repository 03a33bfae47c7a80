// `gatehouse approvals show`: one request in full, with its preview masked for who looks.

import type { Approval } from "../../../core/approvals/approval.ts";
import { countQuorum } from "../../../core/approvals/count-quorum.ts";
import { digestWords } from "../../../core/approvals/digest-words.ts";
import { type ApprovalPorts, approverKeysOf, timeAt } from "../../../gate/approvals.ts";
import { openApprovalPorts } from "../../wiring/terminal/open-approval-ports.ts";
import type { Io } from "../terminal/io.ts";
import type { Palette } from "../terminal/paint.ts";
import { findRequest, viewerOf } from "./find-request.ts";
import { loadScanner } from "./highlight-statement.ts";
import { describeLook, lookIfOpen, sayLook } from "./look.ts";
import { renderApproval } from "./render-approval.ts";
import { shownParameters, shownSample, type Viewer } from "./shown-sample.ts";

export async function showApproval(
  given: string,
  options: { config: string; as?: string; json?: true },
  io: Io,
): Promise<number> {
  const opened = await openApprovalPorts(options.config);
  const { ports } = opened;
  try {
    const approval = await findRequest(given, ports);
    const viewer = viewerOf(ports, options.as);
    // others read what is written down; for who decides it is looked at what it would do now
    const decides = viewer.name !== null && approval.filed.request.quorum.approvers.includes(viewer.name);
    const looked = decides ? await lookIfOpen(approval, opened) : null;
    if (options.json === true) {
      io.json({ ...forScripts(approval, { ports, viewer }), now: describeLook(looked) });
      return 0;
    }
    const told = sayLook(looked, io);
    io.out(...(await renderLines(approval, { ports, viewer, io })), ...(told.length === 0 ? [] : ["", ...told]));
    return 0;
  } finally {
    await opened.close();
  }
}

export async function renderLines(
  approval: Approval,
  { ports, viewer, io }: { ports: ApprovalPorts; viewer: Viewer; io: Palette },
): Promise<readonly string[]> {
  const tellTokens = await loadScanner(approval.filed.request.target.engine);
  return renderApproval(approval, { io, viewer, now: timeAt(ports), tally: tallyOf(approval, ports), tellTokens });
}

function tallyOf({ filed, decisions }: Approval, ports: ApprovalPorts) {
  return countQuorum(decisions, { filed, approverKeys: approverKeysOf(ports, ports.policy()) });
}

function forScripts(approval: Approval, { ports, viewer }: { ports: ApprovalPorts; viewer: Viewer }) {
  const { filed, progress, decisions } = approval;
  const { samples: _, ...effect } = filed.request.effect;
  const { further, ...statement } = filed.request.statement;
  const shown = shownParameters(filed.request) !== null;
  const parameters = shown ? statement.parameters : null;
  const more = further?.map((next) => (shown ? next : { text: next.text, parameters: null }));
  const { verdict, missing } = tallyOf(approval, ports);
  return {
    id: filed.request.id,
    digest: filed.digest,
    words: digestWords(filed.digest),
    ...progress,
    verdict,
    missing,
    request: {
      ...filed.request,
      statement: { ...statement, parameters, ...(more !== undefined && { further: more }) },
      effect: { ...effect, sample: shownSample(filed.request, viewer)?.sample ?? null },
    },
    decisions,
  };
}
