// An export on disk, verified as it is read: a file of any size, and nothing of the ledger that it came from.

import { readLines } from "../../../adapters/files/read-lines.ts";
import { nodeNoteCrypto } from "../../../adapters/system/note-crypto.ts";
import type { Trust } from "../../../core/ledger/tree/judge-checkpoints.ts";
import { type ExportVerdict, ExportVerification } from "../../../core/ledger/verify/verify-export.ts";
import type { Claim } from "../../../core/ledger/verify/verify-ledger.ts";

/** Nobody's signature counts: checkpoints prove nothing but that the tree is the one that they name. */
const NO_TRUST: Trust = { logKeys: [], witnessKeys: [] };

/** Rejects with a Failure `ledger-unreadable` when the file cannot be read. */
export async function verifyExport(
  file: string,
  {
    claims,
    trust = NO_TRUST,
    progress,
  }: { claims: readonly Claim[]; trust?: Trust; progress?: (done: number, size: null) => void },
): Promise<ExportVerdict> {
  const verification = new ExportVerification({ claims, trust, primitives: nodeNoteCrypto });
  let done = 0;
  for await (const line of readLines(file)) {
    if (!verification.push(line)) break;
    done += 1;
    if (done % 10_000 === 0) progress?.(done, null);
  }
  return verification.conclude();
}
