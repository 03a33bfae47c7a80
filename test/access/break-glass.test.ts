// Break-glass through the gate on real databases: what one person opens, to whom, until when; how loud it is, and who has to look at it.

import { randomBytes } from "node:crypto";
import { join } from "node:path";
import Database from "better-sqlite3";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { requestPlace } from "../../src/adapters/sqlite-state/approvals/approval-rows.ts";
import { encrypt } from "../../src/adapters/sqlite-state/seal-payload.ts";
import { nodeApprovalCrypto } from "../../src/adapters/system/approval-crypto.ts";
import { describeApproval } from "../../src/core/approvals/approval-entry.ts";
import { type ApprovalRequest, digestRequest } from "../../src/core/approvals/approval-request.ts";
import { FILED } from "../../src/core/approvals/approval-state.ts";
import type { Policy } from "../../src/core/policy/policy.ts";
import { checkReviewer, formatBreakGlassReview } from "../../src/core/review/break-glass-review.ts";
import { authenticateConfigured } from "../../src/entry/wiring/authenticate.ts";
import { openGatehouse } from "../../src/entry/wiring/open-gatehouse.ts";
import { openState } from "../../src/entry/wiring/open-state.ts";
import { readProject } from "../../src/entry/wiring/project.ts";
import { changeLock } from "../../src/gate/access/change-lock.ts";
import { endLockedBreakGlass, endOpening } from "../../src/gate/access/end-break-glass.ts";
import { recordBreakGlassReview } from "../../src/gate/access/review-break-glass.ts";
import { decideApproval } from "../../src/gate/approvals/decide-approval.ts";
import type { Answer } from "../../src/gate/calls/answer.ts";
import type { Gatehouse } from "../../src/gate/calls/gatehouse.ts";
import { runQuery } from "../../src/gate/reading/run-query.ts";
import { codeOf, resultOf } from "../support/answers.ts";
import { laterBy } from "../support/later-by.ts";
import { readEntries } from "../support/ledger-entries.ts";
import { fileGlass, openGlass, signGlass } from "../support/opened-glass.ts";
import { signedDecision } from "../support/signed-decision.ts";
import { signText } from "../support/ssh-signer.ts";
import { openWritingShop, type WritingShop } from "../support/writing-shop.ts";

let shop: WritingShop;

const READ = "SELECT email FROM customers WHERE id = 1";
const CLEAR = [["Canary1@x.example"]];
const MASKED = [["[redacted]"]];

const callerNamed = (principal: string) =>
  authenticateConfigured({ principal, role: null, session: "glass" }, shop.opened.gatehouse.policy());

async function ask(sql: string, changed: Partial<Gatehouse> = {}, as = "claude"): Promise<Answer<object>> {
  const context = { ...shop.contextOf(as), gatehouse: { ...shop.opened.gatehouse, ...changed } };
  return runQuery({ database: null, sql, parameters: [], reason: null, waitSeconds: 0 }, context);
}

const read = async (changed: Partial<Gatehouse> = {}, as = "claude") => resultOf(await ask(READ, changed, as))["rows"];

const later = (minutes: number) => laterBy(minutes, shop.opened.gatehouse);

/** Another policy with the same binding: what an attacker with the state folder would face. */
function policyWith(change: (policy: Policy) => Partial<Policy>): Partial<Gatehouse> {
  const policy = shop.opened.gatehouse.policy();
  return { policy: () => ({ ...policy, ...change(policy) }) };
}

const end = (id: string, by = "dana") =>
  endOpening(id, { by: callerNamed(by), reason: "over", ports: shop.opened.gatehouse });

async function review(
  id: string,
  {
    by = "carol",
    key = by,
    unsigned = false,
    at = 0,
  }: { by?: string; key?: string; unsigned?: boolean; at?: number } = {},
): Promise<string> {
  const gatehouse = { ...shop.opened.gatehouse, ...later(at) };
  const opening = (await gatehouse.ledger.breakGlass()).find(({ request }) => request === id);
  const signer = shop.keys[key];
  if (opening === undefined || signer === undefined) throw new Error("nothing to review");
  const text = formatBreakGlassReview({ opening, finding: "justified", reviewer: by });
  const signature = unsigned ? null : signText(text, signer, { namespace: "review@gatehouse" });
  const input = { id, finding: "justified", reason: "looked at the calls" } as const;
  const outcome = await recordBreakGlassReview(input, signature, { by: callerNamed(by), ports: gatehouse });
  return outcome.kind === "refusal" ? outcome.code : outcome.kind;
}

const entriesOf = (kind: string) => readEntries(join(shop.folder, ".gatehouse", "ledger.db"), kind);

describe.each(["postgres", "sqlite"] as const)("on %s", (engine) => {
  const schema = engine === "postgres" ? "public" : "main";
  const email = `${schema}.customers.email`;
  const columns = [email];

  beforeAll(async () => {
    shop = await openWritingShop(engine, {
      sql: "CREATE TABLE vault (id integer PRIMARY KEY, code text);",
      relations: `  ${schema}.vault: { columns: { id: internal, code: { level: restricted } } }\n`,
    });
  });
  afterEach(async () => {
    const { gatehouse } = shop.opened;
    for (const { id } of await gatehouse.approvals.list({ kind: "break-glass", states: ["pending", "approved"] }, 50))
      await end(id);
    for (const { request, review: done } of await gatehouse.ledger.breakGlass())
      if (done === null) await review(request);
  });
  afterAll(() => shop.close());

  it("[G-GLASS-SIGNED] opens once its one person has signed, and to nobody but whom it names", async () => {
    const filed = await fileGlass(shop, { columns });
    if ("code" in filed) throw new Error(filed.message);
    const { id } = filed.request;
    expect(await read()).toEqual(MASKED);
    for (const other of ["vera", "carol", "olga"]) {
      expect(await signGlass(shop, id, other)).toMatchObject({ code: "approver-not-asked" });
    }
    expect(await read()).toEqual(MASKED);
    expect(await signGlass(shop, id)).toMatchObject({ kind: "decided" });
    expect(resultOf(await ask(READ))).toMatchObject({
      rows: CLEAR,
      break_glass: [{ request: id, until: expect.stringMatching(/^2/) }],
    });
    expect(resultOf(await ask(READ, {}, "other"))).toMatchObject({ rows: MASKED });
    expect(resultOf(await ask(READ, {}, "other"))).not.toHaveProperty("break_glass");
  });

  it("[G-GLASS-NARROW] opens the columns, tables and classes that were named, of what the reader's role sees masked", async () => {
    await openGlass(shop, { classes: ["email"] });
    expect(await read()).toEqual(CLEAR);
    expect(resultOf(await ask("SELECT full_name FROM customers WHERE id = 1"))["rows"]).toEqual(MASKED);
    const both = resultOf(await ask("SELECT email, full_name FROM customers WHERE id = 1"));
    expect(both["rows"]).toEqual([[...CLEAR.flat(), ...MASKED.flat()]]);
    await openGlass(shop, { tables: [`${schema}.customers`, `${schema}.vault`, `${schema}.orders`] });
    expect(resultOf(await ask("SELECT full_name FROM customers WHERE id = 1"))["rows"]).toEqual([["Canary Person 1"]]);
    expect(codeOf(await ask("SELECT code FROM vault"))).toBe("unknown-column");
    expect(resultOf(await ask("SELECT id, note FROM orders WHERE region = 'US' OR id = 1"))["rows"]).toEqual([
      [1, "a"],
    ]);
    expect(codeOf(await ask("UPDATE customers SET notes = email WHERE id = 1"))).toBe("masked-value-stored");
    expect(resultOf(await ask("UPDATE customers SET plan = 'gold' WHERE id = 1 RETURNING email"))).toMatchObject({
      rows: MASKED,
    });
  });

  it.each([
    ["a role that has none", { by: "vera" }],
    ["an agent", { by: "claude", for: "other" }],
    ["more minutes than the role may", { minutes: 61 }],
    ["nothing that is masked", { tables: [`${schema}.heap`], columns: [] }],
    ["a reader that reads no rows", { for: "carol", columns: [], classes: ["email"] }],
    ["themselves", { for: "dana", columns: [], classes: ["email"] }],
  ])("[G-GLASS-BY-ROLE] is not opened by or for %s", async (_, opening) => {
    expect(await fileGlass(shop, { columns, ...opening })).toMatchObject({ code: "break-glass-not-possible" });
  });

  it("[G-GLASS-BY-ROLE] is opened for one's own agents where the policy says so alone", async () => {
    const own = (own: boolean) =>
      policyWith(({ roles }) => ({
        roles: new Map(
          [...roles].map(([name, role]) => [
            name,
            name === "data-owner"
              ? {
                  ...role,
                  breakGlass: { minutes: 10, reviewWithinSeconds: 60, locksOverdue: false, own, assurance: 1 },
                }
              : role,
          ]),
        ),
      }));
    const asked = (changed: Partial<Gatehouse>) =>
      fileGlass(shop, { columns, by: "olga", gatehouse: { ...shop.opened.gatehouse, ...changed } });
    expect(await asked(own(false))).toMatchObject({ code: "break-glass-not-possible" });
    expect(await asked(own(true))).toMatchObject({ request: { kind: "break-glass" } });
  });

  it("[G-GLASS-BY-ROLE] opens nothing once the policies in force no longer let its person", async () => {
    await openGlass(shop, { columns });
    expect(await read()).toEqual(CLEAR);
    const without = policyWith(({ identities }) => ({
      identities: new Map(
        [...identities].map(([name, each]) => [name, name === "dana" ? { ...each, roles: ["analyst"] } : each]),
      ),
    }));
    expect(await read(without)).toEqual(MASKED);
    expect(await read()).toEqual(MASKED); // what ended does not come back
  });

  it("[G-GLASS-SIGNED] rests on a key that the policies in force hold for that person", async () => {
    await openGlass(shop, { columns });
    const keyless = policyWith(({ identities }) => ({
      identities: new Map([...identities].map(([name, each]) => [name, { ...each, keys: [] }])),
    }));
    expect(await read(keyless)).toEqual(MASKED);
  });

  it("[G-GLASS-ENDS] ends by its time, by command and by a lock, in every process on the next step", async () => {
    const project = await readProject(join(shop.folder, "gatehouse.yaml"));
    if (project.kind === "problems") throw new Error("the project has problems");
    const second = await openGatehouse(project, () => undefined);
    const there = async () => {
      const context = { ...shop.contextOf(), gatehouse: second.gatehouse };
      return resultOf(await runQuery({ database: null, sql: READ, parameters: [] }, context))["rows"];
    };
    try {
      await openGlass(shop, { columns });
      expect([await read(), await there()]).toEqual([CLEAR, CLEAR]);
      expect(await read(later(9))).toEqual(CLEAR);
      expect(await read(later(10))).toEqual(MASKED);
      expect([await read(), await there()]).toEqual([MASKED, MASKED]);

      const ended = await openGlass(shop, { columns });
      expect(await there()).toEqual(CLEAR);
      expect(await end(ended, "olga")).toMatchObject({ code: "approval-not-yours" });
      expect(await end(ended, "vera")).toMatchObject({ progress: { state: "cancelled" } });
      expect([await read(), await there()]).toEqual([MASKED, MASKED]);

      const state = await openState(project);
      const change = (action: "set" | "lift", name: string) =>
        changeLock(
          { action, target: { kind: "caller", name }, reason: "INC-7" },
          {
            caller: callerNamed("dana"),
            policy: second.gatehouse.policy(),
            locks: state.locks,
            ids: second.gatehouse.ids,
            account: "test",
          },
        ).catch(() => null);
      for (const name of ["claude", "olga"]) {
        await openGlass(shop, { columns });
        await change("set", name);
        await endLockedBreakGlass({ kind: "caller", name }, second.gatehouse);
        expect(codeOf(await ask(READ))).toBe("locked");
        await change("lift", name);
        expect([await read(), await there()]).toEqual([MASKED, MASKED]);
      }
      await state.ledger.close();
    } finally {
      await second.close();
    }
  });

  it("[G-GLASS-ENDS] a lock on who opened it ends it, though nobody ended it besides, and keeps them from another", async () => {
    await openGlass(shop, { columns });
    const { gatehouse } = shop.opened;
    const lock = { kind: "caller", name: "dana", entry: 0 } as const;
    const { ledger } = gatehouse;
    const locked = {
      ledger: {
        append: ledger.append.bind(ledger),
        appendUnderLocks: ledger.appendUnderLocks.bind(ledger),
        head: ledger.head.bind(ledger),
        reviewedAt: ledger.reviewedAt.bind(ledger),
        breakGlass: ledger.breakGlass.bind(ledger),
        close: ledger.close.bind(ledger),
        locks: async () => [lock],
      },
    };
    expect(await fileGlass(shop, { columns, gatehouse: { ...gatehouse, ...locked } })).toMatchObject({
      code: "locked",
    });
    expect(await read(locked)).toEqual(MASKED);
    expect(await read()).toEqual(MASKED);
  });

  it("[G-GLASS-LOUD] is an entry of its own when it opens and when it ends, and every read that used it names it", async () => {
    const id = await openGlass(shop, { columns, reason: "INC-9: whom did we write to" });
    await read();
    await end(id);
    expect(entriesOf("break-glass.opened").at(-1)).toMatchObject({
      correlation: id,
      caller: { principal: "dana", role: "incident-responder", method: "ssh" },
      reason: "INC-9: whom did we write to",
      touched: [{ relation: `${schema}.customers`, access: "read", columns: ["email"], classes: ["email"] }],
      detail: { reader: "claude", readerRole: "maintainer", signature: expect.stringContaining("SSH SIGNATURE") },
    });
    expect(entriesOf("call").at(-1)).toMatchObject({
      decision: { effect: "allow", rule: "break-glass" },
      detail: { "break-glass": id },
    });
    expect(entriesOf("break-glass.ended").at(-1)).toMatchObject({
      correlation: id,
      reason: "over",
      caller: { principal: "dana" },
    });
  });

  it("[G-GLASS-REVIEWED] is signed off by an auditor with their key, once it is over, and by nobody who had a part in it", async () => {
    const id = await openGlass(shop, { columns });
    expect(await review(id)).toBe("approval-running");
    await end(id);
    expect(await review(id, { by: "dana" })).toBe("approver-not-asked");
    expect(await review(id, { by: "vera" })).toBe("approver-not-asked");
    expect(await review(id, { unsigned: true })).toBe("signature-missing");
    expect(await review(id, { key: "dana" })).toBe("signature-invalid");
    expect(await review(id)).toBe("reviewed");
    expect(await review(id)).toBe("decision-repeated");
    expect(entriesOf("break-glass.reviewed").at(-1)).toMatchObject({
      caller: { principal: "carol" },
      detail: { request: id, finding: "justified", assurance: 1 },
    });
  });

  it("[G-GLASS-REVIEWED] is signed off neither by who opened it nor by who answers for its reader, whatever roles they hold", async () => {
    const id = await openGlass(shop, { columns });
    await end(id);
    const { gatehouse } = shop.opened;
    const policy = gatehouse.policy();
    const auditors = new Map(
      [...policy.identities].map(([name, identity]) => [name, { ...identity, roles: ["compliance-auditor"] }]),
    );
    const opening = (await gatehouse.ledger.breakGlass()).find(({ request }) => request === id);
    if (opening === undefined) throw new Error("not opened");
    const barred = (reviewer: string) =>
      checkReviewer(opening, {
        reviewer,
        role: "compliance-auditor",
        policy: { ...policy, identities: auditors },
      })?.code;
    expect(["dana", "olga", "carol"].map(barred)).toEqual(["approver-excluded", "approver-excluded", undefined]);
  });

  it("[G-GLASS-REVIEWED] an overdue review locks who opened it from opening another, until it is done", async () => {
    const id = await openGlass(shop, { columns });
    await end(id);
    const { gatehouse } = shop.opened;
    const late = { ...gatehouse, ...later(3 * 24 * 60 + 1) };
    expect(await fileGlass(shop, { columns, gatehouse: late })).toMatchObject({ code: "review-overdue" });
    const inTime = { ...gatehouse, ...later(3 * 24 * 60 - 1) };
    expect(await fileGlass(shop, { columns, gatehouse: inTime })).toMatchObject({ request: { kind: "break-glass" } });
    expect(await review(id, { at: 3 * 24 * 60 + 1 })).toBe("reviewed");
    expect(await fileGlass(shop, { columns, gatehouse: late })).toMatchObject({ request: { kind: "break-glass" } });
  });

  it("[G-GLASS-REVIEWED] an overdue review locks who opened it, and their agents, from data where the policy says so", async () => {
    const id = await openGlass(shop, { columns });
    await end(id);
    const rule = { minutes: 10, reviewWithinSeconds: 60, locksOverdue: true, own: false, assurance: 1 } as const;
    const opener = (locksOverdue: boolean) =>
      policyWith(({ roles, identities }) => ({
        roles: new Map(
          [...roles].map(([name, role]) => [
            name,
            name === "incident-responder" ? { ...role, breakGlass: { ...rule, locksOverdue } } : role,
          ]),
        ),
        identities: new Map(
          [...identities].map(([name, each]) => [name, name === "claude" ? { ...each, owner: "dana" } : each]),
        ),
      }));
    const asDana = async (locks: boolean) => {
      const changed = { ...opener(locks), ...later(3 * 24 * 60 + 1) };
      const context = { ...shop.contextOf(), gatehouse: { ...shop.opened.gatehouse, ...changed } };
      const caller = authenticateConfigured(
        { principal: "claude", role: null, session: "x" },
        context.gatehouse.policy(),
      );
      return codeOf(await runQuery({ database: null, sql: READ, parameters: [] }, { ...context, caller }));
    };
    expect(await asDana(true)).toBe("review-overdue");
    expect(await asDana(false)).toBe("none");
  });

  it("[G-GLASS-NO-TOOL] no tool opens, resumes or carries one out", async () => {
    const filed = await fileGlass(shop, { columns });
    if ("code" in filed) throw new Error(filed.message);
    const { id } = filed.request;
    for (const as of ["claude", "dana"]) expect(codeOf(await shop.ask({ request: id, as }))).toBe("unknown-approval");
    expect(await read()).toEqual(MASKED);
    await signGlass(shop, id);
    for (const as of ["claude", "dana"]) expect(codeOf(await shop.ask({ request: id, as }))).toBe("unknown-approval");
    expect(await read()).toEqual(CLEAR);
  });

  describe("[G-GLASS-FORGED] what was put into the state file opens nothing", () => {
    const forge = async (change: (request: ApprovalRequest) => Partial<ApprovalRequest>, signer = "dana") => {
      const honest = await fileGlass(shop, { columns });
      if ("code" in honest) throw new Error(honest.message);
      const { gatehouse } = shop.opened;
      const request = { ...honest.request, id: gatehouse.ids.next(), ...change(honest.request) };
      const filed = digestRequest(request, nodeApprovalCrypto);
      await gatehouse.approvals.file(filed, describeApproval("approval.requested", { filed, next: FILED }));
      const decision = await signedDecision(filed.request.id, { by: signer, shop });
      const seen = await gatehouse.approvals.read(filed.request.id);
      if (seen === null) throw new Error("not filed");
      const next = { ...FILED, state: "approved" } as const;
      const entry = describeApproval("break-glass.opened", { filed, next, decision });
      await gatehouse.approvals.move(seen, { next, entry, decision });
      return { filed, decision };
    };
    const opened = (request: ApprovalRequest) => request.access?.opened ?? { reader: "", role: "", reviewBy: "" };

    it.each([
      [
        "signed by a person without the role",
        (request: ApprovalRequest) => ({
          requester: { ...request.requester, principal: "vera", role: "access-controller" },
        }),
        "vera",
      ],
      [
        "in a role that the person does not hold",
        (request: ApprovalRequest) => ({ requester: { ...request.requester, principal: "vera" } }),
        "vera",
      ],
      [
        "for longer than the role may",
        (request: ApprovalRequest) => ({
          access: { minutes: 600, columns: request.access?.columns ?? [], opened: opened(request) },
        }),
        "dana",
      ],
      ["with a signature of somebody else", () => ({}), "vera"],
      ["of a kind that people approve", () => ({ kind: "access" as const }), "dana"],
      [
        "that names nobody it is for",
        (request: ApprovalRequest) => ({ access: { minutes: 10, columns: request.access?.columns ?? [] } }),
        "dana",
      ],
    ])("%s", async (_, change, signer) => {
      await forge(change, signer);
      expect(await read()).toEqual(MASKED);
    });

    it("and the same without a forgery opens", async () => {
      await forge(() => ({}));
      expect(await read()).toEqual(CLEAR);
    });

    it("a signature moved to another request, and one over a request that was sealed anew", async () => {
      const { decision } = await forge((request) => ({
        access: {
          minutes: 10,
          columns: [{ schema, relation: "customers", column: "full_name" }],
          opened: opened(request),
        },
      }));
      const other = await fileGlass(shop, { columns });
      if ("code" in other) throw new Error(other.message);
      expect(await decideApproval(other.request.id, decision, shop.opened.gatehouse)).toMatchObject({
        code: "decision-invalid",
      });
      expect(await read()).toEqual(MASKED);
      const key = randomBytes(32);
      const { iv, sealed } = encrypt(Buffer.from(other.text, "utf8"), { key, place: requestPlace(other.request.id) });
      const database = new Database(join(shop.folder, ".gatehouse", "ledger.db"));
      const before = database.prepare("SELECT iv, sealed FROM approval_requests WHERE id = ?").get(other.request.id);
      database
        .prepare("UPDATE approval_requests SET iv = ?, sealed = ? WHERE id = ?")
        .run(iv, sealed, other.request.id);
      database.prepare("UPDATE approvals SET state = 'approved' WHERE id = ?").run(other.request.id);
      expect(codeOf(await ask(READ))).toBe("ledger-unavailable");
      const kept = Object(before);
      database
        .prepare("UPDATE approval_requests SET iv = ?, sealed = ? WHERE id = ?")
        .run(kept.iv, kept.sealed, other.request.id);
      database.prepare("UPDATE approvals SET state = 'pending' WHERE id = ?").run(other.request.id);
      database.close();
    });
  });
});
