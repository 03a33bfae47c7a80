// `gatehouse ledger show`: one entry in full.

import { Failure } from "../../../core/model/failure.ts";
import { visibleLine } from "../../../core/model/visible-text.ts";
import type { Io } from "../io.ts";
import { paint } from "../paint.ts";
import { ledgerAt } from "./ledger-at.ts";

export async function showEntry(
  index: number,
  options: { config: string; reveal?: true; json?: true },
  io: Io,
): Promise<number> {
  const reader = await ledgerAt({ config: options.config, reveal: options.reveal === true });
  try {
    const entry = reader.show(index);
    if (entry === null)
      throw new Failure("usage", `The ledger has no entry ${index}; gatehouse ledger list shows which there are.`);
    if (options.json === true) {
      io.jsonText(entry.body);
      return 0;
    }
    for (const [name, value] of Object.entries(entry.record)) {
      if (value !== undefined)
        io.out(
          `${paint(io, "bold", name.padEnd(12))}${visibleLine(typeof value === "string" ? value : JSON.stringify(value))}`,
        );
    }
    if (options.reveal === true) {
      io.out(
        `${paint(io, "bold", "sent".padEnd(12))}${entry.sealed === null ? "nothing is sealed for this entry, or it was erased" : visibleLine(entry.sealed)}`,
      );
    }
    return 0;
  } finally {
    reader.close();
  }
}
