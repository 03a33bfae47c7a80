// `gatehouse ledger verify`: recomputes the ledger and says what it is, by words and by exit code.

import type { Anchor, Verdict } from "../../../core/ledger/verify-records.ts";
import { Failure } from "../../../core/model/failure.ts";
import { type Io, paint } from "../io.ts";
import { ledgerAt } from "./ledger-at.ts";

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
  const anchors = (options.against ?? []).map(readAnchor);
  const verdict = await verdictOf(options, { anchors, io });
  io.out(options.json === true ? JSON.stringify(verdict) : describe(verdict, io));
  return EXIT[verdict.kind];
}

type Outcome = Verdict | { readonly kind: "unreadable"; readonly message: string };

async function verdictOf(
  options: { config: string; file?: string },
  { anchors, io }: { anchors: readonly Anchor[]; io: Io },
): Promise<Outcome> {
  try {
    const reader = await ledgerAt({ ...options, reveal: true });
    try {
      return reader.verify({
        anchors,
        progress: (done, size) => {
          if (io.color) process.stderr.write(`\rverified ${done} of ${size}`);
        },
      });
    } finally {
      if (io.color) process.stderr.write("\r\u001b[K");
      reader.close();
    }
  } catch (error) {
    if (error instanceof Failure && error.code.startsWith("ledger-"))
      return { kind: "unreadable", message: error.message };
    throw error;
  }
}

function describe(verdict: Outcome, io: Io): string {
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

function readAnchor(text: string): Anchor {
  const [, size, root] = /^(\d+):([A-Za-z0-9+/]{43}=)$/.exec(text) ?? [];
  if (size === undefined || root === undefined) {
    throw new Failure("usage", "An anchor is written size:root, as in the ledger part of a tool result.");
  }
  return { size: Number(size), root };
}
