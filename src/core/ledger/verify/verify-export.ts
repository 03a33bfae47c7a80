// An export, verified line by line as it is read. It needs nothing of the ledger that it came from.

import { type ExportEnd, type ExportHeader, readExportLine, splitFrontier } from "../export/export-lines.ts";
import { chainStart } from "../tree/chain.ts";
import { parseCheckpoint } from "../tree/checkpoint.ts";
import { judgeCheckpoints, type Rotation, readRotation, type Trust } from "../tree/judge-checkpoints.ts";
import { sameBytes } from "../tree/merkle-proof.ts";
import type { NoteCrypto } from "../tree/note-crypto.ts";
import type { Verdict } from "./verdict.ts";
import { type Claim, LedgerVerification } from "./verify-ledger.ts";
import { RangeVerification, TILE } from "./verify-range.ts";

export type ExportVerdict = Verdict | { readonly kind: "unreadable"; readonly message: string };

interface Options {
  readonly claims: readonly Claim[];
  readonly trust: Trust;
  readonly primitives: NoteCrypto;
}

export class ExportVerification {
  readonly #options: Options;
  readonly #notes: string[] = [];
  readonly #rotations: Rotation[] = [];
  #begun: { readonly header: ExportHeader; readonly split: Split } | null = null;
  #reading: RangeVerification | null = null;
  #end: ExportEnd | null = null;
  #unreadable: string | null = null;
  #sound = true;

  constructor(options: Options) {
    this.#options = options;
  }

  /** Lines in order, without their ends. True until nothing more needs to be read. */
  push(text: string): boolean {
    if (this.#unreadable !== null || !this.#sound) return false;
    const line = readExportLine(text, this.#options.primitives.base64);
    if (this.#begun === null) {
      this.#unreadable = line.kind === "header" ? this.#begin(line.header) : notAnExport(line.kind);
    } else if (this.#end !== null) {
      this.#unreadable = "Something stands after the end of the export.";
    } else if (line.kind === "entry") {
      this.#reading ??= this.#read(this.#begun);
      const { body, index, chain } = line;
      this.#sound = this.#reading.push({ index, body, chain, derived: null, sealed: { kind: "not-carried" } });
      if (body.includes('"kind":"key.rotated"')) this.#rotations.push(...rotationIn(body));
    } else if (line.kind === "checkpoint" && this.#reading === null) {
      this.#notes.push(line.note);
    } else if (line.kind === "end") {
      this.#end = line.end;
    } else {
      this.#unreadable = "A line is neither an entry nor anything else that an export holds in that place.";
    }
    return this.#unreadable === null && this.#sound;
  }

  conclude(): ExportVerdict {
    if (this.#unreadable !== null) return { kind: "unreadable", message: this.#unreadable };
    if (this.#begun === null) return { kind: "unreadable", message: notAnExport("unknown") };
    if (this.#end === null && this.#sound) {
      return {
        kind: "unreadable",
        message: "The export has no end: it was copied in part, or is still being written.",
      };
    }
    const { header, split } = this.#begun;
    const { claims, trust, primitives } = this.#options;
    const range = this.#reading ?? this.#read(this.#begun);
    const stored = this.#notes.map((note) => ({ size: null, note }));
    const judged = judgeCheckpoints(stored, { origin: header.origin, trust, rotations: this.#rotations, primitives });
    const end = this.#end ?? { size: header.first, root: header.chain, chain: header.chain, time: header.time };
    const verification = new LedgerVerification({
      origin: header.origin,
      start: { size: split.whole.size, frontier: split.whole },
      head: end,
      claims: [...claims, ...judged.claims],
      stored: null,
      sha256: primitives.sha256,
      base64: primitives.base64.encode,
    });
    verification.accept(range.conclude(end.size));
    const verdict = verification.conclude();
    if (!("from" in verdict)) return verdict;
    return judged.wrong === null ? { ...verdict, from: header.first } : { ...judged.wrong, kind: "altered" };
  }

  #begin(header: ExportHeader): string | null {
    const split = splitFrontier(header, TILE);
    if (split === null) return "The first line of the export contradicts itself.";
    const start = chainStart(header.origin, this.#options.primitives);
    if (header.first === 0 && (!sameBytes(header.chain, start) || header.time !== "")) {
      return "The first line of the export is not that of a log with this origin.";
    }
    this.#begun = { header, split };
    return null;
  }

  /** Once the checkpoints are known, which stand before the entries: where the tree is to be told. */
  #read({ header, split }: { header: ExportHeader; split: Split }): RangeVerification {
    const { claims, primitives } = this.#options;
    const sizes = this.#notes.flatMap((note) => parseCheckpoint(note, primitives)?.size ?? []);
    return new RangeVerification(header.first, {
      before: header,
      rest: split.rest,
      marks: [...claims.map(({ size }) => size), ...sizes],
      tools: { sha256: primitives.sha256, utf8: primitives.utf8, erasures: [] },
    });
  }
}

function rotationIn(body: string): readonly Rotation[] {
  const rotation = readRotation(JSON.parse(body));
  return rotation === null ? [] : [rotation];
}

type Split = NonNullable<ReturnType<typeof splitFrontier>>;

function notAnExport(kind: string): string {
  return kind === "newer"
    ? "The export is of a newer version of the format; update Gatehouse to read it."
    : "The file is no export of a Gatehouse ledger; give the file that gatehouse ledger export wrote.";
}
