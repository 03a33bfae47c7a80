// `gatehouse approvals approve` and `deny`: shows what is decided on, has it signed, and says what came of it.

import type { Approval } from "../../../core/approvals/approval.ts";
import { type DecisionVerb, oneLineReason, parseDecision } from "../../../core/approvals/approval-decision.ts";
import { Failure } from "../../../core/model/failure.ts";
import type { Refusal } from "../../../core/model/refusal.ts";
import { visibleLine } from "../../../core/model/visible-text.ts";
import { composeDecision, type Decided } from "../../../gate/approvals.ts";
import { decideAtTerminal } from "../../wiring/terminal/decide-at-terminal.ts";
import { endStale } from "../../wiring/terminal/look-at-terminal.ts";
import { type OpenApprovalPorts, openApprovalPorts } from "../../wiring/terminal/open-approval-ports.ts";
import { runApproved } from "../../wiring/terminal/run-approved.ts";
import type { Io } from "../terminal/io.ts";
import { isAgreed } from "../terminal/is-agreed.ts";
import { paint } from "../terminal/paint.ts";
import { sayRefusal } from "../terminal/say-refusal.ts";
import { chooseSigner } from "./choose-signer.ts";
import { findRequest, viewerOf } from "./find-request.ts";
import { lookIfOpen, sayLook } from "./look.ts";
import { renderLines } from "./show-approval.ts";
import { type DecisionChoice, prepareDecision, readSignature, type SigningOptions } from "./sign-decision.ts";

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

/** The worst exit code of all: each request is shown, asked about and decided by itself. */
export async function decide(
  verb: DecisionVerb,
  { given, options }: { given: readonly string[]; options: DecideOptions },
  io: Io,
): Promise<number> {
  const input = { verb, reason: options.reason === undefined ? null : oneLineReason(options.reason) };
  if (verb === "deny" && input.reason === null && options.signature === undefined)
    throw new Failure("usage", "Say why with --reason: who asked is told.");
  if (given.length > 1 && (options.print === true || options.signature !== undefined))
    throw new Failure("usage", "A text is signed for one request: give one id with --print or --signature.");
  const opened = await openApprovalPorts(options.config);
  try {
    const found: Approval[] = [];
    for (const id of given) found.push(await findRequest(id, opened.ports)); // all of them, before anything is decided
    let worst = 0;
    for (const approval of found) worst = Math.max(worst, await decideOne(approval, { input, options, opened, io }));
    return worst;
  } finally {
    await opened.close();
  }
}

interface Doing {
  readonly input: DecisionChoice;
  readonly options: DecideOptions;
  readonly opened: OpenApprovalPorts;
  readonly io: Io;
}

async function decideOne(approval: Approval, doing: Doing): Promise<number> {
  const { options, io } = doing;
  if (options.print === true) return print(approval, doing);
  const outcome = await obtain(approval, doing);
  if (outcome !== null) return conclude(outcome, doing);
  if (options.json === true) io.json({ id: approval.filed.request.id, state: "undecided" });
  else io.out("Nothing was decided.");
  return 1;
}

/** The text alone goes to stdout, exactly as it has to be signed. */
async function print(approval: Approval, { input, options, opened, io }: Doing): Promise<number> {
  const { ports } = opened;
  const { id, quorum } = approval.filed.request;
  const approver =
    options.as ?? (await chooseSigner(quorum.approvers, { policy: ports.policy(), key: options.key })).principal;
  const composed = await composeDecision(id, { ...input, approver }, ports);
  if (composed.kind === "refusal") return sayRefusal(composed, { io, json: options.json === true });
  await io.exact(composed.text.trimEnd().split("\n"));
  io.err(
    "Keep this text in a file and sign it as it is:",
    "  ssh-keygen -Y sign -n approve@gatehouse -f KEY decision.txt",
    "then",
    `  gatehouse approvals ${input.verb} ${id} --signature decision.txt.sig`,
  );
  return 0;
}

/** Null when the person at the terminal changed their mind. */
async function obtain(approval: Approval, doing: Doing): Promise<Decided | Refusal | null> {
  const { input, options, opened, io } = doing;
  const { ports } = opened;
  const { id } = approval.filed.request;
  if (options.signature !== undefined) {
    const decision = await readSignature({ signature: options.signature, text: options.text });
    const approves = parseDecision(decision.text)?.decision === "approve";
    const seen = approves ? await lookIfOpen(approval, opened) : null;
    if (options.json !== true) io.out(...sayLook(seen, io));
    return seen?.kind === "stale" ? endStale(id, seen, opened) : decideAtTerminal(id, decision, opened);
  }
  const prepared = await prepareDecision(approval, { input, options, ports });
  if (prepared.kind === "refusal") return prepared;
  const looked = input.verb === "approve" ? await lookIfOpen(approval, opened) : null;
  if (looked?.kind === "stale") return endStale(id, looked, opened);
  const shown = await renderLines(approval, { ports, io, viewer: viewerOf(ports, options.as) });
  const about = [...shown, "", ...sayLook(looked, io), ...(looked === null ? [] : [""])];
  if (options.json !== true) io.out(...about);
  const question = `${input.verb === "approve" ? "Approve" : "Deny"} this as ${prepared.signer}?`;
  if (!(await isAgreed({ about, isShown: options.json !== true, question, yes: options.yes }, io))) return null;
  const decision = await prepared.sign();
  return "kind" in decision ? decision : decideAtTerminal(id, decision, opened);
}

async function conclude(outcome: Decided | Refusal, { options, opened, io }: Omit<Doing, "input">): Promise<number> {
  if (outcome.kind === "refusal") return sayRefusal(outcome, { io, json: options.json === true });
  const run = options.run === true && outcome.approval.progress.state === "approved";
  const ran = run ? await runApproved(outcome.approval.filed.request.id, opened.project) : null;
  if (options.json === true) io.json({ ...describeDecided(outcome), ...(ran !== null && { run: ran }) });
  else {
    io.out(...sayDecided(outcome, { io, run: options.run === true }));
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
      ? [`It still needs ${tally.missing} more ${tally.missing === 1 ? "person" : "people"}.`]
      : approval.progress.state === "approved" && !run
        ? approval.filed.request.access !== undefined
          ? sayInForce(approval.filed.request)
          : approval.filed.request.kind === "erase"
            ? [
                `gatehouse ledger erase --approved ${approval.filed.request.id} carries it out; --run would have done it at once.`,
              ]
            : [
                "The caller carries it out by request-approval with its id, or by the same query again; --run would have done it at once.",
              ]
        : [];
  return [`${verb} by ${visibleLine(text.approver)} (${proof})`, ...next];
}

function sayInForce({ id, access }: Approval["filed"]["request"]): readonly string[] {
  if (access?.opened === undefined)
    return ["It is in force from now on, and ends by itself; gatehouse approvals deny ends it at once."];
  const by = access.opened.reviewBy.slice(0, 16).replace("T", " ");
  return [
    `It is open from now on, and ends by itself; gatehouse break-glass end ${id} ends it at once.`,
    `An auditor has to sign it off by ${by} UTC: gatehouse break-glass review ${id}`,
  ];
}
