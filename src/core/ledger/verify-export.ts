// An export, verified line by line as it is read. It needs nothing of the ledger that it came from.

import { chainStart } from "./chain.ts";
import { type Base64, type ExportEnd, type ExportHeader, readExportLine, splitFrontier } from "./export-lines.ts";
import type { InspectionTools } from "./inspect-entry.ts";
import { sameBytes } from "./merkle-proof.ts";
import type { Verdict } from "./verdict.ts";
import { type Claim, LedgerVerification } from "./verify-ledger.ts";
import { RangeVerification, TILE } from "./verify-range.ts";

export type ExportVerdict = Verdict | { readonly kind: "unreadable"; readonly message: string };

interface Options {
  readonly claims: readonly Claim[];
  /** What the checkpoints that the export carries say of it. */
  readonly claimsOf: (notes: readonly string[], origin: string) => readonly Claim[];
  readonly tools: Omit<InspectionTools, "erasures">;
  readonly base64: Base64;
}

export class ExportVerification {
  readonly #options: Options;
  readonly #notes: string[] = [];
  #begun: { readonly header: ExportHeader; readonly split: Split } | null = null;
  #reading: Reading | null = null;
  #end: ExportEnd | null = null;
  #unreadable: string | null = null;
  #sound = true;

  constructor(options: Options) {
    this.#options = options;
  }

  /** Lines in order, without their ends. True until nothing more needs to be read. */
  push(text: string): boolean {
    if (this.#unreadable !== null || !this.#sound) return false;
    const line = readExportLine(text, this.#options.base64);
    if (this.#begun === null) {
      this.#unreadable = line.kind === "header" ? this.#begin(line.header) : notAnExport(line.kind);
    } else if (this.#end !== null) {
      this.#unreadable = "Something stands after the end of the export.";
    } else if (line.kind === "entry") {
      this.#reading ??= this.#read(this.#begun);
      const { body, index, chain } = line;
      this.#sound = this.#reading.range.push({ index, body, chain, derived: null, sealed: { kind: "not-carried" } });
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
    const { header } = this.#begun;
    const { range, claims, split } = this.#reading ?? this.#read(this.#begun);
    const end = this.#end ?? { size: header.first, root: header.chain, chain: header.chain, time: header.time };
    const verification = new LedgerVerification({
      start: { size: split.whole.size, frontier: split.whole },
      head: end,
      claims,
      stored: null,
      sha256: this.#options.tools.sha256,
      base64: this.#options.base64.encode,
    });
    verification.accept(range.conclude(end.size));
    const verdict = verification.conclude();
    return "from" in verdict ? { ...verdict, from: header.first } : verdict;
  }

  #begin(header: ExportHeader): string | null {
    const split = splitFrontier(header, TILE);
    if (split === null) return "The first line of the export contradicts itself.";
    const start = chainStart(header.origin, this.#options.tools);
    if (header.first === 0 && (!sameBytes(header.chain, start) || header.time !== "")) {
      return "The first line of the export is not that of a log with this origin.";
    }
    this.#begun = { header, split };
    return null;
  }

  /** Once the checkpoints are known, which stand before the entries. */
  #read({ header, split }: { header: ExportHeader; split: Split }): Reading {
    const { claims, claimsOf, tools } = this.#options;
    const all = [...claims, ...claimsOf(this.#notes, header.origin)];
    const range = new RangeVerification(header.first, {
      before: header,
      rest: split.rest,
      marks: all.map(({ size }) => size),
      tools: { ...tools, erasures: [] },
    });
    return { range, claims: all, split };
  }
}

interface Reading {
  readonly range: RangeVerification;
  readonly claims: readonly Claim[];
  readonly split: Split;
}

type Split = NonNullable<ReturnType<typeof splitFrontier>>;

function notAnExport(kind: string): string {
  return kind === "newer"
    ? "The export is of a newer version of the format; update Gatehouse to read it."
    : "The file is no export of a Gatehouse ledger; give the file that gatehouse ledger export wrote.";
}
