// How a decision comes to its signature: made here with a person's own key, or brought from another machine.

import { readFile } from "node:fs/promises";
import { signWithSshKeygen } from "../../../adapters/system/ssh-keygen.ts";
import type { Approval } from "../../../core/approvals/approval.ts";
import type { ApprovalDecision, DecisionVerb } from "../../../core/approvals/approval-decision.ts";
import { SIGNATURE_NAMESPACE } from "../../../core/approvals/ssh/ssh-signature.ts";
import { Failure } from "../../../core/model/failure.ts";
import type { Refusal } from "../../../core/model/refusal.ts";
import { type ApprovalPorts, composeDecision } from "../../../gate/approvals.ts";
import { chooseSigner, describeSigner } from "./choose-signer.ts";

export interface SigningOptions {
  readonly as?: string;
  readonly key?: string;
  readonly unsigned?: true;
}

export interface DecisionChoice {
  readonly verb: DecisionVerb;
  readonly reason: string | null;
}

/** A decision that could be made here: whose it would be is known, and that they may make it. */
export interface PreparedDecision {
  readonly kind: "prepared";
  /** As whom, and by which key. */
  readonly signer: string;
  /** Asks for passphrase or touch where it has to. Rejects with a Failure `signing-failed`. */
  sign(): Promise<ApprovalDecision | Refusal>;
}

/** Before anybody is asked. Rejects with a Failure `usage` when there is nothing to sign with. */
export async function prepareDecision(
  approval: Approval,
  { input, options, ports }: { input: DecisionChoice; options: SigningOptions; ports: ApprovalPorts },
): Promise<PreparedDecision | Refusal> {
  const { id, quorum } = approval.filed.request;
  if (options.unsigned === true && options.as === undefined)
    throw new Failure("usage", "An unsigned decision needs --as: nothing else says whose it is.");
  const found =
    options.unsigned === true
      ? null
      : await chooseSigner(quorum.approvers, { policy: ports.policy(), as: options.as, key: options.key });
  const approver = found?.principal ?? options.as ?? "";
  const compose = () => composeDecision(id, { ...input, approver }, ports);
  const possible = await compose();
  if (possible.kind === "refusal") return possible;
  return {
    kind: "prepared",
    signer: found === null ? `${approver}, UNSIGNED` : describeSigner(found),
    sign: async () => {
      const composed = await compose(); // anew: it says when
      if (composed.kind === "refusal" || found === null)
        return composed.kind === "refusal" ? composed : { text: composed.text, signature: null };
      const by = { key: found.key, namespace: SIGNATURE_NAMESPACE };
      return { text: composed.text, signature: await signWithSshKeygen(composed.text, by) };
    },
  };
}

/** The text stands beside its signature, as `ssh-keygen -Y sign` leaves them: `text` and `text.sig`. Line ends of any kind are taken. */
export async function readSignature({
  signature,
  text,
}: {
  signature: string;
  text?: string | undefined;
}): Promise<{ readonly text: string; readonly signature: string }> {
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
