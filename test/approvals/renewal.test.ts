// A request that went stale is asked for anew: with a new preview, id and quorum, once, and every answer names the new one.

import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type OpenGatehouse, openGatehouse } from "../../src/entry/wiring/open-gatehouse.ts";
import { type Project, readProject } from "../../src/entry/wiring/project.ts";
import { decideAtTerminal } from "../../src/entry/wiring/terminal/decide-at-terminal.ts";
import { runApproved } from "../../src/entry/wiring/terminal/run-approved.ts";
import { revertWrite } from "../../src/gate/writing/revert/revert-write.ts";
import { resultOf } from "../support/answers.ts";
import { readEntries } from "../support/ledger-entries.ts";
import { decideOn, signedDecision } from "../support/signed-decision.ts";
import { openWritingShop, type WritingShop } from "../support/writing-shop.ts";

const ALWAYS = `rules:
  - { id: always, when: "write.rows > 0 && caller.kind == 'agent'", reason: "Agents are looked at." }
`;

let shop: WritingShop;

async function file(sql: string, reason = "for the test"): Promise<string> {
  const asked = resultOf(await shop.query(sql, { reason }));
  expect(asked).toMatchObject({ status: "pending_approval" });
  return String(asked["request"]);
}

const approve = (id: string) => decideOn(id, { by: "dora", shop });

async function project(): Promise<Project> {
  process.env["WRITING_URL"] = shop.place;
  const read = await readProject(join(shop.folder, "gatehouse.yaml"));
  if (read.kind === "problems") throw new Error(JSON.stringify(read.problems));
  return read;
}

const requested = (): readonly string[] =>
  readEntries(join(shop.folder, ".gatehouse", "ledger.db"))
    .filter(({ kind }) => kind === "approval.requested")
    .map(({ correlation }) => correlation);

const successorIn = (text: string): string => /request ([0-9a-f-]{36}) took its place/.exec(text)?.[1] ?? "";

describe.each(["postgres", "sqlite"] as const)("on %s", (engine) => {
  beforeAll(async () => {
    shop = await openWritingShop(engine, { risk: ALWAYS });
  });
  afterAll(() => shop.close());

  it("names the new request, which shows what would happen now, counts its quorum anew, and runs once [G-WRITE-STALE]", async () => {
    const id = await file("UPDATE customers SET plan = 'a' WHERE country = 'DE'", "they asked for it");
    expect(await approve(id)).toBe("decided");
    await shop.raw("UPDATE customers SET notes = 'moved' WHERE id = 1");
    const refused = await shop.ask({ request: id });
    const remedy = refused.kind === "refused" ? refused.refusal.remedy : "";
    const anew = successorIn(remedy);
    expect(refused).toMatchObject({ refusal: { code: "approval-stale" } });
    const { gatehouse } = shop.opened;
    const filed = await gatehouse.approvals.read(anew);
    const old = await gatehouse.approvals.read(id);
    expect(old?.progress.state).toBe("stale");
    expect(filed).toMatchObject({ progress: { state: "pending" }, decisions: [] });
    expect(filed?.filed.request).toMatchObject({
      replaces: id,
      reason: "they asked for it",
      statement: old?.filed.request.statement,
      requester: { principal: "claude" },
    });
    expect(filed?.filed.digest).not.toBe(old?.filed.digest);
    expect(filed?.filed.request.effect.rowsDigest).not.toBe(old?.filed.request.effect.rowsDigest);
    const entry = readEntries(join(shop.folder, ".gatehouse", "ledger.db")).find(
      ({ kind, correlation }) => kind === "approval.requested" && correlation === anew,
    );
    expect(entry?.detail).toMatchObject({ replaces: id });
    // what was signed for the old one is worth nothing here
    expect(resultOf(await shop.ask({ request: anew }))).toMatchObject({ status: "pending_approval" });
    expect(await approve(anew)).toBe("decided");
    expect(resultOf(await shop.ask({ request: anew }))).toMatchObject({ status: "executed", row_count: 2 });
    expect(resultOf(await shop.ask({ request: id }))).toMatchObject({ status: "stale", replaced_by: anew });
  });

  it("files one, however often and by how many the stale request is asked for", async () => {
    const id = await file("UPDATE customers SET plan = 'b' WHERE id = 1");
    expect(await approve(id)).toBe("decided");
    await shop.raw("UPDATE customers SET notes = 'moved again' WHERE id = 1");
    const before = requested().length;
    const answers = await Promise.all(Array.from({ length: 8 }, () => shop.ask({ request: id })));
    for (let round = 0; round < 3; round++) answers.push(await shop.ask({ request: id }));
    expect(requested().length).toBe(before + 1);
    const names = new Set(
      answers.flatMap((answer) => {
        if (answer.kind === "refused") return successorIn(answer.refusal.remedy) || [];
        return "replaced_by" in answer.result ? String(answer.result.replaced_by) : [];
      }),
    );
    expect([...names]).toEqual([requested().at(-1)]);
  });

  it("a successor that goes stale has one of its own, and the first names the last", async () => {
    const first = await file("UPDATE customers SET plan = 'c' WHERE id = 2");
    let last = first;
    for (const note of ["one", "two", "three"]) {
      expect(await approve(last)).toBe("decided");
      await shop.raw(`UPDATE customers SET notes = '${note}' WHERE id = 2`);
      const refused = await shop.ask({ request: last });
      last = successorIn(refused.kind === "refused" ? refused.refusal.remedy : "");
      expect(resultOf(await shop.ask({ request: first }))).toMatchObject({ status: "stale", replaced_by: last });
    }
    expect(requested().filter((id) => id > first)).toHaveLength(3);
  });

  it("one that the agent has asked for itself meanwhile is not asked for twice", async () => {
    const sql = "UPDATE customers SET plan = 'd' WHERE id = 3";
    const id = await file(sql);
    expect(await approve(id)).toBe("decided");
    await shop.raw("UPDATE customers SET notes = 'x' WHERE id = 3");
    const { gatehouse } = shop.opened;
    await runApproved(id, await project());
    const own = await file(sql);
    expect(resultOf(await shop.ask({ request: id }))).toMatchObject({ replaced_by: own });
    expect((await gatehouse.approvals.list({ states: ["pending"], requester: "claude" }, 50)).length).toBeGreaterThan(
      0,
    );
  });

  it("is not asked for anew where nothing is left to ask people about", async () => {
    const id = await file("DELETE FROM archive WHERE id > 1000 OR id IN (SELECT id FROM customers WHERE id = 1)").catch(
      () => "",
    );
    expect(id).toBe(""); // nothing to delete: nobody is asked
    await shop.raw("INSERT INTO archive (id, what) VALUES (5, 'x')");
    const asked = await file("DELETE FROM archive WHERE id = 5");
    expect(await approve(asked)).toBe("decided");
    await shop.raw("DELETE FROM archive WHERE id = 5");
    const before = requested().length;
    const refused = await shop.ask({ request: asked });
    expect(refused).toMatchObject({ refusal: { code: "approval-stale", remedy: expect.stringContaining("query") } });
    expect(requested().length).toBe(before);
  });

  it("from the terminal, --run names the new request", async () => {
    const id = await file("UPDATE customers SET plan = 'e' WHERE id = 1");
    expect(await approve(id)).toBe("decided");
    await shop.raw("UPDATE customers SET notes = 'terminal' WHERE id = 1");
    const ran = await runApproved(id, await project());
    const anew = successorIn(ran.kind === "refusal" ? ran.remedy : "");
    expect((await shop.opened.gatehouse.approvals.read(anew))?.filed.request.replaces).toBe(id);
  });

  it("a revert whose rows moved on is not asked for anew", async () => {
    const written = resultOf(await shop.query("UPDATE archive SET what = 'z'", { as: "dora" }));
    expect(written["status"]).toBe("executed");
    await shop.raw("INSERT INTO archive (id, what) VALUES (7, 'x'), (8, 'y')");
    const change = resultOf(await shop.query("UPDATE archive SET what = 'kept' WHERE id IN (7, 8)", { as: "dora" }));
    const reverted = await revertWrite(
      { id: String(change["request"]), reason: "back", waitSeconds: 0 },
      shop.contextOf(),
    );
    const id = String(resultOf(reverted)["request"]);
    expect(await approve(id)).toBe("decided");
    await shop.raw("UPDATE archive SET what = 'moved' WHERE id = 8");
    const before = requested().length;
    const refused = await shop.ask({ request: id });
    expect(refused).toMatchObject({
      refusal: { code: "approval-stale", remedy: expect.stringContaining("no longer") },
    });
    expect(requested().length).toBe(before);
  });

  it("an approver whose approval comes after the policies changed is told the new request", async () => {
    const id = await file("UPDATE customers SET plan = 'f' WHERE id = 2");
    const role = join(shop.folder, "policies", "roles", "maintainer.yaml");
    await writeFile(role, (await readFile(role, "utf8")).replace("Changes orders", "Alters orders"));
    let another: OpenGatehouse | null = null;
    try {
      const read = await project();
      another = await openGatehouse(read, () => undefined);
      const decision = await signedDecision(id, { by: "dora", shop });
      const outcome = await decideAtTerminal(id, decision, { ports: another.gatehouse, project: read });
      const anew = successorIn(outcome.kind === "refusal" ? outcome.remedy : "");
      expect(outcome).toMatchObject({ code: "approval-stale" });
      expect((await another.gatehouse.approvals.read(anew))?.filed.request.replaces).toBe(id);
    } finally {
      await another?.close();
    }
  });
});
