// A write whose fate the database cannot tell: it stays uncertain until one person has said what the data shows and another has signed.

import { afterAll, beforeAll, expect, it } from "vitest";
import { decideApproval } from "../../src/gate/approvals/decide-approval.ts";
import { moveApproval } from "../../src/gate/approvals/move-approval.ts";
import { fileFinding } from "../../src/gate/writing/reconcile-write.ts";
import { recoverWrites } from "../../src/gate/writing/recover-writes.ts";
import { signedDecision } from "../support/signed-decision.ts";
import { openWritingShop, type WritingShop } from "../support/writing-shop.ts";

let shop: WritingShop;

beforeAll(async () => {
  shop = await openWritingShop("sqlite");
});
afterAll(() => shop.close());

it("is reconciled by two people, and by nobody alone", async () => {
  const { gatehouse } = shop.opened;
  const asked = await shop.query("DELETE FROM customers WHERE id = 2", { reason: "gone" });
  const id = asked.kind === "released" && "request" in asked.result ? (asked.result.request ?? "") : "";
  await decideApproval(id, await signedDecision(id, { by: "dora", shop }), gatehouse);
  const approved = await gatehouse.approvals.read(id);
  if (approved === null) throw new Error("no request");
  // a server that died while COMMIT was in flight, on a file that is another one now
  const owner = "elsewhere/1/dead";
  const claimed = await moveApproval(
    approved,
    { kind: "claim", owner, until: "2000-01-01T00:00:00.000000Z" },
    { ports: gatehouse },
  );
  if (claimed.kind !== "moved") throw new Error("not claimed");
  const pendingCommit = { xid: "1", system: "another file", timeline: null, pid: null };
  await moveApproval(
    claimed.approval,
    { kind: "commit", pendingCommit, beforeImage: null, rows: 1 },
    { ports: gatehouse },
  );
  expect(await recoverWrites(gatehouse)).toBe(1);
  expect((await gatehouse.approvals.read(id))?.progress.state).toBe("uncertain");
  expect(await shop.ask({ request: id })).toMatchObject({ refusal: { code: "approval-uncertain" } });

  const { caller } = shop.contextOf("erik");
  const finding = await fileFinding({ id, happened: false, reason: "The row is there." }, { caller, ports: gatehouse });
  if ("code" in finding) throw new Error(finding.code);
  expect(finding.quorum.approvers).toEqual(["dora"]);
  expect(await shop.ask({ request: finding.id, as: "erik" })).toMatchObject({ refusal: { code: "approval-pending" } });
  const own = await decideApproval(finding.id, await signedDecision(finding.id, { by: "erik", shop }), gatehouse);
  expect(own).toMatchObject({ code: "approver-excluded" });
  await decideApproval(finding.id, await signedDecision(finding.id, { by: "dora", shop }), gatehouse);
  expect(await shop.ask({ request: finding.id, as: "erik" })).toMatchObject({ result: { status: "executed" } });
  expect((await gatehouse.approvals.read(id))?.progress).toMatchObject({
    state: "reconciled",
    why: "it did not happen",
  });
});
