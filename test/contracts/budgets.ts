// What whatever meets the port to the budgets has to do.

import { expect, test } from "vitest";
import { uuidIds } from "../../src/adapters/system/system-clock.ts";
import { describeApproval } from "../../src/core/approvals/approval-entry.ts";
import type { ApprovalRequest } from "../../src/core/approvals/approval-request.ts";
import { type ApprovalProgress, FILED } from "../../src/core/approvals/approval-state.ts";
import { SAMPLE_REQUEST, sampleFiled } from "../support/sample-approval.ts";
import { type MakeState, openTwice } from "./state.ts";

const CLAIMED: ApprovalProgress = {
  ...FILED,
  state: "executing",
  attempt: 1,
  claim: { owner: "here", until: "2026-11-21T09:00:00.000000Z" },
};
const NOBODY = { quorum: { ...SAMPLE_REQUEST.quorum, count: 0, approvers: [] } };
const BY = { requester: "claude", database: "shop", since: 0 };

export function budgetsContract(make: MakeState): void {
  const both = openTwice(make);

  const file = async (changes: Partial<ApprovalRequest>, progress: ApprovalProgress = CLAIMED): Promise<void> => {
    const filed = sampleFiled({ id: uuidIds.next(), ...changes });
    const kind = progress.state === "executing" ? "write.executing" : "approval.requested";
    await both.one.approvals.file(filed, describeApproval(kind, { filed, next: progress }), { progress });
  };

  test("of a caller who has done nothing, nothing is spent", async () => {
    expect(await both.one.budgets.unaskedWrites(BY)).toEqual({ writes: 0, rows: 0 });
  });

  test("what ran with nobody asked is counted, of one caller and database, since a time", async () => {
    await file(NOBODY);
    await file(NOBODY);
    await file({ ...NOBODY, target: { ...SAMPLE_REQUEST.target, database: "crm" } });
    await file({}, FILED);
    expect(await both.other.budgets.unaskedWrites(BY)).toEqual({ writes: 2, rows: 6 });
    expect(await both.other.budgets.unaskedWrites({ ...BY, since: Date.now() * 1_000 + 60_000_000 })).toEqual({
      writes: 0,
      rows: 0,
    });
  });

  test("what a caller does in two places at once is one budget", async () => {
    await file(NOBODY);
    const [here, there] = await Promise.all([both.one, both.other].map(({ budgets }) => budgets.unaskedWrites(BY)));
    expect(here).toEqual({ writes: 1, rows: 3 });
    expect(there).toEqual(here);
  });
}
