// What deciding and carrying out approvals works with, and who may decide by the policy in force.

import type { ApprovalCrypto } from "../../core/approvals/approval-crypto.ts";
import type { ApproverKeys } from "../../core/approvals/check-decision.ts";
import { formatTime } from "../../core/ledger/entry/entry-record.ts";
import type { Policy } from "../../core/policy/policy.ts";
import type { Approvals } from "../ports/approvals.ts";
import type { Clock, Ids } from "../ports/clock.ts";
import type { Ledger } from "../ports/ledger.ts";
import type { RenewPolicy } from "../ports/renew-policy.ts";

export interface ApprovalPorts {
  readonly approvals: Approvals;
  readonly ledger: Ledger;
  readonly primitives: ApprovalCrypto;
  readonly clock: Clock;
  readonly ids: Ids;
  /** The last valid policy. It may be another one at the next call, never within one. */
  policy(): Policy;
  /** Has what `policy` gives held against the policy files. */
  readonly renewPolicy: RenewPolicy;
}

/** Made anew whenever decisions are counted: a key that was removed since counts nothing. */
export function approverKeysOf(ports: Pick<ApprovalPorts, "primitives">, policy: Policy): ApproverKeys {
  return {
    keyring: new Map([...policy.identities.values()].map(({ name, keys }) => [name, keys])),
    unsigned: policy.risk.unsigned,
    primitives: ports.primitives,
  };
}

/** RFC 3339, UTC, microseconds: as approvals write their times. */
export function timeAt(ports: Pick<ApprovalPorts, "clock">, laterMilliseconds = 0): string {
  return formatTime(ports.clock.now() + laterMilliseconds * 1_000);
}
