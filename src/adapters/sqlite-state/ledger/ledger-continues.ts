// Whether a ledger that is opened again is the one of before: it holds what was acknowledged, entry for entry.

import { frontierRoot } from "../../../core/ledger/tree/merkle.ts";
import { frontierAt } from "../../../core/ledger/tree/merkle-proof.ts";
import type { LedgerHead } from "../../../gate/ports/ledger.ts";
import { sha256 } from "../sha256.ts";
import type { StateConnection } from "../state-connection.ts";
import { originOf, readHead } from "./ledger-file.ts";
import { ledgerTree } from "./ledger-tree.ts";

export interface Head {
  readonly origin: string;
  readonly size: number;
  /** Base64. */
  readonly root: string;
}

export function continues(connection: StateConnection, { origin, size, root }: Head, file: string): boolean {
  return connection.transaction(() => {
    if (originOf(connection, file) !== origin || readHead(connection, file).size < size) return false;
    const frontier = frontierAt(size, ledgerTree(connection).subtree);
    return Buffer.from(frontierRoot(frontier, sha256)).toString("base64") === root;
  })();
}

export function headOf(connection: StateConnection, file: string): Head {
  const { size, root } = readHead(connection, file);
  return { origin: originOf(connection, file), size, root: Buffer.from(root).toString("base64") };
}

/** With the time of its last entry. */
export function ledgerHeadOf(connection: StateConnection, file: string): LedgerHead {
  return { ...headOf(connection, file), time: readHead(connection, file).time };
}
