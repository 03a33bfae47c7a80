// A ledger of some entries, of which the sealed detail of one is erased.

import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import Database from "better-sqlite3";
import { openErasures } from "../../src/adapters/sqlite-state/erasure/erasure-store.ts";
import { openLedger } from "../../src/adapters/sqlite-state/ledger/ledger-store.ts";
import { verifyFile } from "../../src/adapters/sqlite-state/verify/verify-file.ts";
import { nodeNoteCrypto } from "../../src/adapters/system/note-crypto.ts";
import { administrativeEntry } from "../../src/core/ledger/entry/administrative-entry.ts";
import { draftOf, SEALING_KEY } from "../ledger/fill-ledger.ts";

export interface ErasedLedger {
  readonly file: string;
  /** What is sealed of entry 1, as it stands in the file. */
  readonly sealed: Uint8Array;
  /** Erases what is sealed of entry 1. */
  erase(): Promise<void>;
}

export async function withErasure<T>(act: (ledger: ErasedLedger) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), "gatehouse-erased-"));
  const file = join(folder, "ledger.db");
  const store = openLedger({
    file,
    server: { instance: "i", version: "0", pid: 1 },
    now: () => Date.now() * 1_000,
    sealingKey: SEALING_KEY,
  });
  try {
    for (let place = 0; place < 4; place++) await store.append(draftOf(place));
    const connection = new Database(file, { readonly: true });
    const sealed = connection.prepare<[], Uint8Array>("SELECT sealed FROM payloads WHERE idx = 1").pluck().get();
    connection.close();
    if (sealed === undefined) throw new Error("nothing is sealed");
    return await act({
      file,
      sealed,
      erase: async () => {
        await openErasures(store).erase({ entry: 1 }, (erased, part) =>
          administrativeEntry("erasure", {
            correlation: "x",
            detail: { ...part, ...erased, approvers: "gatehouse.yaml" },
          }),
        );
      },
    });
  } finally {
    await store.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Whether the bytes are anywhere in the ledger's files. */
export function readSealed(file: string, sealed: Uint8Array): boolean {
  const folder = dirname(file);
  return readdirSync(folder).some((name) => readFileSync(join(folder, name)).includes(Buffer.from(sealed)));
}

export async function verdictOf(file: string): Promise<string> {
  const trust = { logKeys: [], witnessKeys: [] };
  const { kind } = await verifyFile(file, {
    claims: [],
    trust,
    primitives: nodeNoteCrypto,
    sealingKey: SEALING_KEY,
    approvalsKey: null,
  });
  return kind;
}
