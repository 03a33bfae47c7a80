// `gatehouse ledger prove`: a file that proves one entry to whoever has the log's public key, and nothing else.

import { writeFileSync } from "node:fs";
import { nodeNoteCrypto } from "../../../adapters/system/note-crypto.ts";
import { formatProof } from "../../../core/ledger/tree/tlog-proof.ts";
import { Failure } from "../../../core/model/failure.ts";
import type { Io } from "../terminal/io.ts";
import { ledgerAt } from "./ledger-at.ts";

export async function proveEntry(
  index: number,
  options: { config: string; file?: string; out?: string },
  io: Io,
): Promise<number> {
  const { stored } = await ledgerAt(options);
  const text = formatProof(await stored.prove(index), nodeNoteCrypto);
  const path = options.out ?? `entry-${index}.tlog-proof`;
  try {
    writeFileSync(path, text, { flag: "wx" });
  } catch (cause) {
    throw new Failure("usage", `The file ${path} is there already or cannot be written; name another with --out.`, {
      cause,
    });
  }
  io.out(path);
  return 0;
}
