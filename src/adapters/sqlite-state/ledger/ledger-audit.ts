// The audit port on a ledger's file: opened for each question, so that a server keeps nothing open that it does not need.
// The index is brought up to date in short steps, between which the server goes on with other calls.

import { setImmediate as turn } from "node:timers/promises";
import type { Trust } from "../../../core/ledger/tree/judge-checkpoints.ts";
import type { NoteCrypto } from "../../../core/ledger/tree/note-crypto.ts";
import type { Claim } from "../../../core/ledger/verify/verify-ledger.ts";
import type { AuditPage, LedgerAudit } from "../../../gate/ports/ledger-audit.ts";
import type { StoredEntry } from "../../../gate/ports/ledger-reader.ts";
import { verifyFile } from "../verify/verify-file.ts";
import { openLedgerIndex } from "./ledger-index-file.ts";
import { openLedgerReader } from "./ledger-reader.ts";
import { searchLedger } from "./ledger-search.ts";

export interface AuditPlace {
  readonly file: string;
  readonly indexFile: string;
  /** Opens what is sealed aside, so that it is held against what the entries commit to. */
  readonly sealingKey: Uint8Array;
  /** Opens the requests for approval, likewise. */
  readonly approvalsKey: Uint8Array;
  /** Whose signatures count, as they are when they are asked for. */
  readonly trust: () => Trust;
  readonly primitives: NoteCrypto;
}

/** Pages that one question looks through at most; each looks at a bounded number of entries. */
const PAGES = 8;

export function openLedgerAudit(place: AuditPlace): LedgerAudit {
  const { file, indexFile, sealingKey, approvalsKey, trust, primitives } = place;
  return {
    search: async (filter, { limit, cursor }): Promise<AuditPage> => {
      const reader = openLedgerReader(file);
      const index = openLedgerIndex(indexFile, reader.entries);
      try {
        while (!index.advance(reader.entries, 1)) await turn();
        const found: StoredEntry[] = [];
        let next = cursor;
        for (let pages = 0; pages < PAGES; pages++) {
          const request = { limit: limit - found.length, descending: true, cursor: next };
          const page = searchLedger(filter, request, { entries: reader.entries, index });
          found.push(...page.entries);
          next = page.next;
          if (next === null || found.length >= limit) break;
          await turn();
        }
        return { entries: found.map(({ record }) => record), next };
      } finally {
        index.close();
        reader.close();
      }
    },
    verify: (heads) =>
      verifyFile(file, { claims: claimsOf(heads), sealingKey, approvalsKey, trust: trust(), primitives }),
  };
}

/** Heads that left the house, as a verification holds a ledger against them. */
export function claimsOf(heads: Parameters<LedgerAudit["verify"]>[0]): readonly Claim[] {
  return heads.map(({ size, root }) => ({
    size,
    root: Buffer.from(root, "base64"),
    by: `the head of ${size} entries`,
    weight: "outside",
  }));
}
