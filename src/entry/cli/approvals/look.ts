// What was found when a request was looked at again, in the words of the terminal.

import type { Approval } from "../../../core/approvals/approval.ts";
import type { Rechecked } from "../../../gate/writing.ts";
import { lookAtTerminal } from "../../wiring/terminal/look-at-terminal.ts";
import type { OpenApprovalPorts } from "../../wiring/terminal/open-approval-ports.ts";
import { type Palette, paint } from "../terminal/paint.ts";

/** Null of what has nothing to look at: access, and what was decided or carried out. */
export async function lookIfOpen(
  { filed, progress }: Approval,
  { project }: OpenApprovalPorts,
): Promise<Rechecked | null> {
  const { id, kind } = filed.request;
  const open = progress.state === "pending" || progress.state === "approved";
  return open && (kind === "write" || kind === "revert") ? lookAtTerminal(id, project) : null;
}

export function sayLook(looked: Rechecked | null, io: Palette): readonly string[] {
  const lead = paint(io, "bold", "as things are now");
  switch (looked?.kind) {
    case undefined:
      return [];
    case "same":
      return [`${lead}  it would do exactly this; nothing was changed`];
    case "stale":
      return [`${lead}  ${paint(io, "red", `it would no longer do this: ${looked.because}`)}`];
    case "refusal":
      return [
        `${lead}  ${paint(io, "yellow", `what it would do could not be looked at from here (${looked.code}): ${looked.message}`)}`,
        "  Whatever is decided, it is looked at again when it is carried out.",
      ];
  }
}

/** For scripts. */
export function describeLook(looked: Rechecked | null) {
  if (looked === null) return null;
  if (looked.kind === "same") return { looked: "same" };
  return looked.kind === "stale"
    ? { looked: "stale", because: looked.because }
    : { looked: "unknown", code: looked.code, message: looked.message };
}
