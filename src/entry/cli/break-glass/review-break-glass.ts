// `gatehouse break-glass review`: an auditor signs off what was opened. The signature is kept in the entry, where
// `ssh-keygen -Y verify -n review@gatehouse` can check it again.

import { readFile } from "node:fs/promises";
import type { Caller } from "../../../core/model/caller.ts";
import { Failure } from "../../../core/model/failure.ts";
import type { Refusal } from "../../../core/model/refusal.ts";
import type { Finding } from "../../../core/review/break-glass.ts";
import { composeBreakGlassReview, type ReviewInput, recordBreakGlassReview } from "../../../gate/access.ts";
import type { ApprovalPorts } from "../../../gate/approvals.ts";
import { openApprovalPorts } from "../../wiring/terminal/open-approval-ports.ts";
import { type ActorOptions, actAs } from "../act-as.ts";
import { signHere } from "../review/sign-here.ts";
import type { Io } from "../terminal/io.ts";
import { paint } from "../terminal/paint.ts";
import { sayRefusal } from "../terminal/say-refusal.ts";

export interface ReviewBreakGlassOptions extends ActorOptions {
  readonly config: string;
  readonly finding: Finding;
  readonly reason?: string;
  readonly key?: string;
  readonly print?: true;
  readonly signature?: string;
  readonly unsigned?: true;
  readonly yes?: true;
  readonly json?: true;
}

export async function reviewBreakGlass(id: string, options: ReviewBreakGlassOptions, io: Io): Promise<number> {
  const { ports, close } = await openApprovalPorts(options.config);
  const said = { io, json: options.json === true };
  try {
    const { caller: by } = actAs(options, { policy: ports.policy(), may: ({ auditsLedger }) => auditsLedger });
    const input = { id, finding: options.finding, reason: options.reason ?? null };
    if (options.print === true) {
      const composed = await composeBreakGlassReview(input, { by, ports });
      if (composed.kind === "refusal") return sayRefusal(composed, said);
      await io.exact(composed.text.trimEnd().split("\n"));
      return 0;
    }
    const signature = await proofOf(input, { options, by, ports, io });
    if (typeof signature === "object" && signature !== null) return sayRefusal(signature, said);
    if (signature === null) {
      io.out("Nothing was signed off.");
      return 1;
    }
    const outcome = await recordBreakGlassReview(input, signature === "unsigned" ? null : signature, { by, ports });
    if (outcome.kind === "refusal") return sayRefusal(outcome, said);
    const { opening, receipt } = outcome;
    if (options.json === true) io.json({ request: opening.request, finding: options.finding, entry: receipt.index });
    else
      io.out(`${paint(io, "green", "signed off")} ${opening.request} as ${options.finding} (entry ${receipt.index})`);
    return 0;
  } finally {
    await close();
  }
}

/** Made elsewhere, or here. Null when the person changed their mind. */
async function proofOf(
  input: ReviewInput,
  { options, by, ports, io }: { options: ReviewBreakGlassOptions; by: Caller; ports: ApprovalPorts; io: Io },
): Promise<string | null | Refusal> {
  const { signature } = options;
  if (signature !== undefined) {
    return readFile(signature, "utf8").catch((cause: unknown) => {
      throw new Failure("usage", `The signature ${signature} cannot be read; check its name.`, { cause });
    });
  }
  const composed = await composeBreakGlassReview(input, { by, ports });
  if (composed.kind === "refusal") return composed;
  return signHere(composed.text, { reviewer: by.principal, policy: ports.policy(), options, io });
}
