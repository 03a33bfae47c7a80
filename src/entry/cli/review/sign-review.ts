// `gatehouse review sign`: an auditor signs off a review that the ledger records. The signature is kept in the entry, where
// `ssh-keygen -Y verify` can check it again.

import { readFile } from "node:fs/promises";
import { nodeApprovalCrypto } from "../../../adapters/system/approval-crypto.ts";
import { Failure } from "../../../core/model/failure.ts";
import type { Policy } from "../../../core/policy/policy.ts";
import { checkSignOff, formatSignOff, type SignOff } from "../../../core/review/review-signature.ts";
import { failureOfProblems, readProject, readProjectPolicy } from "../../project.ts";
import { recordAct } from "../../record-act.ts";
import { type ActorOptions, actAs } from "../act-as.ts";
import { type Io, paint } from "../io.ts";
import { ledgerAt } from "../ledger/ledger-at.ts";

export interface SignReviewOptions extends ActorOptions {
  readonly config: string;
  readonly print?: true;
  readonly signature?: string;
  readonly unsigned?: true;
  readonly reason?: string;
  readonly json?: true;
}

export async function signReview(entry: number, options: SignReviewOptions, io: Io): Promise<number> {
  const project = await readProject(options.config);
  if (project.kind === "problems") throw failureOfProblems(project.problems);
  const loaded = await readProjectPolicy(project);
  if (loaded.kind === "problems") throw failureOfProblems(loaded.problems);
  const { policy } = loaded;
  const { caller } = actAs(options, { policy, may: ({ auditsLedger }) => auditsLedger });
  if (policy.roles.get(caller.role)?.auditsLedger !== true) {
    throw new Failure(
      "not-permitted",
      `${caller.principal} may not sign off reviews in the role ${caller.role}; use an identity whose role has \`ledger: audit\`.`,
    );
  }
  const digest = await readDigest(entry, options);
  const signOff: SignOff = { entry, digest, reviewer: caller.principal };
  if (options.print === true) {
    io.out(formatSignOff(signOff).trimEnd());
    return 0;
  }
  const proof = await readProof(signOff, { options, policy });
  const { index } = await recordAct(project, {
    kind: "review.signed",
    caller,
    policyDigest: policy.digest,
    detail: { review: entry, digest, ...proof },
    ...(options.reason !== undefined && { reason: options.reason }),
  });
  io.out(
    options.json === true
      ? JSON.stringify({ review: entry, digest, signed: index })
      : `${paint(io, "green", "signed off")} the review of entry ${entry} (entry ${index}${proof["assurance"] === 0 ? ", without a signature" : ""})`,
  );
  return 0;
}

async function readDigest(entry: number, options: SignReviewOptions): Promise<string> {
  const reader = await ledgerAt({ config: options.config });
  try {
    const record = reader.entries.at(entry)?.record;
    const digest = record?.detail?.["digest"];
    if (record?.kind === "review.made" && typeof digest === "string") return digest;
  } finally {
    reader.close();
  }
  throw new Failure(
    "usage",
    `Entry ${entry} records no review; gatehouse ledger list --kind review.made shows which do.`,
  );
}

async function readProof(
  signOff: SignOff,
  { options, policy }: { options: SignReviewOptions; policy: Policy },
): Promise<Readonly<Record<string, string | number>>> {
  if ((options.signature === undefined) === (options.unsigned === undefined)) {
    throw new Failure(
      "usage",
      "Give --signature with what ssh-keygen made of the text that --print shows, or --unsigned.",
    );
  }
  if (options.signature === undefined) return { assurance: 0 };
  const signature = await readFile(options.signature, "utf8").catch((cause: unknown) => {
    throw new Failure("usage", `The signature ${options.signature ?? ""} cannot be read; check its name.`, { cause });
  });
  const keys = policy.identities.get(signOff.reviewer)?.keys ?? [];
  const checked = checkSignOff(signOff, { signature, keys, primitives: nodeApprovalCrypto });
  if (checked.kind === "faulty") throw new Failure("not-permitted", checked.message);
  return { signed: formatSignOff(signOff), signature, key: checked.key, assurance: checked.assurance };
}
