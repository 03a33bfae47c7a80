// `gatehouse review sign`: an auditor signs off a review that the ledger records, with a key at hand or one on another machine. Text and
// signature are kept in the entry, where `ssh-keygen -Y verify` can check them again.

import { nodeApprovalCrypto } from "../../../adapters/system/approval-crypto.ts";
import { systemClock } from "../../../adapters/system/system-clock.ts";
import { oneLineReason } from "../../../core/approvals/approval-decision.ts";
import { formatTime } from "../../../core/ledger/entry/entry-record.ts";
import type { Caller } from "../../../core/model/caller.ts";
import { Failure } from "../../../core/model/failure.ts";
import type { Policy } from "../../../core/policy/policy.ts";
import { type RecordedReview, refuseSignOff } from "../../../core/review/check-sign-off.ts";
import { type Coverage, refuseCoverage } from "../../../core/review/review-coverage.ts";
import {
  checkReviewSignature,
  formatSignOff,
  parseSignOff,
  type SignOff,
} from "../../../core/review/review-signature.ts";
import { failureOfProblems, readProject, readProjectPolicy } from "../../wiring/project.ts";
import { recordAct } from "../../wiring/terminal/record-act.ts";
import { type ActorOptions, actAs } from "../act-as.ts";
import { readSignature } from "../approvals/sign-decision.ts";
import { ledgerAt } from "../ledger/ledger-at.ts";
import type { Io } from "../terminal/io.ts";
import { paint } from "../terminal/paint.ts";
import { signHere } from "./sign-here.ts";

export interface SignReviewOptions extends ActorOptions {
  readonly config: string;
  readonly key?: string;
  readonly print?: true;
  readonly signature?: string;
  readonly text?: string;
  readonly unsigned?: true;
  readonly reason?: string;
  readonly yes?: true;
  readonly json?: true;
}

export async function signReview(entry: number, options: SignReviewOptions, io: Io): Promise<number> {
  const project = await readProject(options.config);
  if (project.kind === "problems") throw failureOfProblems(project.problems);
  const loaded = await readProjectPolicy(project);
  if (loaded.kind === "problems") throw failureOfProblems(loaded.problems);
  const { policy } = loaded;
  const { caller } = actAs(options, { policy, may: ({ auditsLedger }) => auditsLedger });
  refuseOthers(caller, policy);
  const around: Around = { options, policy, caller, io, ...(await readReview(entry, options)) };
  if (options.print === true) {
    const text = formatSignOff(compose(around));
    await io.exact(text.trimEnd().split("\n"));
    return 0;
  }
  const proof = options.signature === undefined ? await make(around) : await take(options.signature, around);
  if (proof === null) {
    io.out("Nothing was signed off.");
    return 1;
  }
  const { review } = around;
  const { index } = await recordAct(project, {
    kind: "review.signed",
    caller,
    policyDigest: policy.digest,
    detail: { review: entry, digest: review.digest, from: review.from, to: review.to, ...proof.detail },
    ...(proof.reason !== null && { reason: proof.reason }),
  });
  if (options.json === true) io.json({ review: entry, digest: review.digest, signed: index });
  else
    io.out(
      `${paint(io, "green", "signed off")} the review of entry ${entry} (entry ${index}${proof.detail["assurance"] === 0 ? ", without a signature: it counts for nothing" : ""})`,
    );
  return 0;
}

interface Recorded {
  readonly review: RecordedReview;
  readonly coverage: Coverage;
  readonly head: SignOff["ledger"];
  /** Of the ledger when it had that many entries; null when it never had. */
  readonly rootAt: (size: number) => string | null;
}

interface Around extends Recorded {
  readonly options: SignReviewOptions;
  readonly policy: Policy;
  readonly caller: Caller;
  readonly io: Io;
}

interface Proof {
  readonly detail: Readonly<Record<string, string | number>>;
  readonly reason: string | null;
}

function refuseOthers({ principal, role }: Caller, policy: Policy): void {
  if (policy.roles.get(role)?.auditsLedger === true) return;
  throw new Failure(
    "not-permitted",
    `${principal} may not sign off reviews in the role ${role}; use an identity whose role has \`ledger: audit\`.`,
  );
}

async function readReview(entry: number, options: SignReviewOptions): Promise<Recorded> {
  const { stored } = await ledgerAt({ config: options.config });
  const reader = await stored.read();
  try {
    const record = (await reader.entry(entry))?.record;
    const { digest, from, to } = record?.detail ?? {};
    const coverage = await reader.coverage();
    if (
      record?.kind === "review.made" &&
      typeof digest === "string" &&
      typeof from === "string" &&
      typeof to === "string" &&
      coverage !== null
    ) {
      const size = await reader.size();
      const roots = new Map<number, string | null>();
      for (const each of [size, ...(await sizesGiven(options))]) roots.set(each, await reader.rootAt(each));
      const rootAt = (wanted: number): string | null => roots.get(wanted) ?? null;
      return {
        review: { entry, digest, from, to, made: record.time },
        coverage,
        head: { size, root: rootAt(size) ?? "" },
        rootAt,
      };
    }
  } finally {
    await reader.close();
  }
  throw new Failure(
    "usage",
    `Entry ${entry} records no review; gatehouse ledger list --kind review.made shows which do.`,
  );
}

async function sizesGiven({ signature, text }: SignReviewOptions): Promise<readonly number[]> {
  if (signature === undefined) return [];
  const signOff = parseSignOff((await readSignature({ signature, text })).text);
  return signOff === null ? [] : [signOff.ledger.size];
}

function compose({ review, head, caller, options, coverage }: Around): SignOff {
  const { entry, digest, from, to } = review;
  const signOff: SignOff = {
    entry,
    digest,
    from,
    to,
    reviewer: caller.principal,
    at: formatTime(systemClock.now()),
    ledger: head,
    nonce: nodeApprovalCrypto.nonce(),
    reason: options.reason === undefined ? null : oneLineReason(options.reason),
  };
  const refused = options.unsigned === true ? null : refuseCoverage(signOff, coverage);
  if (refused !== null) throw new Failure("usage", refused);
  return signOff;
}

/** With a key at hand, or without any. Null when the person changed their mind. */
async function make(around: Around): Promise<Proof | null> {
  const { options, policy, io } = around;
  const signOff = compose(around);
  const text = formatSignOff(signOff);
  const signature = await signHere(text, { reviewer: signOff.reviewer, policy, options, io });
  if (signature === null) return null;
  if (signature === "unsigned") return { detail: { assurance: 0 }, reason: signOff.reason };
  return prove(signOff, signature, around);
}

/** Made elsewhere, over the text that --print gave. */
async function take(file: string, around: Around): Promise<Proof> {
  const { text, signature } = await readSignature({ signature: file, text: around.options.text });
  const signOff = parseSignOff(text);
  if (signOff === null)
    throw new Failure("usage", "The text that was signed is not the one of a review; sign exactly what --print shows.");
  const { review, caller, coverage, rootAt } = around;
  const now = formatTime(systemClock.now());
  const given = around.options.reason === undefined ? null : oneLineReason(around.options.reason);
  const refused =
    refuseSignOff(signOff, {
      review,
      reviewer: caller.principal,
      reason: given,
      now,
      root: rootAt(signOff.ledger.size),
    }) ?? refuseCoverage(signOff, coverage);
  if (refused !== null) throw new Failure("not-permitted", refused);
  return prove(signOff, signature, around);
}

function prove(signOff: SignOff, signature: string, { policy }: Around): Proof {
  const keys = policy.identities.get(signOff.reviewer)?.keys ?? [];
  const text = formatSignOff(signOff);
  const { reviewer, nonce, reason } = signOff;
  const checked = checkReviewSignature(text, { signature, reviewer, keys, primitives: nodeApprovalCrypto });
  if (checked.kind === "faulty") throw new Failure("not-permitted", checked.message);
  return { detail: { nonce, signed: text, signature, key: checked.key, assurance: checked.assurance }, reason };
}
