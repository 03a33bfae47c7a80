// `gatehouse break-glass review`: an auditor signs off what was opened. The signature is kept in the entry, where
// `ssh-keygen -Y verify -n review@gatehouse` can check it again.

import { readFile } from "node:fs/promises";
import { Failure } from "../../../core/model/failure.ts";
import type { Finding } from "../../../core/review/opening.ts";
import { composeOpeningReview, recordOpeningReview } from "../../../gate/review-break-glass.ts";
import { openApprovalDesk } from "../../open-approval-desk.ts";
import { type ActorOptions, actAs } from "../act-as.ts";
import { type Io, paint } from "../io.ts";
import { sayRefusal } from "../say-refusal.ts";
import { visibleJson } from "../visible-text.ts";

export interface ReviewOpeningOptions extends ActorOptions {
  readonly config: string;
  readonly finding: Finding;
  readonly reason?: string;
  readonly print?: true;
  readonly signature?: string;
  readonly unsigned?: true;
  readonly json?: true;
}

export async function reviewOpening(id: string, options: ReviewOpeningOptions, io: Io): Promise<number> {
  const { desk, close } = await openApprovalDesk(options.config);
  const said = { io, json: options.json === true };
  try {
    const { caller: by } = actAs(options, { policy: desk.policy(), may: ({ auditsLedger }) => auditsLedger });
    const wish = { id, finding: options.finding, reason: options.reason ?? null };
    if (options.print === true) {
      const composed = await composeOpeningReview(wish, { by, desk });
      if (composed.kind === "refusal") return sayRefusal(composed, said);
      io.out(composed.text.trimEnd());
      return 0;
    }
    const outcome = await recordOpeningReview(wish, await readProof(options), { by, desk });
    if (outcome.kind === "refusal") return sayRefusal(outcome, said);
    const { opening, receipt } = outcome;
    io.out(
      options.json === true
        ? visibleJson({ request: opening.request, finding: options.finding, entry: receipt.index })
        : `${paint(io, "green", "signed off")} ${opening.request} as ${options.finding} (entry ${receipt.index})`,
    );
    return 0;
  } finally {
    await close();
  }
}

/** Null for an unsigned one. */
async function readProof({ signature, unsigned }: ReviewOpeningOptions): Promise<string | null> {
  if ((signature === undefined) === (unsigned === undefined)) {
    throw new Failure(
      "usage",
      "Give --signature with what ssh-keygen made of the text that --print shows, or --unsigned.",
    );
  }
  if (signature === undefined) return null;
  return readFile(signature, "utf8").catch((cause: unknown) => {
    throw new Failure("usage", `The signature ${signature} cannot be read; check its name.`, { cause });
  });
}
