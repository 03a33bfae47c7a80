// The proof of one entry against the last checkpoint that covers it.

import { inclusionProof } from "../../../core/ledger/tree/merkle-proof.ts";
import type { EntryProof } from "../../../core/ledger/tree/tlog-proof.ts";
import { Failure } from "../../../core/model/failure.ts";
import { sha256 } from "../sha256.ts";
import { openForReading, readingFailure } from "./ledger-file.ts";
import { ledgerTree } from "./ledger-tree.ts";

/** Throws a Failure: `usage` when there is no such entry or no checkpoint covers it, or what the file is. */
export function proveEntry(file: string, index: number): EntryProof {
  const connection = openForReading(file);
  try {
    return connection.transaction(() => {
      const entry = connection.prepare<[number], { body: string }>("SELECT body FROM entries WHERE idx = ?").get(index);
      if (entry === undefined) {
        throw new Failure("usage", `The ledger has no entry ${index}; gatehouse ledger list shows which there are.`);
      }
      const checkpoint = connection
        .prepare<[number], { size: number; note: string }>(
          "SELECT size, note FROM checkpoints WHERE size > ? ORDER BY size DESC LIMIT 1",
        )
        .get(index);
      if (checkpoint === undefined) {
        throw new Failure(
          "usage",
          `No checkpoint covers entry ${index} yet; run gatehouse ledger checkpoint, then prove it.`,
        );
      }
      const { subtree } = ledgerTree(connection);
      const proof = inclusionProof(index, checkpoint.size, { subtree, sha256 });
      return { index, body: entry.body, proof, note: checkpoint.note };
    })();
  } catch (error) {
    throw readingFailure(error, file);
  } finally {
    connection.close();
  }
}
