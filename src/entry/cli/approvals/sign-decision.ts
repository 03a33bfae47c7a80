// How a decision comes to its signature: made here with a person's own key, or brought from another machine.

import { readFile } from "node:fs/promises";
import { signWithSshKeygen } from "../../../adapters/system/ssh-keygen.ts";
import type { Approval } from "../../../core/approvals/approval.ts";
import type { ApprovalDecision, DecisionVerb } from "../../../core/approvals/approval-decision.ts";
import { Failure } from "../../../core/model/failure.ts";
import type { Refusal } from "../../../core/model/refusal.ts";
import type { ApprovalDesk } from "../../../gate/approval-desk.ts";
import { composeDecision } from "../../../gate/compose-decision.ts";
import { chooseSigner } from "./choose-signer.ts";

export interface SigningOptions {
  readonly as?: string;
  readonly key?: string;
  readonly unsigned?: true;
}

export interface Wish {
  readonly verb: DecisionVerb;
  readonly reason: string | null;
}

/** Asks for passphrase or touch where it has to. Rejects with a Failure `usage` or `signing-failed`. */
export async function signDecision(
  approval: Approval,
  { wish, options, desk }: { wish: Wish; options: SigningOptions; desk: ApprovalDesk },
): Promise<ApprovalDecision | Refusal> {
  const { request } = approval.filed;
  const { id } = request;
  if (options.unsigned === true) {
    if (options.as === undefined)
      throw new Failure("usage", "An unsigned decision needs --as: nothing else says whose it is.");
    const composed = await composeDecision(id, { ...wish, approver: options.as }, desk);
    return composed.kind === "refusal" ? composed : { text: composed.text, signature: null };
  }
  const signer = await chooseSigner(request, { policy: desk.policy(), as: options.as, key: options.key });
  const composed = await composeDecision(id, { ...wish, approver: signer.principal }, desk);
  if (composed.kind === "refusal") return composed;
  return { text: composed.text, signature: await signWithSshKeygen(composed.text, signer.key) };
}

/** The text stands beside its signature, as `ssh-keygen -Y sign` leaves them: `text` and `text.sig`. */
export async function readSignature({
  signature,
  text,
}: {
  signature: string;
  text?: string | undefined;
}): Promise<ApprovalDecision> {
  const textFile = text ?? (signature.endsWith(".sig") ? signature.slice(0, -".sig".length) : undefined);
  if (textFile === undefined)
    throw new Failure("usage", "Name the text that was signed with --text, as --print gave it.");
  return { text: await readGiven(textFile), signature: (await readGiven(signature)).replaceAll("\r\n", "\n") };
}

async function readGiven(path: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (cause) {
    throw new Failure("usage", `The file ${path} cannot be read.`, { cause });
  }
}
