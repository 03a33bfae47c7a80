// An approval binds the whole effect: every row that a try of the write changes, whichever statement, trigger or cascade changes it, by key and
// values as they are stored, is shown to people, and is what happens, or nothing does.

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ApprovalRequest } from "../../src/core/approvals/approval-request.ts";
import type { Answer } from "../../src/gate/answer.ts";
import { decideApproval } from "../../src/gate/decide-approval.ts";
import { signedDecision } from "../support/signed-decision.ts";
import { openWritingShop, type WritingShop } from "../support/writing-shop.ts";

const TABLES = `
CREATE TABLE counters (id integer PRIMARY KEY, n integer);
CREATE TABLE boxes (id integer PRIMARY KEY, what text);
CREATE TABLE jobs (id integer PRIMARY KEY, state text);
INSERT INTO counters VALUES (1, 10);
INSERT INTO boxes VALUES (10, 'ten'), (11, 'eleven'), (12, 'twelve');
INSERT INTO jobs VALUES (1, 'open'), (2, 'open');
`;
const TRIGGERS = {
  postgres: `
CREATE FUNCTION clear_box() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  DELETE FROM public.boxes WHERE id = (SELECT n FROM public.counters WHERE id = 1); RETURN NULL; END $$;
CREATE TRIGGER clear_box AFTER UPDATE ON jobs FOR EACH ROW EXECUTE FUNCTION clear_box();`,
  sqlite: `
CREATE TRIGGER clear_box AFTER UPDATE ON jobs BEGIN
  DELETE FROM boxes WHERE id = (SELECT n FROM counters WHERE id = 1); END;`,
};

/** Small changes of counters ask nobody. */
const RISK = `rules: [{ id: looked-at, when: "write.table != 'public.counters' && write.table != 'main.counters'", reason: "Looked at." }]\n`;

let shop: WritingShop;

function said(answer: Answer<object>): string {
  if (answer.kind === "refused") return answer.refusal.code;
  return "status" in answer.result ? String(answer.result.status) : "";
}

async function file(sql: string): Promise<{ id: string; request: ApprovalRequest }> {
  const answer = await shop.query(sql, { reason: "for the test" });
  if (answer.kind === "refused") throw new Error(`${answer.refusal.code}: ${answer.refusal.message}`);
  expect(said(answer)).toBe("pending_approval");
  const id = "request" in answer.result ? String(answer.result.request) : "";
  const found = await shop.opened.gatehouse.approvals.read(id);
  if (found === null) throw new Error("no such request");
  return { id, request: found.filed.request };
}

async function approve(id: string): Promise<void> {
  const decided = await decideApproval(id, await signedDecision(id, { by: "dora", shop }), shop.opened.gatehouse);
  expect(decided.kind).toBe("decided");
}

describe.each(["postgres", "sqlite"] as const)("on %s", (engine) => {
  const schema = engine === "postgres" ? "public" : "main";

  beforeAll(async () => {
    shop = await openWritingShop(engine, {
      risk: RISK,
      sql: TABLES + TRIGGERS[engine],
      relations: `  ${schema}.counters: { owners: [dora], columns: { id: internal, n: internal } }
  ${schema}.boxes: { owners: [dora], columns: { id: internal, what: internal } }
  ${schema}.jobs: { owners: [dora], columns: { id: internal, state: internal } }
`,
      grants: `    ${schema}.counters: all\n    ${schema}.jobs: all\n`,
    });
  });
  afterAll(() => shop.close());

  it("a row that a trigger deletes is shown, and another is not deleted for it [G-WRITE-WHOLE-EFFECT]", async () => {
    const { id, request } = await file("UPDATE jobs SET state = 'done' WHERE id = 1");
    expect(request.effect.samples["data-owner"]?.also).toEqual([
      { relation: `${schema}.boxes`, columns: ["id", "what"], rows: [{ before: ["10", "ten"], after: null }] },
    ]);
    await approve(id);
    expect(said(await shop.query("UPDATE counters SET n = 11 WHERE id = 1"))).toBe("executed");
    expect(said(await shop.ask({ request: id }))).toBe("approval-stale");
    expect(await shop.raw("SELECT count(*) FROM boxes")).toEqual(engine === "postgres" ? [["3"]] : [[3]]);
  });
  it("carried out", async () => {
    const { id } = await file("UPDATE jobs SET state = 'over' WHERE id = 2");
    await approve(id);
    expect(await shop.ask({ request: id })).toMatchObject({result:{status:"executed"}});
    expect(await shop.raw("SELECT id FROM boxes ORDER BY 1")).toEqual([[10], [12]]);
  });
});
