// A request for approval as tests want it, and the decisions on it.

import { nodeApprovalCrypto } from "../../src/adapters/system/approval-crypto.ts";
import {
  type ApprovalDecision,
  type DecisionText,
  formatDecision,
} from "../../src/core/approvals/approval-decision.ts";
import {
  type ApprovalRequest,
  type DigestedRequest,
  digestRequest,
} from "../../src/core/approvals/approval-request.ts";
import type { ApproverKeys } from "../../src/core/approvals/check-decision.ts";
import type { EnrolledKey } from "../../src/core/approvals/ssh/keyring.ts";
import { parseKeyLine } from "../../src/core/approvals/ssh/ssh-public-key.ts";
import { type SigningOptions, signText, type TestKey } from "./ssh-signer.ts";

export const SAMPLE_REQUEST: ApprovalRequest = {
  v: 1,
  id: "01980f00-0000-7000-8000-000000000001",
  nonce: "00112233445566778899aabbccddeeff",
  kind: "write",
  requester: {
    principal: "claude",
    kind: "agent",
    owner: "dora",
    role: "model-maintainer",
    session: "s-1",
    client: "claude-code",
  },
  target: { database: "shop", engine: "postgres", system: "7300000000000000001" },
  statement: {
    text: "UPDATE orders SET status = 'void' WHERE status = $1",
    parameters: '["open"]',
    normalised: "UPDATE orders SET status = ? WHERE status = $1",
    fingerprint: "f00d",
    kind: "update",
  },
  reason: "The orders of the test run are to be voided.",
  effect: {
    relations: [
      { relation: "public.orders", verb: "update", rows: 3, columns: ["status"], classes: [], cause: "statement" },
    ],
    rowsDigest: "sha256:00",
    catalogueVersion: "c1",
    method: "select",
    disturbs: [],
    notPreviewed: [],
    samples: {
      "data-owner": { columns: ["id", "status"], rows: [{ before: ["1", "open"], after: ["1", "void"] }] },
      requester: { columns: ["id", "status"], rows: [{ before: ["1", "open"], after: ["1", "void"] }] },
    },
  },
  risk: [{ rule: "many-rows", reason: "More rows than one are changed." }],
  policyDigest: "p1",
  quorum: { count: 1, approvers: ["alice", "bob", "carol"], assurance: 1, unsigned: false },
  createdAt: "2026-11-21T08:00:00.000000Z",
  approveBy: "2026-11-21T09:00:00.000000Z",
  executeBy: "2026-11-21T10:00:00.000000Z",
  undo: "kept",
};

export function sampleFiled(changes: Partial<ApprovalRequest> = {}): DigestedRequest {
  return digestRequest({ ...SAMPLE_REQUEST, ...changes }, nodeApprovalCrypto);
}

export function sampleText(filed: DigestedRequest, changes: Partial<DecisionText> = {}): string {
  return formatDecision({
    request: filed.request.id,
    digest: filed.digest,
    decision: "approve",
    approver: "alice",
    at: "2026-11-21T08:30:00.000000Z",
    ledger: { size: 12, root: `${"A".repeat(43)}=` },
    reason: null,
    ...changes,
  });
}

export function decide(
  filed: DigestedRequest,
  by: { key: TestKey } & Partial<DecisionText> & { signing?: SigningOptions },
): ApprovalDecision {
  const { key, signing, ...changes } = by;
  const text = sampleText(filed, changes);
  return { text, signature: signText(text, key, signing) };
}

export function enrolled(key: TestKey, more: Partial<EnrolledKey> = {}): EnrolledKey {
  const parsed = parseKeyLine(key.line, nodeApprovalCrypto);
  if (parsed === null) throw new RangeError("a test key that is no key");
  return { key: parsed, assurance: 1, userVerified: false, ...more };
}

export function approverKeys(keys: Readonly<Record<string, readonly EnrolledKey[]>>, unsigned = false): ApproverKeys {
  return { keyring: new Map(Object.entries(keys)), unsigned, primitives: nodeApprovalCrypto };
}
