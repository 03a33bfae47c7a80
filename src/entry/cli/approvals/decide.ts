// `gatehouse approvals approve` and `deny`: shows what is decided on, has it signed, and says what came of it.

import { createInterface } from "node:readline/promises";
import type { Approval } from "../../../core/approvals/approval.ts";
import { type DecisionVerb, oneLineReason } from "../../../core/approvals/approval-decision.ts";
import { Failure } from "../../../core/model/failure.ts";
import type { Refusal } from "../../../core/model/refusal.ts";
import { composeDecision } from "../../../gate/compose-decision.ts";
import type { Decided } from "../../../gate/decide-approval.ts";
import { decideAtTerminal } from "../../decide-at-terminal.ts";
import { type OpenDesk, openApprovalDesk } from "../../open-approval-desk.ts";
import { runApproved } from "../../run-approved.ts";
import { type Io, paint } from "../io.ts";
import { visibleJson, visibleLine } from "../visible-text.ts";
import { chooseSigner } from "./choose-signer.ts";
import { findRequest, viewerOf } from "./find-request.ts";
import { renderLines } from "./show-approval.ts";
import { readSignature, type SigningOptions, signDecision, type Wish } from "./sign-decision.ts";

export interface DecideOptions extends SigningOptions {
  readonly config: string;
  readonly reason?: string;
  readonly print?: true;
  readonly signature?: string;
  readonly text?: string;
  readonly yes?: true;
  readonly run?: true;
  readonly json?: true;
}

export async function decide(
  verb: DecisionVerb,
  { given, options }: { given: string; options: DecideOptions },
  io: Io,
): Promise<number> {
  const opened = await openApprovalDesk(options.config);
  try {
    const approval = await findRequest(given, opened.desk);
    const wish = { verb, reason: options.reason === undefined ? null : oneLineReason(options.reason) };
    if (verb === "deny" && wish.reason === null && options.signature === undefined) {
      throw new Failure("usage", "Say why with --reason: who asked is told.");
    }
    if (options.print === true) return await print(approval, { wish, options, opened, io });
    const outcome = await obtain(approval, { wish, options, opened, io });
    if (outcome === null) return 1;
    return await conclude(outcome, { options, opened, io });
  } finally {
    await opened.close();
  }
}

interface Doing {
  readonly wish: Wish;
  readonly options: DecideOptions;
  readonly opened: OpenDesk;
  readonly io: Io;
}

/** The text alone goes to stdout, exactly as it has to be signed. */
async function print(approval: Approval, { wish, options, opened, io }: Doing): Promise<number> {
  const { desk } = opened;
  const { id } = approval.filed.request;
  const approver =
    options.as ?? (await chooseSigner(approval.filed.request, { policy: desk.policy(), key: options.key })).principal;
  const composed = await composeDecision(id, { ...wish, approver }, desk);
  if (composed.kind === "refusal") return sayRefused(composed, { options, io });
  io.out(composed.text.trimEnd());
  io.err(
    `Keep this text in a file and sign it as it is:\n  ssh-keygen -Y sign -n approve@gatehouse -f KEY decision.txt\nthen\n  gatehouse approvals ${wish.verb} ${id} --signature decision.txt.sig`,
  );
  return 0;
}

/** Null when the person at the terminal changed their mind. */
async function obtain(approval: Approval, doing: Doing): Promise<Decided | Refusal | null> {
  const { wish, options, opened, io } = doing;
  const { desk } = opened;
  const { id } = approval.filed.request;
  if (options.signature !== undefined) {
    const decision = await readSignature({ signature: options.signature, text: options.text });
    return decideAtTerminal(id, decision, opened);
  }
  if (options.json !== true) {
    for (const line of renderLines(approval, { desk, io, viewer: viewerOf(desk, options.as) })) io.out(line);
    io.out("");
    if (options.yes !== true && !(await confirm(wish.verb))) {
      io.out("Nothing was decided.");
      return null;
    }
  }
  const decision = await signDecision(approval, { wish, options, desk });
  return "kind" in decision ? decision : decideAtTerminal(id, decision, opened);
}

/** A terminal proves nothing, but a person who is shown something should be asked. Scripts are not. */
async function confirm(verb: DecisionVerb): Promise<boolean> {
  if (!process.stdin.isTTY || !process.stdout.isTTY) return true;
  const asking = createInterface({ input: process.stdin, output: process.stdout });
  const interrupted = new Promise<string>((resolve) => asking.once("close", () => resolve("")));
  const answer = await Promise.race([
    asking.question(`${verb === "approve" ? "Approve" : "Deny"} this? [y/N] `),
    interrupted,
  ]);
  asking.close();
  return /^y(es)?$/i.test(answer.trim());
}

async function conclude(outcome: Decided | Refusal, { options, opened, io }: Omit<Doing, "wish">): Promise<number> {
  if (outcome.kind === "refusal") return sayRefused(outcome, { options, io });
  const run = options.run === true && outcome.approval.progress.state === "approved";
  const ran = run ? await runApproved(outcome.approval.filed.request.id, opened.project) : null;
  if (options.json === true) io.out(visibleJson({ ...describeDecided(outcome), ...(ran !== null && { run: ran }) }));
  else {
    for (const line of sayDecided(outcome, { io, run: options.run === true })) io.out(line);
    if (ran?.kind === "executed") {
      const erased = outcome.approval.filed.request.kind === "erase";
      const [one, more] = erased ? ["sealed detail erased", "sealed details erased"] : ["row changed", "rows changed"];
      io.out(`${paint(io, "green", "executed")}: ${ran.rows} ${ran.rows === 1 ? one : more}`);
    }
    if (ran?.kind === "refusal") io.err(`${paint(io, "red", `${ran.code}:`)} ${ran.message} ${ran.remedy}`);
  }
  return ran?.kind === "refusal" ? 1 : 0;
}

function describeDecided({ approval, counted, tally, receipt }: Decided) {
  return {
    id: approval.filed.request.id,
    digest: approval.filed.digest,
    state: approval.progress.state,
    decision: counted.text.decision,
    approver: counted.text.approver,
    assurance: counted.assurance,
    key: counted.signed?.fingerprint ?? null,
    missing: tally.missing,
    ledger: { index: receipt.index, size: receipt.size, root: receipt.root },
  };
}

export function sayDecided(
  { approval, counted, tally }: Decided,
  { io, run }: { io: Io; run: boolean },
): readonly string[] {
  const { text, signed, assurance } = counted;
  const verb =
    text.decision === "approve"
      ? paint(io, "green", "approved")
      : paint(io, "red", approval.progress.state === "revoked" ? "revoked" : "denied");
  const proof =
    signed === null
      ? paint(io, "yellow", "UNSIGNED: this policy is for development")
      : `${signed.fingerprint}, assurance ${assurance}`;
  const next =
    approval.progress.state === "pending"
      ? `It still needs ${tally.missing} more ${tally.missing === 1 ? "person" : "people"}.`
      : approval.progress.state === "approved" && !run
        ? approval.filed.request.access !== undefined
          ? sayInForce(approval.filed.request)
          : approval.filed.request.kind === "erase"
            ? `gatehouse ledger erase --approved ${approval.filed.request.id} carries it out; --run would have done it at once.`
            : "The caller carries it out by request-approval with its id, or by the same query again; --run would have done it at once."
        : "";
  return [`${verb} by ${visibleLine(text.approver)} (${proof})`, ...(next === "" ? [] : [next])];
}

function sayInForce({ id, access }: Approval["filed"]["request"]): string {
  if (access?.opened === undefined)
    return "It is in force from now on, and ends by itself; gatehouse approvals deny ends it at once.";
  const by = access.opened.reviewBy.slice(0, 16).replace("T", " ");
  return `It is open from now on, and ends by itself; gatehouse break-glass end ${id} ends it at once.\nAn auditor has to sign it off by ${by} UTC: gatehouse break-glass review ${id}`;
}

function sayRefused(refusal: Refusal, { options, io }: { options: DecideOptions; io: Io }): number {
  if (options.json === true) {
    io.out(
      visibleJson({
        state: "refused",
        code: refusal.code,
        rule: refusal.rule,
        message: refusal.message,
        remedy: refusal.remedy,
      }),
    );
  } else io.err(`${paint(io, "red", `${refusal.code}:`)} ${refusal.message} ${refusal.remedy}`);
  return 1;
}
