// What was approved is what runs, once: between the preview, the approval and the execution the data, the schema or the policies move on,
// and then nothing runs; fifty callers and two servers go for one approved request, and it runs once.

import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { authenticateConfigured } from "../../src/entry/wiring/authenticate.ts";
import { type OpenGatehouse, openGatehouse } from "../../src/entry/wiring/open-gatehouse.ts";
import { readProject } from "../../src/entry/wiring/project.ts";
import type { Answer } from "../../src/gate/calls/answer.ts";
import { requestApproval } from "../../src/gate/writing/request-approval.ts";
import { decideOn } from "../support/signed-decision.ts";
import { openWritingShop, type WritingShop } from "../support/writing-shop.ts";

const ALWAYS = `rules:
  - { id: always, when: "true", reason: "Every write is looked at." }
approvals: { pending: 1000 }
`;

/** `status` of an answer, or the code of its refusal. */
function said(answer: Answer<object>): string {
  if (answer.kind === "refused") return answer.refusal.code;
  return "status" in answer.result ? String(answer.result.status) : "";
}

let shop: WritingShop;

async function file(sql: string): Promise<string> {
  const answer = await shop.query(sql, { reason: "for the test" });
  if (answer.kind === "refused") throw new Error(`${answer.refusal.code}: ${answer.refusal.message}`);
  expect(said(answer)).toBe("pending_approval");
  return "request" in answer.result ? answer.result.request : "";
}

const approve = (id: string) => decideOn(id, { by: "dora", shop });

/** Another server on the same state folder. */
async function openAnother(): Promise<OpenGatehouse> {
  process.env["WRITING_URL"] = shop.place;
  const read = await readProject(join(shop.folder, "gatehouse.yaml"));
  if (read.kind === "problems") throw new Error(JSON.stringify(read.problems));
  return openGatehouse(read, () => undefined);
}

function resume(id: string, { gatehouse }: OpenGatehouse): Promise<Answer<object>> {
  const caller = authenticateConfigured({ principal: "claude", role: null, session: "other" }, gatehouse.policy());
  const question = { database: null, sql: null, parameters: [], reason: null, request: id, waitSeconds: 0 };
  return requestApproval(question, { caller, gatehouse, cancellation: new AbortController().signal });
}

const EVERYTHING = `SELECT (SELECT string_agg(t::text, ' ' ORDER BY id) FROM customers t), (SELECT string_agg(t::text, ' ' ORDER BY id) FROM orders t),
  (SELECT string_agg(t::text, ' ' ORDER BY order_id, line) FROM order_items t), (SELECT string_agg(t::text, ' ' ORDER BY id) FROM archive t),
  (SELECT string_agg(t::text, ' ' ORDER BY id) FROM audited t)`;

interface Drift {
  readonly what: string;
  readonly write: string;
  readonly moves: string;
}

const DRIFTS: readonly Drift[] = [
  {
    what: "a row was changed",
    write: "UPDATE customers SET plan = 'a' WHERE country = 'DE'",
    moves: "UPDATE customers SET notes = 'moved' WHERE id = 1",
  },
  {
    what: "a hidden column of a row was changed",
    write: "UPDATE customers SET plan = 'b' WHERE country = 'DE'",
    moves: "UPDATE customers SET ssn = '900-55-7777' WHERE id = 3",
  },
  {
    what: "a row was written and has the values that it had",
    write: "UPDATE customers SET plan = 'c' WHERE id = 1",
    moves: "UPDATE customers SET plan = plan WHERE id = 1",
  },
  {
    what: "a row was added to the WHERE",
    write: "UPDATE customers SET plan = 'd' WHERE country = 'DE'",
    moves: "INSERT INTO customers (id, country) VALUES (41, 'DE')",
  },
  {
    what: "a row came into the WHERE",
    write: "UPDATE customers SET plan = 'e' WHERE country = 'DE'",
    moves: "UPDATE customers SET country = 'DE' WHERE id = 2",
  },
  {
    what: "a row went out of the WHERE",
    write: "UPDATE customers SET plan = 'f' WHERE country = 'DE'",
    moves: "UPDATE customers SET country = 'FR' WHERE id = 3",
  },
  {
    what: "a row is gone",
    write: "UPDATE customers SET plan = 'g' WHERE id IN (1, 41)",
    moves: "DELETE FROM customers WHERE id = 41",
  },
  {
    what: "a row was put in the place of another with its key",
    write: "DELETE FROM archive WHERE id = 70",
    moves:
      "WITH gone AS (DELETE FROM archive WHERE id = 70 RETURNING id) INSERT INTO archive SELECT id + 1, 'other' FROM gone",
  },
  {
    what: "a row that it reads a value from was changed",
    write: "UPDATE orders SET status = c.country FROM customers c WHERE c.id = orders.customer_id",
    moves: "UPDATE customers SET country = 'IT' WHERE id = 1",
  },
  {
    what: "a value that it inserts was changed, beside one of the clock",
    write: "INSERT INTO archive (id, what, at) SELECT id + 500, country, now() FROM customers WHERE id = 1",
    moves: "UPDATE customers SET country = 'ES' WHERE id = 1",
  },
  {
    what: "a row to insert was added",
    write: "INSERT INTO archive (id, what, at) SELECT id + 600, 'x', now()::text FROM order_items i (id) GROUP BY id",
    moves: "INSERT INTO order_items VALUES (5, 1, 'p', 1)",
  },
  {
    what: "a cascade takes another row",
    write: "DELETE FROM orders WHERE id = 5",
    moves: "INSERT INTO order_items VALUES (5, 2, 'p', 1)",
  },
  {
    what: "a column was added",
    write: "UPDATE customers SET plan = 'h' WHERE id = 1",
    moves: "ALTER TABLE customers ADD COLUMN more text",
  },
  {
    what: "a trigger was added",
    write: "UPDATE archive SET what = 'i'",
    moves: "CREATE TRIGGER trail AFTER UPDATE ON archive FOR EACH ROW EXECUTE FUNCTION trail()",
  },
  {
    what: "a trigger's function does more",
    write: "UPDATE audited SET v = 'j' WHERE id = 1",
    moves:
      "CREATE OR REPLACE FUNCTION trail() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO public.audit_trail (what) VALUES ('a'), ('b'); RETURN NEW; END $$",
  },
  {
    what: "a trigger's function stores something else",
    write: "UPDATE audited SET v = 'k' WHERE id = 1",
    moves:
      "CREATE OR REPLACE FUNCTION trail() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO public.audit_trail (what) VALUES ('c'), ('d'); RETURN NEW; END $$",
  },
  {
    what: "a default was changed",
    write: "UPDATE customers SET plan = DEFAULT WHERE id = 1",
    moves: "ALTER TABLE customers ALTER COLUMN plan SET DEFAULT 'other'",
  },
  {
    what: "a foreign key was added",
    write: "DELETE FROM archive WHERE id = 80",
    moves: "CREATE TABLE later (archive_id integer REFERENCES archive)",
  },
];

describe("a write that people approved", () => {
  beforeAll(async () => {
    shop = await openWritingShop("postgres", {
      risk: ALWAYS,
      sql: "INSERT INTO archive VALUES (70, 'seventy'), (80, 'eighty');",
    });
  });

  afterAll(() => shop.close());

  it.each(DRIFTS.map((drift) => [drift.what, drift] as const))(
    "does not run when, after the approval, %s [G-WRITE-STALE]",
    async (_, { write, moves }) => {
      const id = await file(write);
      expect(await approve(id)).toBe("decided");
      await shop.raw(moves);
      const before = await shop.raw(EVERYTHING);
      expect(["stale", "approval-stale"]).toContain(said(await shop.ask({ request: id })));
      expect(await shop.raw(EVERYTHING)).toEqual(before);
      expect(said(await shop.ask({ request: id }))).toBe("stale");
      expect((await shop.opened.gatehouse.approvals.read(id))?.progress.state).toBe("stale");
    },
  );

  it("does not run when the data moved between the preview and the approval [G-WRITE-STALE]", async () => {
    const id = await file("UPDATE customers SET plan = 'k' WHERE id = 2");
    await shop.raw("UPDATE customers SET notes = 'between' WHERE id = 2");
    expect(await approve(id)).toBe("decided");
    expect(["stale", "approval-stale"]).toContain(said(await shop.ask({ request: id })));
    expect(await shop.raw("SELECT plan FROM customers WHERE id = 2")).toEqual([["free"]]);
  });

  it("runs when what moved is none of its rows, and values of the clock alone make nothing stale", async () => {
    const id = await file("UPDATE customers SET plan = 'l', notes = 'at ' || now()::text WHERE id = 2");
    expect(await approve(id)).toBe("decided");
    await shop.raw("UPDATE customers SET notes = 'elsewhere' WHERE id = 3");
    expect(said(await shop.ask({ request: id }))).toBe("executed");
    const insert = await file("INSERT INTO archive (id, what, at) VALUES (900, 'x', now()), (901, 'y', now())");
    expect(await approve(insert)).toBe("decided");
    expect(said(await shop.ask({ request: insert }))).toBe("executed");
  });

  it("runs once, however many callers of however many servers go for it [G-WRITE-ONCE]", async () => {
    const id = await file("UPDATE orders SET total = total + 1");
    expect(await approve(id)).toBe("decided");
    const before = await shop.raw("SELECT id, total FROM orders ORDER BY id");
    const another = await openAnother();
    try {
      const racing = Array.from({ length: 50 }, (_, place) =>
        place % 2 === 0 ? shop.ask({ request: id }) : resume(id, another),
      );
      const answers = (await Promise.all(racing)).map(said);
      expect(new Set(answers)).toEqual(
        new Set(answers.filter((answer) => /^(executed|approval-running|approval-decided)$/.test(answer))),
      );
      expect(answers).toContain("executed");
      const after = await shop.raw("SELECT id, total FROM orders WHERE region = 'EU' ORDER BY id");
      expect(after).toEqual(
        before.flatMap(([order, total]) =>
          after.some(([other]) => other === order) ? [[order, Number(total) + 1]] : [],
        ),
      );
      const { gatehouse } = shop.opened;
      expect((await gatehouse.approvals.read(id))?.progress).toMatchObject({ state: "executed", attempt: 1 });
      expect(said(await resume(id, another))).toBe("executed");
    } finally {
      await another.close();
    }
  });

  it("does not run under other policies than those that it was asked under [G-WRITE-STALE]", async () => {
    const id = await file("UPDATE customers SET plan = 'm' WHERE id = 3");
    expect(await approve(id)).toBe("decided");
    const role = join(shop.folder, "policies", "roles", "maintainer.yaml");
    await writeFile(
      role,
      (await readFile(role, "utf8")).replace("region = caller_attribute('region')", "region = 'EU'"),
    );
    const another = await openAnother();
    try {
      expect(said(await resume(id, another))).toBe("approval-stale");
    } finally {
      await another.close();
    }
    expect(await shop.raw("SELECT plan FROM customers WHERE id = 3")).toEqual([["free"]]);
    expect(said(await shop.ask({ request: id }))).toBe("stale");
  });
});
