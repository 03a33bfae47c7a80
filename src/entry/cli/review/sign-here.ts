// An auditor's signature with a key at hand: the key is looked for, the text shown and asked about, and then it is signed.

import { signWithSshKeygen } from "../../../adapters/system/ssh-keygen.ts";
import type { Policy } from "../../../core/policy/policy.ts";
import { REVIEW_NAMESPACE } from "../../../core/review/review-signature.ts";
import { chooseSigner, describeSigner } from "../approvals/choose-signer.ts";
import type { Io } from "../terminal/io.ts";
import { isAgreed } from "../terminal/is-agreed.ts";

interface Here {
  readonly reviewer: string;
  readonly policy: Policy;
  readonly options: { readonly key?: string; readonly unsigned?: true; readonly yes?: true; readonly json?: true };
  readonly io: Io;
}

/** Null when the person changed their mind. Rejects with a Failure `usage` or `signing-failed`. */
export async function signHere(text: string, { reviewer, policy, options, io }: Here): Promise<string | null> {
  const { key, unsigned, yes, json } = options;
  const signer = unsigned === true ? null : await chooseSigner([reviewer], { policy, as: reviewer, key });
  const about = [
    ...text
      .trimEnd()
      .split("\n")
      .map((line) => `  ${line}`),
    "",
  ];
  if (json !== true) io.out(...about);
  const question = `Sign this off as ${signer === null ? `${reviewer}, UNSIGNED` : describeSigner(signer)}?`;
  if (!(await isAgreed({ about, isShown: json !== true, question, yes }, io))) return null;
  return signer === null ? "unsigned" : signWithSshKeygen(text, { key: signer.key, namespace: REVIEW_NAMESPACE });
}
