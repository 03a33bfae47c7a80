// The ports of approvals over a real ledger file and real policies, with people who hold keys made for the test.

import { randomBytes } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "vitest";
import { openApprovals } from "../../src/adapters/sqlite-state/approvals/approval-store.ts";
import { type LedgerStore, openLedger } from "../../src/adapters/sqlite-state/ledger/ledger-store.ts";
import { verifyFile } from "../../src/adapters/sqlite-state/verify/verify-file.ts";
import { nodeApprovalCrypto } from "../../src/adapters/system/approval-crypto.ts";
import { nodeNoteCrypto } from "../../src/adapters/system/note-crypto.ts";
import { uuidIds } from "../../src/adapters/system/system-clock.ts";
import { describeApproval } from "../../src/core/approvals/approval-entry.ts";
import type { ApprovalRequest, DigestedRequest } from "../../src/core/approvals/approval-request.ts";
import { FILED } from "../../src/core/approvals/approval-state.ts";
import { loadPolicy } from "../../src/core/policy/load/load-policy.ts";
import type { Policy } from "../../src/core/policy/policy.ts";
import type { ApprovalPorts } from "../../src/gate/approvals/approval-ports.ts";
import { sampleFiled } from "./sample-approval.ts";
import type { TestKey } from "./ssh-signer.ts";

/** Whose signatures count. */
const NOBODY = { logKeys: [], witnessKeys: [] };

export interface OpenPorts extends ApprovalPorts {
  readonly folder: string;
  readonly ledger: LedgerStore;
  /** The ledger's file, where the approvals are too. */
  readonly file: string;
  readonly keys: { readonly sealing: Uint8Array; readonly approvals: Uint8Array };
  /** Sets the policies anew: who holds which keys. */
  enrol(people: People): void;
  /** Sets the clock, RFC 3339. */
  setTime(time: string): void;
  fileSample(changes?: Partial<ApprovalRequest>): Promise<DigestedRequest>;
  /** Verifies the ledger from storage and reads every request. */
  checkEverything(): Promise<void>;
  close(): Promise<void>;
}

export type People = Readonly<Record<string, readonly TestKey[]>>;

export function openPorts(people: People, options: { unsigned?: boolean } = {}): OpenPorts {
  const folder = mkdtempSync(join(tmpdir(), "gatehouse-approvals-"));
  const file = join(folder, "ledger.db");
  const keys = { sealing: randomBytes(32), approvals: randomBytes(32) };
  let now = Date.parse("2026-11-21T08:10:00Z") * 1_000;
  const clock = { now: () => now++, monotonic: () => now };
  const ledger = openLedger({
    file,
    server: { instance: "test", version: "0", pid: 1 },
    now: clock.now,
    sealingKey: keys.sealing,
  });
  const approvals = openApprovals(ledger, { key: keys.approvals, primitives: nodeApprovalCrypto, pollEvery: 5 });
  let policy = policyOf(people, options);
  return {
    folder,
    file,
    keys,
    approvals,
    ledger,
    clock,
    ids: uuidIds,
    primitives: nodeApprovalCrypto,
    policy: () => policy,
    renewPolicy: async () => undefined,
    enrol: (changed) => {
      policy = policyOf(changed, options);
    },
    setTime: (time) => {
      now = Date.parse(time) * 1_000;
    },
    fileSample: async (changes = {}) => {
      const filed = sampleFiled({ id: uuidIds.next(), policyDigest: policy.bindingDigest, ...changes });
      await approvals.file(filed, describeApproval("approval.requested", { filed, next: FILED }));
      return filed;
    },
    checkEverything: async () => {
      expect(
        await verifyFile(file, {
          claims: [],
          trust: NOBODY,
          primitives: nodeNoteCrypto,
          sealingKey: keys.sealing,
          approvalsKey: keys.approvals,
        }),
      ).toMatchObject({
        kind: "self-consistent",
      });
      for (const { id } of await approvals.list({}, 1_000)) expect(await approvals.read(id)).not.toBeNull();
    },
    close: async () => {
      await ledger.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** As `policyOf` reads them, for other processes. */
export function policyFiles(
  people: People,
  { unsigned = false }: { unsigned?: boolean },
): readonly { readonly path: string; readonly text: string }[] {
  const names = [...new Set(["dora", ...Object.keys(people)])].filter((name) => name !== "claude");
  const identities = names.map((name) => {
    const keys = (people[name] ?? []).map(({ line }) => `"${line}"`);
    return `  ${name}: { kind: human, roles: [data-owner], keys: [${keys.join(", ")}] }`;
  });
  const agent = "  claude: { kind: agent, owner: dora, roles: [model-maintainer] }";
  return [
    ...readdirSync("policies/roles").map((name) => ({
      path: `roles/${name}`,
      text: readFileSync(`policies/roles/${name}`, "utf8"),
    })),
    { path: "identities.yaml", text: ["identities:", ...identities, agent, ""].join("\n") },
    { path: "risk.yaml", text: `rules: []\napprovals: { unsigned: ${unsigned} }\n` },
  ];
}

/** `claude` asks, `dora` answers for it; everybody else owns data. */
function policyOf(people: People, options: { unsigned?: boolean } = {}): Policy {
  const around = { databases: ["shop"], primitives: nodeApprovalCrypto };
  const loaded = loadPolicy(policyFiles(people, options), around);
  if (loaded.kind === "problems") throw new Error(JSON.stringify(loaded.problems));
  return loaded.policy;
}
