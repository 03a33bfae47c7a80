// `gatehouse ledger verify`: recomputes the ledger and says what it is, by words and by exit code.

import { readFileSync } from "node:fs";
import { nodeNoteCrypto } from "../../../adapters/system/note-crypto.ts";
import type { Trust } from "../../../core/ledger/tree/judge-checkpoints.ts";
import { type ProofVerdict, parseProof, verifyProof } from "../../../core/ledger/tree/tlog-proof.ts";
import type { Verdict } from "../../../core/ledger/verify/verdict.ts";
import type { ExportVerdict } from "../../../core/ledger/verify/verify-export.ts";
import type { Claim } from "../../../core/ledger/verify/verify-ledger.ts";
import { Failure } from "../../../core/model/failure.ts";
import { checkpointKeys } from "../../wiring/checkpoints/checkpoint-keys.ts";
import { readAnchors, readTrust } from "../../wiring/checkpoints/read-trust.ts";
import { knownKeys } from "../../wiring/checkpoints/sign-ledger.ts";
import { readProject } from "../../wiring/project.ts";
import { recordAct } from "../../wiring/terminal/record-act.ts";
import type { Io } from "../terminal/io.ts";
import { paint } from "../terminal/paint.ts";
import { KEEPING, kindsFrom } from "./kinds-after.ts";
import { isExport, ledgerAt } from "./ledger-at.ts";
import { verifyExport } from "./verify-export-file.ts";

const EXIT: Readonly<Record<Verdict["kind"] | "unreadable" | "proved", number>> = {
  whole: 0,
  proved: 0,
  altered: 1,
  forked: 2,
  "self-consistent": 3,
  unreadable: 4,
  "whole-to-anchor": 5,
};
/** A command line that cannot be used: no verdict (EX_USAGE of sysexits). */
const UNUSABLE = 64;

interface VerifyOptions {
  readonly config: string;
  readonly against?: readonly string[];
  readonly key?: readonly string[];
  readonly from?: string;
  readonly file?: string;
  readonly proof?: string;
  readonly json?: true;
}

/** No exit code of a verdict says anything else. */
export async function verifyLedger(options: VerifyOptions, io: Io): Promise<number> {
  try {
    return await verify(options, io);
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    io.err(`${paint(io, "red", `${error.code}:`)} ${error.message}`);
    return error.code === "usage" ? UNUSABLE : EXIT.unreadable;
  }
}

async function verify(options: VerifyOptions, io: Io): Promise<number> {
  const trust = readTrust([...(options.key ?? []), ...(await keysOfProject(options))]);
  if (options.proof !== undefined) {
    const verdict = verifyProofFile(options.proof, trust);
    if (options.json === true) io.json(verdict);
    else io.out(...describeProof(verdict, io).split("\n"));
    return EXIT[verdict.kind];
  }
  const verdict = await verdictOf(options, { trust, io });
  const after = verdict.kind === "whole-to-anchor" ? await kindsFrom(verdict.covered, await ledgerAt(options)) : [];
  const kept = after.length > 0 && after.every((kind) => KEEPING.has(kind));
  if (options.json === true) io.json({ ...verdict, ...(after.length > 0 && { after }) });
  else io.out(...describe(verdict, io).split("\n"));
  if (options.json !== true && kept)
    io.out(`Those are of keeping the ledger itself (${after.join(", ")}), and none is of a call.`);
  if (options.file === undefined && "covered" in verdict) await recordVerification(options.config, { verdict, io });
  return kept ? EXIT.whole : EXIT[verdict.kind];
}

/** A ledger that is not what it should be is evidence, and is not written to. Whoever may only read it can verify it all the same. */
async function recordVerification(config: string, { verdict, io }: { verdict: Sound; io: Io }): Promise<void> {
  const { kind, size, covered } = verdict;
  try {
    const project = await readProject(config);
    if (project.kind === "problems") return;
    await recordAct(project, { kind: "ledger.verify", detail: { verdict: kind, size, covered } });
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    io.err(`This verification is not recorded: ${error.message}`);
  }
}

/** Of the project that is verified. A file elsewhere is held against what is given on the command line alone. */
async function keysOfProject({ config, file, proof }: VerifyOptions): Promise<readonly string[]> {
  if (file !== undefined) return [];
  const project = await readProject(config).catch((error: unknown) => {
    if (proof !== undefined) return null; // a proof is verified wherever it is taken
    throw error;
  });
  if (project === null || project.kind === "problems") return [];
  return [...knownKeys(checkpointKeys(project.stateFolder)), ...project.config.ledger.witnesses.map(({ key }) => key)];
}

async function verdictOf(options: VerifyOptions, { trust, io }: { trust: Trust; io: Io }): Promise<ExportVerdict> {
  const start = options.from === undefined ? [] : readAnchors(options.from, trust);
  const claims: readonly Claim[] = [
    ...(options.against ?? []).flatMap((anchor) => readAnchors(anchor, trust)),
    ...start,
  ];
  const from = Math.max(0, ...start.map(({ size }) => size));
  const progress = (done: number, size: number | null) => {
    io.progress(`verified ${done}${size === null ? "" : ` of ${size}`}`);
  };
  try {
    const { stored, file } = await ledgerAt(options);
    if (file !== null && (await isExport(file))) return await verifyExport(file, { claims, trust, progress });
    return await stored.verify({ claims, trust, from, progress });
  } catch (error) {
    if (error instanceof Failure && error.code.startsWith("ledger-"))
      return { kind: "unreadable", message: error.message };
    throw error;
  } finally {
    io.progress(null);
  }
}

function describe(verdict: ExportVerdict, io: Io): string {
  switch (verdict.kind) {
    case "whole":
      return `${paint(io, "green", "whole")}: ${verdict.size} entries, as an anchor saw them; root ${verdict.root}${more(verdict)}`;
    case "whole-to-anchor":
      return `${paint(io, "green", `whole up to entry ${verdict.covered - 1}`)} against the anchor, ${paint(io, "yellow", "consistent only with itself after")}: ${verdict.size} entries, root ${verdict.root}${more(verdict)}\nNobody else's word was given for the last ${verdict.size - verdict.covered}: give a later anchor by --against.`;
    case "self-consistent":
      return `${paint(io, "yellow", "consistent only with itself")}: ${verdict.size} entries, root ${verdict.root}${more(verdict)}\nNobody else's word was given: compare with a receipt by --against size:root, or with a checkpoint kept elsewhere.`;
    case "altered":
      return `${paint(io, "red", "altered")}${verdict.index === null ? "" : ` at entry ${verdict.index}`} (${verdict.damage}): ${verdict.message}`;
    case "forked":
      return `${paint(io, "red", "not the ledger that the anchor saw")}: ${verdict.message}`;
    case "unreadable":
      return `${paint(io, "red", "unreadable")}: ${verdict.message}`;
  }
}

type Sound = Extract<Verdict, { covered: number }>;

function more({ signed, erased, from }: Sound): string {
  const lines = [
    signed > 0 ? `signed up to entry ${signed - 1}: nobody without the key rewrote those` : "",
    erased > 0 ? `the sealed details of ${erased} entries were erased, as the ledger records` : "",
    from > 0 ? `entries before ${from} were not read anew` : "",
  ];
  return lines
    .filter(Boolean)
    .map((line) => `\n${line}`)
    .join("");
}

function verifyProofFile(
  path: string,
  { logKeys, witnessKeys }: Trust,
): ProofVerdict | { kind: "unreadable"; message: string } {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch {
    return { kind: "unreadable", message: `The file ${path} cannot be read; check its name and its rights.` };
  }
  const proof = parseProof(text, nodeNoteCrypto, decodeUtf8);
  if (proof === null) {
    return {
      kind: "unreadable",
      message: `The file ${path} is no proof of an entry; give one that gatehouse ledger prove wrote.`,
    };
  }
  return verifyProof(proof, { keys: [...logKeys, ...witnessKeys], primitives: nodeNoteCrypto });
}

function decodeUtf8(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null;
  }
}

function describeProof(verdict: ReturnType<typeof verifyProofFile>, io: Io): string {
  switch (verdict.kind) {
    case "proved":
      return `${paint(io, "green", "proved")}: entry ${verdict.index} is in the log ${verdict.origin}, on the word of ${verdict.by.join(", ")}\n${verdict.body}`;
    case "self-consistent":
      return `${paint(io, "yellow", "consistent only with itself")}: entry ${verdict.index} is in the tree that its checkpoint names; give the log's key by --key\n${verdict.body}`;
    case "altered":
      return `${paint(io, "red", "altered")}: ${verdict.message}`;
    case "unreadable":
      return `${paint(io, "red", "unreadable")}: ${verdict.message}`;
  }
}
