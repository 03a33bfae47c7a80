// `gatehouse ledger verify`: recomputes the ledger and says what it is, by words and by exit code.

import { readStart } from "../../../adapters/files/read-lines.ts";
import { verifyFile } from "../../../adapters/sqlite/verify-file.ts";
import type { Verdict } from "../../../core/ledger/verdict.ts";
import type { ExportVerdict } from "../../../core/ledger/verify-export.ts";
import type { Claim } from "../../../core/ledger/verify-ledger.ts";
import { Failure } from "../../../core/model/failure.ts";
import { type Io, paint } from "../io.ts";
import { ledgerPlace, sealingKeyOf } from "./ledger-at.ts";
import { verifyExport } from "./verify-export-file.ts";

const EXIT: Readonly<Record<Verdict["kind"] | "unreadable", number>> = {
  whole: 0,
  altered: 1,
  forked: 2,
  "self-consistent": 3,
  unreadable: 4,
  "whole-to-anchor": 5,
};

export async function verifyLedger(
  options: { config: string; against?: readonly string[]; file?: string; json?: true },
  io: Io,
): Promise<number> {
  const claims = (options.against ?? []).map(readAnchor);
  const verdict = await verdictOf(options, { claims, io });
  io.out(options.json === true ? JSON.stringify(verdict) : describe(verdict, io));
  return EXIT[verdict.kind];
}

async function verdictOf(
  options: { config: string; file?: string },
  { claims, io }: { claims: readonly Claim[]; io: Io },
): Promise<ExportVerdict> {
  const progress = (done: number, size: number | null) => {
    if (io.color) process.stderr.write(`\rverified ${done}${size === null ? "" : ` of ${size}`}`);
  };
  try {
    const place = await ledgerPlace(options);
    if ((await readStart(place.file, 1)) === "{") return await verifyExport(place.file, { claims, progress });
    return await verifyFile(place.file, { claims, progress, sealingKey: await sealingKeyOf(place) });
  } catch (error) {
    if (error instanceof Failure && error.code.startsWith("ledger-"))
      return { kind: "unreadable", message: error.message };
    throw error;
  } finally {
    if (io.color) process.stderr.write("\r\u001b[K");
  }
}

function describe(verdict: ExportVerdict, io: Io): string {
  switch (verdict.kind) {
    case "whole":
      return `${paint(io, "green", "whole")}: ${verdict.size} entries, as the anchor saw them; root ${verdict.root}`;
    case "whole-to-anchor":
      return `${paint(io, "green", `whole up to entry ${verdict.covered - 1}`)} against the anchor, ${paint(io, "yellow", "consistent only with itself after")}: ${verdict.size} entries, root ${verdict.root}\nNobody else's word was given for the last ${verdict.size - verdict.covered}: give a later anchor by --against.`;
    case "self-consistent":
      return `${paint(io, "yellow", "consistent only with itself")}: ${verdict.size} entries, root ${verdict.root}\nNobody else's word was given: compare with a receipt by --against size:root.`;
    case "altered":
      return `${paint(io, "red", "altered")}${verdict.index === null ? "" : ` at entry ${verdict.index}`}: ${verdict.message}`;
    case "forked":
      return `${paint(io, "red", "not the ledger that the anchor saw")}: ${verdict.message}`;
    case "unreadable":
      return `${paint(io, "red", "unreadable")}: ${verdict.message}`;
  }
}

/** `size:root`. Throws a Failure `usage`. */
export function readAnchor(text: string): Claim {
  const [, size, root] = /^(\d+):([A-Za-z0-9+/]{43}=)$/.exec(text) ?? [];
  if (size === undefined || root === undefined) {
    throw new Failure("usage", "An anchor is written size:root, as in the ledger part of a tool result.");
  }
  return { size: Number(size), root: Buffer.from(root, "base64"), by: `the anchor ${text}`, weight: "outside" };
}
