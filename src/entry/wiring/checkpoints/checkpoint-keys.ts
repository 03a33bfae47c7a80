// Where the keys that sign for a ledger lie, and what they signed last.

import { join } from "node:path";

export interface CheckpointKeys {
  /** 32 bytes of an Ed25519 private key. */
  readonly current: string;
  /** While the key is changed: the one that comes next. */
  readonly next: string;
  /** Verifier keys, one a line, the last of them in use. Public. */
  readonly known: string;
  /** What was signed last. */
  readonly signed: string;
}

export function checkpointKeys(stateFolder: string): CheckpointKeys {
  const folder = join(stateFolder, "keys");
  return {
    current: join(folder, "checkpoint.key"),
    next: join(folder, "checkpoint-next.key"),
    known: join(folder, "checkpoint.vkeys"),
    signed: join(folder, "checkpoint.signed"),
  };
}
