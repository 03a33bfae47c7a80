// `gatehouse ledger erase`: asks for the erasure of what is sealed aside, by age, caller, entry or data subject; or carries out what was
// approved. Without --yes it says how many entries it would be. The value of a subject is compared in this process and kept nowhere.

import { join } from "node:path";
import { text as readAll } from "node:stream/consumers";
import { readKey } from "../../../adapters/files/key-file.ts";
import { subjectDigest } from "../../../adapters/system/subject-digest.ts";
import type { ErasureChoice } from "../../../core/ledger/erasure.ts";
import { formatRanges } from "../../../core/ledger/search/index-ranges.ts";
import { subjectFinder } from "../../../core/ledger/search/subject-finder.ts";
import { Failure } from "../../../core/model/failure.ts";
import { type ApprovalPorts, expireApprovals } from "../../../gate/approvals.ts";
import { type ErasureInput, fileErasure } from "../../../gate/auditing.ts";
import type { SubjectFound } from "../../../gate/ports/stored-ledger.ts";
import { storedLedgerOf } from "../../wiring/open-state.ts";
import { failureOfProblems, type Project, readProject } from "../../wiring/project.ts";
import { openApprovalPorts } from "../../wiring/terminal/open-approval-ports.ts";
import { runErasure } from "../../wiring/terminal/run-erasure.ts";
import { type ActorOptions, actAs } from "../act-as.ts";
import { findRequest } from "../approvals/find-request.ts";
import type { Io } from "../terminal/io.ts";
import { isAgreed } from "../terminal/is-agreed.ts";
import { sayRefusal } from "../terminal/say-refusal.ts";
import { writeLedger } from "./write-ledger.ts";

export interface EraseOptions extends ActorOptions {
  readonly config: string;
  readonly until?: string;
  readonly caller?: string;
  readonly entry?: number;
  readonly subject?: string;
  readonly reason?: string;
  readonly approved?: string;
  readonly yes?: true;
  readonly json?: true;
}

/** The most entries of one data subject that one request names. */
const MOST_NAMED = 20_000;

/** 0 when it is asked for, done, or would be; 1 when there is nothing to erase, or it was refused. */
export async function eraseDetails(options: EraseOptions, io: Io): Promise<number> {
  const project = await readProject(options.config);
  if (project.kind === "problems") throw failureOfProblems(project.problems);
  const { approved } = options;
  const { ports, close } = await openApprovalPorts(options.config);
  try {
    await expireApprovals(ports); // what has run out of time is finished
    if (approved !== undefined) {
      const { id } = (await findRequest(approved, ports)).filed.request;
      return await carryOut(id, { project, options, io });
    }
    return await askFor(options, { project, ports, io });
  } finally {
    await close();
  }
}

interface Asking {
  readonly project: Project;
  readonly ports: ApprovalPorts;
  readonly io: Io;
}

async function askFor(options: EraseOptions, { project, ports, io }: Asking): Promise<number> {
  const wanted = readChoice(options);
  const reason = (options.reason ?? "").trim();
  if (reason === "") throw new Failure("usage", "Say why with --reason; it is kept in the ledger.");
  const subject = await readSubject(options);
  if (subject !== null && subjectFinder(subject)(reason))
    throw new Failure("usage", "The reason names the data subject, and it is kept in the ledger; write it without.");
  const found = subject === null ? null : await search(project, { subject, ...wanted });
  if (found !== null && found.indexes.length > MOST_NAMED)
    throw new Failure("usage", `More than ${MOST_NAMED} entries name it; narrow them with --until or --caller.`);
  if (found !== null && found.unreadable > 0)
    io.err(`${found.unreadable} sealed details do not open with the keys here, and may name it.`);
  const input = await weigh(options, { wanted, found, subject });
  if (input.entries === 0) {
    const rest = input.waiting === 0 ? "" : ` ${input.waiting} wait for their request to be finished.`;
    io.err(`No sealed detail fits; gatehouse ledger list shows entries, and what was erased stays erased.${rest}`);
    return 1;
  }
  if (input.waiting > 0)
    io.err(`${input.waiting} more belong to requests that are not finished, and keep what is sealed until they are.`);
  const about = `This erases what is sealed aside for ${input.entries} ${input.entries === 1 ? "entry" : "entries"}, once others have approved it.`;
  if (options.json !== true) io.out(about);
  const { caller } = actAs(options, { policy: ports.policy(), may: () => true });
  if (caller.kind !== "human") throw new Failure("not-permitted", "Erasures are asked for by people; use --as.");
  const question = `Ask for it as ${caller.principal}?`;
  if (!(await isAgreed({ about: [about], isShown: options.json !== true, question, yes: options.yes }, io))) {
    io.out("Nothing was asked for.");
    return 1;
  }
  const filed = await fileErasure({ ...input, reason }, { caller, ports });
  if ("code" in filed) return sayRefusal(filed, { io, json: options.json === true });
  const { id, quorum } = filed.request;
  if (options.json === true) io.json({ request: id, entries: input.entries, approvers: quorum.approvers });
  else
    io.out(
      `The erasure of ${input.entries} sealed ${input.entries === 1 ? "detail" : "details"} waits for ${quorum.count} of ${quorum.approvers.join(", ")}:`,
      `  gatehouse approvals approve ${id} --run`,
    );
  return 0;
}

async function carryOut(
  given: string,
  { project, options, io }: { project: Project; options: EraseOptions; io: Io },
): Promise<number> {
  const outcome = await runErasure(given, project);
  if (outcome.kind === "refusal") return sayRefusal(outcome, { io, json: options.json === true });
  const { rows } = outcome;
  if (options.json === true) io.json({ request: given, erased: rows });
  else io.out(`erased the sealed details of ${rows} ${rows === 1 ? "entry" : "entries"}`);
  io.err("Copies of the ledger made before still hold them: erase or expire those too.");
  return 0;
}

/** What fits now, bounded by the ledger as it is: what comes later is not meant. */
function weigh(
  { config }: EraseOptions,
  { wanted, found, subject }: { wanted: ErasureChoice; found: SubjectFound | null; subject: string | null },
): Promise<Omit<ErasureInput, "reason"> & { readonly waiting: number }> {
  return writeLedger(config, async ({ ledger, erasures }, { stateFolder }) => {
    const { origin, size } = await ledger.head();
    const choice = found === null ? { ...wanted, upTo: size } : { which: formatRanges(found.indexes) };
    const key = await readKey(join(stateFolder, "keys", "sealing.key"));
    const digest = subject === null || key === null ? null : subjectDigest(subject, { key, origin });
    const none = found !== null && found.indexes.length === 0;
    const { kept, ...count } = none ? { entries: 0, waiting: 0 } : await erasures.count(choice);
    const exact = kept === undefined ? choice : { ...choice, kept }; // what is finished only later was not asked for
    return { choice: exact, subject: digest, origin, ...count };
  });
}

async function search(project: Project, what: ErasureChoice & { readonly subject: string }): Promise<SubjectFound> {
  const { subject, before, caller } = what;
  const narrowed = { ...(before !== undefined && { before }), ...(caller !== undefined && { caller }) };
  const found = await storedLedgerOf(project).findSubject({ subject, ...narrowed });
  return { ...found, indexes: found.indexes.filter((index) => what.entry === undefined || index === what.entry) };
}

async function readSubject({ subject }: EraseOptions): Promise<string | null> {
  if (subject === undefined) return null;
  const value = (subject === "-" ? await readAll(process.stdin) : subject).trim();
  try {
    subjectFinder(value);
  } catch {
    throw new Failure(
      "usage",
      "A data subject is named by a value with a letter or a digit, such as an e-mail address.",
    );
  }
  return value;
}

function readChoice({ until, caller, entry, subject }: EraseOptions): ErasureChoice {
  if (until === undefined && caller === undefined && entry === undefined && subject === undefined) {
    throw new Failure(
      "usage",
      "Say what to erase: --until a time, --caller an identity, --entry an index, or --subject a value.",
    );
  }
  return {
    ...(until !== undefined && { before: until }),
    ...(caller !== undefined && { caller }),
    ...(entry !== undefined && { entry }),
  };
}
