// An export on disk, verified as it is read: a file of any size, and nothing of the ledger that it came from.

import { readLines } from "../../../adapters/files/read-lines.ts";
import { base64 } from "../../../adapters/system/base64.ts";
import { sha256, utf8 } from "../../../adapters/system/sha256.ts";
import { type ExportVerdict, ExportVerification } from "../../../core/ledger/verify-export.ts";
import type { Claim } from "../../../core/ledger/verify-ledger.ts";

/** Rejects with a Failure `ledger-unreadable` when the file cannot be read. */
export async function verifyExport(
  file: string,
  { claims, progress }: { claims: readonly Claim[]; progress?: (done: number, size: null) => void },
): Promise<ExportVerdict> {
  const tools = { sha256, utf8 };
  const verification = new ExportVerification({ claims, claimsOf: () => [], tools, base64 });
  let done = 0;
  for await (const line of readLines(file)) {
    if (!verification.push(line)) break;
    done += 1;
    if (done % 10_000 === 0) progress?.(done, null);
  }
  return verification.conclude();
}
