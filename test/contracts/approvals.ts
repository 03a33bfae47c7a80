// What whatever meets the port to the approvals has to do.

import { afterEach, expect, test } from "vitest";
import { uuidIds } from "../../src/adapters/system/system-clock.ts";
import type { Approval } from "../../src/core/approvals/approval.ts";
import { describeApproval } from "../../src/core/approvals/approval-entry.ts";
import type { ApprovalRequest, DigestedRequest } from "../../src/core/approvals/approval-request.ts";
import { type ApprovalProgress, FILED } from "../../src/core/approvals/approval-state.ts";
import { readFilter } from "../../src/core/ledger/search/ledger-filter.ts";
import type { Lock } from "../../src/core/model/lock.ts";
import type { ApprovalStep, FilingOptions } from "../../src/gate/ports/approvals.ts";
import { SAMPLE_REQUEST, sampleFiled, sampleText } from "../support/sample-approval.ts";
import { callEntry, checkEverything, countEntries, lockStep, type MakeState, openTwice } from "./state.ts";

const NEVER = new AbortController().signal;
const APPROVED: ApprovalProgress = { ...FILED, state: "approved" };
const CLAIMED: ApprovalProgress = {
  ...FILED,
  state: "executing",
  attempt: 1,
  claim: { owner: "here", until: "2026-11-21T09:00:00.000000Z" },
};

export function approvalsContract(make: MakeState): void {
  const both = openTwice(make);
  afterEach(() => checkEverything(both.other));

  const file = async (changes: Partial<ApprovalRequest> = {}, options: FilingOptions = {}) => {
    const filed = sampleFiled({ id: uuidIds.next(), ...changes });
    const next = options.progress ?? FILED;
    const kind = next.state === "executing" ? "write.executing" : "approval.requested";
    return { filed, filing: await both.one.approvals.file(filed, describeApproval(kind, { filed, next }), options) };
  };
  const read = async ({ request }: DigestedRequest, by = both.one): Promise<Approval> => {
    const approval = await by.approvals.read(request.id);
    if (approval === null) throw new Error("a request that was filed is not there");
    return approval;
  };
  const step = (
    filed: DigestedRequest,
    next: ApprovalProgress,
    more: Partial<Pick<ApprovalStep, "decision" | "images">> = {},
  ): ApprovalStep => {
    const kind =
      next.state === "approved" ? "approval.decided" : next.state === "executing" ? "write.executing" : "write.outcome";
    const { decision } = more;
    return {
      next,
      entry: describeApproval(kind, { filed, next, ...(decision !== undefined && { decision }) }),
      ...more,
    };
  };

  test("a request is there for everybody when it is filed, as it was filed, with its entry", async () => {
    const { filed, filing } = await file();
    expect(filing).toMatchObject({ kind: "filed", receipt: { index: 0 } });
    expect(await read(filed, both.other)).toMatchObject({ filed, decisions: [], progress: FILED });
    expect(await both.other.approvals.read(uuidIds.next())).toBeNull();
    const found = await both.other.audit.search(readFilter({ correlation: filed.request.id }), {
      limit: 5,
      cursor: null,
    });
    expect(found.entries.map(({ kind }) => kind)).toEqual(["approval.requested"]);
    expect(await both.other.approvals.head()).toMatchObject({ size: 1 });
  });

  test("of those who move a request as they saw it, one does; the others are told how it is", async () => {
    const { filed } = await file();
    const seen = await read(filed);
    const moves = await Promise.all(
      Array.from({ length: 8 }, (_, place) =>
        (place % 2 === 0 ? both.one : both.other).approvals.move(seen, step(filed, APPROVED)),
      ),
    );
    expect(moves.filter(({ kind }) => kind === "moved")).toHaveLength(1);
    for (const move of moves) expect(move.approval).toMatchObject({ progress: APPROVED });
    expect(await countEntries(both.one)).toBe(2);
    const unknown = { ...seen, filed: sampleFiled({ id: uuidIds.next() }) };
    expect(await both.one.approvals.move(unknown, step(unknown.filed, APPROVED))).toEqual({
      kind: "lost",
      approval: null,
    });
  });

  test("decisions are kept in the order in which they came", async () => {
    const { filed } = await file();
    for (const approver of ["alice", "bob"]) {
      const decision = { text: sampleText(filed, { approver }), signature: null };
      await both.one.approvals.move(await read(filed), step(filed, APPROVED, { decision }));
    }
    const { decisions } = await read(filed, both.other);
    expect(decisions.map(({ text }) => /^approver: (.*)$/m.exec(text)?.[1] ?? text)).toHaveLength(2);
    expect(decisions[0]?.text).toContain("alice");
    expect(decisions[1]?.text).toContain("bob");
  });

  test("lists are of what is asked for, newest first, and lead on", async () => {
    const { filed: first } = await file();
    const { filed: second } = await file({
      requester: { ...SAMPLE_REQUEST.requester, principal: "cursor" },
      quorum: { ...SAMPLE_REQUEST.quorum, approvers: ["carol"] },
    });
    const { filed: third } = await file({ target: { ...SAMPLE_REQUEST.target, database: "crm" } });
    await both.one.approvals.move(await read(third), step(third, APPROVED));
    const ids = async (filter: Parameters<typeof both.other.approvals.list>[0], limit = 10) =>
      (await both.other.approvals.list(filter, limit)).map(({ id }) => id);
    const [a, b, c] = [first.request.id, second.request.id, third.request.id];
    expect(await ids({})).toEqual([c, b, a]);
    expect(await ids({}, 2)).toEqual([c, b]);
    expect(await ids({ before: b })).toEqual([a]);
    expect(await ids({ states: ["approved"] })).toEqual([c]);
    expect(await ids({ requester: "cursor" })).toEqual([b]);
    expect(await ids({ database: "crm" })).toEqual([c]);
    expect(await ids({ approver: "alice" })).toEqual([c, a]);
    expect(await ids({ named: b.slice(-12) })).toEqual([b]);
    expect(await ids({ overdueAt: "2026-11-21T09:30:00.000000Z" })).toEqual([b, a]);
    expect(await both.other.approvals.list({ named: a }, 1)).toMatchObject([
      {
        state: "pending",
        requester: "claude",
        database: "shop",
        statement: "update",
        rows: 3,
        approvals: 0,
        wanted: 1,
      },
    ]);
  });

  test("one may have no more waiting than is allowed, and what is too much leaves nothing", async () => {
    await file({}, { mostPending: 2 });
    await file({}, { mostPending: 2 });
    const { filed, filing } = await file({}, { mostPending: 2 });
    expect(filing).toEqual({ kind: "full" });
    expect(await both.other.approvals.read(filed.request.id)).toBeNull();
    expect(await countEntries(both.one)).toBe(2);
  });

  test("a request has one successor", async () => {
    const { filed } = await file();
    expect(await both.other.approvals.successorOf(filed.request.id)).toBeNull();
    const { filed: successor } = await file({ replaces: filed.request.id });
    expect((await file({ replaces: filed.request.id })).filing).toEqual({ kind: "replaced" });
    expect(await both.other.approvals.successorOf(filed.request.id)).toBe(successor.request.id);
  });

  test("a claim is put off by who holds it, and leaves no entry", async () => {
    const { filed } = await file();
    await both.one.approvals.move(await read(filed), step(filed, APPROVED));
    await both.one.approvals.move(await read(filed), step(filed, CLAIMED));
    const { id } = filed.request;
    const until = "2026-11-21T09:30:00.000000Z";
    const seen = await read(filed);
    expect(await both.one.approvals.renew(id, { owner: "here", attempt: 1, until })).toBe(true);
    expect(await both.other.approvals.renew(id, { owner: "elsewhere", attempt: 1, until })).toBe(false);
    expect(await both.other.approvals.renew(id, { owner: "here", attempt: 2, until })).toBe(false);
    expect(await read(filed, both.other)).toMatchObject({ version: seen.version, progress: { claim: { until } } });
    expect(await countEntries(both.one)).toBe(3);
  });

  test("images are kept with the step that leaves them, and forgotten after their time", async () => {
    const { filed } = await file();
    await both.one.approvals.move(await read(filed), step(filed, APPROVED));
    await both.one.approvals.move(await read(filed), step(filed, CLAIMED));
    expect(await both.other.approvals.readImages(filed.request.id)).toBeNull();
    const next: ApprovalProgress = { ...CLAIMED, state: "rolled-back", claim: null, why: "a test" };
    const images = { text: "rows as they were", until: "2026-12-01T00:00:00.000000Z" };
    await both.one.approvals.move(await read(filed), step(filed, next, { images }));
    expect(await both.other.approvals.readImages(filed.request.id)).toBe("rows as they were");
    expect(await both.other.approvals.purgeImages("2026-11-30T00:00:00.000000Z")).toBe(0);
    expect(await both.other.approvals.purgeImages("2026-12-02T00:00:00.000000Z")).toBe(1);
    expect(await both.one.approvals.readImages(filed.request.id)).toBeNull();
  });

  test("who waits is told of a change, of the end of the time, and when it is called off", async () => {
    const { filed } = await file();
    const seen = await read(filed);
    const told = both.other.approvals.waitForChange(seen, NEVER, 20_000);
    await both.one.approvals.move(seen, step(filed, APPROVED));
    expect((await told)?.progress.state).toBe("approved");
    const now = await read(filed);
    expect(await both.other.approvals.waitForChange(now, NEVER, 10)).toMatchObject({ version: now.version });
    const called = new AbortController();
    const off = both.other.approvals.waitForChange(now, called.signal, 20_000);
    called.abort();
    expect(await off).toMatchObject({ version: now.version });
  });

  test("a request is filed and goes on in one transaction, with an entry for each", async () => {
    const filed = sampleFiled({ id: uuidIds.next(), quorum: { ...SAMPLE_REQUEST.quorum, count: 0, approvers: [] } });
    const next: ApprovalProgress = { ...CLAIMED, state: "rolled-back", claim: null, why: "a test" };
    const entry = describeApproval("write.executing", { filed, next: CLAIMED });
    const options = { progress: CLAIMED, step: step(filed, next) };
    expect(await both.one.approvals.file(filed, entry, options)).toMatchObject({
      kind: "filed",
      receipt: { index: 1, size: 2 },
    });
    expect(await read(filed, both.other)).toMatchObject({ version: 2, progress: next });
  });

  test("what was weighed by another count is not filed, and its caller is told that of now", async () => {
    const quorum = { ...SAMPLE_REQUEST.quorum, count: 0, approvers: [] };
    const by = { requester: "claude", database: "shop", since: 0 };
    const recent = await both.one.budgets.unaskedWrites(by);
    await file({}); // an entry that changes no count
    expect((await file({ quorum }, { progress: CLAIMED, weighed: { by, recent } })).filing.kind).toBe("filed");
    const late = await file({ quorum }, { progress: CLAIMED, weighed: { by, recent } });
    expect(late.filing).toEqual({ kind: "outweighed", recent: { writes: 1, rows: 3 } });
    expect(await both.other.approvals.read(late.filed.request.id)).toBeNull();
    const now = await both.other.budgets.unaskedWrites(by);
    expect((await file({ quorum }, { progress: CLAIMED, weighed: { by, recent: now } })).filing.kind).toBe("filed");
    expect(await countEntries(both.one)).toBe(3);
  });

  test("the call that takes a step has its entry in the same transaction, under the locks in force, or none", async () => {
    const { filed } = await file();
    const seen = await read(filed);
    await both.other.locks.change(() => lockStep("set", { kind: "caller", name: "claude" }));
    const under: (readonly Lock[])[] = [];
    const call = (locks: readonly Lock[]) => {
      under.push(locks);
      return callEntry();
    };
    expect(await both.one.approvals.move(seen, step(filed, APPROVED), call)).toMatchObject({
      kind: "moved",
      receipt: { index: 3, size: 4 },
    });
    expect(under.at(-1)).toMatchObject([{ kind: "caller", name: "claude", entry: 1 }]);
    expect(await both.one.approvals.move(seen, step(filed, APPROVED), call)).toMatchObject({ kind: "lost" });
    expect(await countEntries(both.one)).toBe(4);
  });
}
