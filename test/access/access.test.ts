// Columns in the clear for a time, through the gate on real databases: who gets them, until when, and what they never become.

import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { DecisionVerb } from "../../src/core/approvals/approval-decision.ts";
import { authenticateConfigured } from "../../src/entry/wiring/authenticate.ts";
import { openGatehouse } from "../../src/entry/wiring/open-gatehouse.ts";
import { readProject } from "../../src/entry/wiring/project.ts";
import { decideApproval } from "../../src/gate/approvals/decide-approval.ts";
import type { CallContext } from "../../src/gate/calls/call-context.ts";
import type { Gatehouse } from "../../src/gate/calls/gatehouse.ts";
import { runQuery } from "../../src/gate/reading/run-query.ts";
import { codeOf, resultOf } from "../support/answers.ts";
import { laterBy } from "../support/later-by.ts";
import { readEntries } from "../support/ledger-entries.ts";
import { decideOn, signedDecision } from "../support/signed-decision.ts";
import { openWritingShop, type WritingShop } from "../support/writing-shop.ts";

let shop: WritingShop;
const granted: string[] = [];

const READ = "SELECT email FROM customers WHERE id = 1";
const CLEAR = [["Canary1@x.example"]];
const MASKED = [["[redacted]"]];

const decide = (id: string, by: string, decision: DecisionVerb = "approve") => decideOn(id, { by, shop, decision });

/** As `claude`, with a part of the gatehouse exchanged. */
async function read(sql: string, changed: Partial<Gatehouse> = {}): Promise<unknown> {
  const context: CallContext = { ...shop.contextOf(), gatehouse: { ...shop.opened.gatehouse, ...changed } };
  const asked = { database: null, sql, parameters: [], reason: null, waitSeconds: 0 };
  return resultOf(await runQuery(asked, context))["rows"];
}

const later = (minutes: number) => laterBy(minutes, shop.opened.gatehouse);

describe.each(["postgres", "sqlite"] as const)("on %s", (engine) => {
  const schema = engine === "postgres" ? "public" : "main";
  const email = `${schema}.customers.email`;

  async function grant(columns: readonly string[] = [email], minutes = 10): Promise<string> {
    const asked = resultOf(await shop.ask({ access: { columns, minutes }, reason: "a customer wrote to us" }));
    const id = String(asked["request"]);
    expect(await decide(id, "vera")).toBe("decided");
    granted.push(id);
    return id;
  }

  beforeAll(async () => {
    shop = await openWritingShop(engine, {
      sql: `CREATE TABLE vault (id integer PRIMARY KEY, code text); CREATE VIEW mails AS SELECT id, lower(email) AS mail, ssn FROM customers;
        CREATE VIEW of_mails AS SELECT id, mail, ssn FROM mails;`,
      relations: `  ${schema}.vault: { columns: { id: internal, code: { level: restricted } } }\n`,
    });
  });
  afterEach(async () => {
    for (const id of granted.splice(0)) await decide(id, "vera", "deny");
  });
  afterAll(() => shop.close());

  it("[G-ACCESS-APPROVED] columns are in the clear once people who grant access have signed, and not before", async () => {
    const asked = resultOf(await shop.ask({ access: { columns: [email], minutes: 10 }, reason: "a customer wrote" }));
    expect(asked).toMatchObject({ status: "pending_approval", access: { columns: [email], minutes: 10 } });
    const id = String(asked["request"]);
    const again = await shop.ask({ access: { columns: [email], minutes: 10 }, reason: "again" });
    expect(resultOf(again)).toMatchObject({ request: id });
    expect(await read(READ)).toEqual(MASKED);
    expect(await decide(id, "olga")).toBe("approver-excluded");
    expect(await decide(id, "dora")).toBe("approver-not-asked");
    expect(await read(READ)).toEqual(MASKED);
    expect(await decide(id, "vera")).toBe("decided");
    granted.push(id);
    expect(resultOf(await shop.query(READ))).toMatchObject({ rows: CLEAR, access: [id] });
    expect(resultOf(await shop.ask({ request: id }))).toMatchObject({ status: "in_force" });
    expect(codeOf(await shop.ask({ request: id, as: "other" }))).toBe("unknown-approval");
  });

  it("[G-ACCESS-NARROW] is for who asked and for the columns that were named, and leaves row filters as they are", async () => {
    await grant([email, `${schema}.orders.note`]);
    expect(resultOf(await shop.query(READ, { as: "other" }))).toMatchObject({ rows: MASKED });
    expect(await read("SELECT full_name FROM customers WHERE id = 1")).toEqual(MASKED);
    expect(codeOf(await shop.query("SELECT code FROM vault"))).toBe("unknown-column");
    expect(await read("SELECT id, note FROM orders WHERE region = 'US' OR id = 1")).toEqual([[1, "a"]]);
    expect(await read("SELECT id FROM customers WHERE email LIKE 'Canary2%'")).toEqual([[2]]);
  });

  it("[G-ACCESS-NARROW] is for the database that it was granted on, and not for one that stands in its place", async () => {
    await grant();
    const { databases } = shop.opened.gatehouse;
    const inPlace = [...databases].map(([name, database]) => {
      const get = (target: typeof database, member: string | symbol): unknown => {
        if (member === "system") return async () => "another database";
        const value: unknown = Reflect.get(target, member, target);
        return typeof value === "function" ? value.bind(target) : value;
      };
      return [name, new Proxy(database, { get })] as const;
    });
    expect(await read(READ)).toEqual(CLEAR);
    expect(await read(READ, { databases: new Map(inPlace) })).toEqual(MASKED);
    expect(await read(READ)).toEqual(CLEAR);
  });

  it("[G-ACCESS-NO-WRITE] is never stored: a write is planned as if nothing had been granted", async () => {
    await grant();
    for (const sql of [
      "UPDATE customers SET notes = email WHERE id = 1",
      "INSERT INTO archive (id, what) SELECT id, email FROM customers WHERE id = 1",
    ]) {
      expect(codeOf(await shop.query(sql))).toBe("masked-value-stored");
    }
    const written = await shop.query("UPDATE customers SET plan = 'gold' WHERE id = 1 RETURNING email");
    expect(resultOf(written)).toMatchObject({ rows: MASKED });
  });

  it("[G-ACCESS-ENDS] ends by itself when its minutes are over, in plans that were made while it was in force too", async () => {
    const id = await grant([email], 10);
    expect(await read(READ)).toEqual(CLEAR);
    expect(await read(READ, later(9))).toEqual(CLEAR);
    expect(await read(READ, later(10))).toEqual(MASKED);
    expect(await read(READ)).toEqual(MASKED);
    expect(resultOf(await shop.ask({ request: id }))).toMatchObject({ status: "stale" });
  });

  it("[G-ACCESS-NARROW] is bound to the tables of its columns: a change of the schema elsewhere leaves it in force", async () => {
    await grant();
    await shop.raw("CREATE TABLE elsewhere (id integer PRIMARY KEY)");
    await shop.raw("ALTER TABLE heap ADD COLUMN later text");
    expect(await read(READ)).toEqual(CLEAR);
    await shop.raw("ALTER TABLE customers ADD COLUMN later text");
    expect(await read(READ)).toEqual(MASKED);
    await shop.raw("ALTER TABLE customers DROP COLUMN later");
  });

  it("[G-ACCESS-ENDS] lasts no longer by a decision that is dated ahead: it begins later", async () => {
    const asked = resultOf(await shop.ask({ access: { columns: [email], minutes: 10 }, reason: "next week" }));
    const id = String(asked["request"]);
    const { opened } = shop;
    const ahead = { ...shop, opened: { ...opened, gatehouse: { ...opened.gatehouse, ...later(5) } } };
    const decision = await signedDecision(id, { by: "vera", shop: ahead });
    expect(await decideApproval(id, decision, opened.gatehouse)).toMatchObject({ kind: "decided" });
    granted.push(id);
    expect(await read(READ)).toEqual(MASKED);
    expect(await read(READ, later(6))).toEqual(CLEAR);
    expect(await read(READ, later(16))).toEqual(MASKED);
  });

  it("[G-ACCESS-ENDS] ends at once when it is denied, for a statement under way too", async () => {
    const id = await grant();
    expect(await read(READ)).toEqual(CLEAR);
    const [name, database] = [...shop.opened.gatehouse.databases][0] ?? [];
    if (name === undefined || database === undefined) throw new Error("no database");
    const denying = new Proxy(database, {
      get: (target, property) => {
        if (property !== "execute") {
          const value: unknown = Reflect.get(target, property, target);
          return typeof value === "function" ? value.bind(target) : value;
        }
        return async (...call: Parameters<typeof target.execute>) => {
          const rows = await target.execute(...call);
          await decide(id, "vera", "deny");
          return rows;
        };
      },
    });
    const context = { ...shop.contextOf() };
    const gatehouse = { ...shop.opened.gatehouse, databases: new Map([[name, denying]]) };
    const asked = { database: null, sql: READ, parameters: [] };
    expect(codeOf(await runQuery(asked, { ...context, gatehouse }))).toBe("access-ended");
    expect(await read(READ)).toEqual(MASKED);
  });

  it("[G-ACCESS-ENDS] ends with the policies that it was granted under, and does not come back with them", async () => {
    await grant();
    const policy = shop.opened.gatehouse.policy();
    expect(await read(READ)).toEqual(CLEAR);
    expect(await read(READ, { policy: () => ({ ...policy, bindingDigest: "another" }) })).toEqual(MASKED);
    expect(await read(READ)).toEqual(MASKED);
  });

  it("[G-ACCESS-APPROVED] rests on keys that the policies in force hold", async () => {
    await grant();
    const policy = shop.opened.gatehouse.policy();
    const identities = new Map([...policy.identities].map(([name, identity]) => [name, { ...identity, keys: [] }]));
    expect(await read(READ, { policy: () => ({ ...policy, identities }) })).toEqual(MASKED);
  });

  it("holds in every process, and ends in every process", async () => {
    const id = await grant();
    const project = await readProject(join(shop.folder, "gatehouse.yaml"));
    if (project.kind === "problems") throw new Error("the project has problems");
    const second = await openGatehouse(project, () => undefined);
    try {
      const { gatehouse } = second;
      const who = { principal: "claude", role: null, session: "second" };
      const caller = authenticateConfigured(who, gatehouse.policy());
      const context = { gatehouse, caller, cancellation: new AbortController().signal };
      const readThere = async () =>
        resultOf(await runQuery({ database: null, sql: READ, parameters: [] }, context))["rows"];
      expect(await readThere()).toEqual(CLEAR);
      expect(await decide(id, "vera", "deny")).toBe("decided");
      expect(await readThere()).toEqual(MASKED);
    } finally {
      await second.close();
    }
  });

  it("[G-ACCESS-RECORDED] the entry of a statement that used it names the request, and no other entry does", async () => {
    const id = await grant();
    await read(READ);
    await read("SELECT id, full_name FROM customers");
    const calls = readEntries(join(shop.folder, ".gatehouse", "ledger.db"), "call").slice(-2);
    expect(calls.map(({ detail }) => detail?.["access"])).toEqual([id, undefined]);
  });

  it.each(["mails", "of_mails"])("what is said of the columns of %s is what was done to them", async (view) => {
    const sql = `SELECT mail, ssn FROM ${view} WHERE id = 1`;
    const columns = async () => resultOf(await shop.query(sql))["columns"];
    const entry = () => readEntries(join(shop.folder, ".gatehouse", "ledger.db"), "call").at(-1);
    const masked = JSON.stringify(await columns());
    expect(masked).toContain("mail");
    const before = JSON.stringify(entry());
    await grant();
    const told = await columns();
    expect(told).toMatchObject([{ name: "mail" }, { name: "ssn", masked: [{ treatment: "token" }] }]);
    expect(told).not.toMatchObject([{ masked: expect.anything() }, expect.anything()]);
    expect(await read(sql)).toMatchObject([["canary1@x.example", expect.stringMatching(/^national-id_/)]]);
    expect(before).toContain('"mail":"redact"');
    expect(JSON.stringify(entry())).not.toContain('"mail":');
  });

  it.each([
    ["customers.email", 10, "unknown-column"],
    [`${schema}.vault.code`, 10, "unknown-column"],
    [`${schema}.customers.nothing`, 10, "unknown-column"],
    [`${schema}.hidden_stuff.secret`, 10, "unknown-column"],
    [`${schema}.customers.country`, 10, "access-not-needed"],
    [email, 61, "access-too-long"],
  ])("refuses to ask for %s for %d minutes: %s", async (column, minutes, code) => {
    const asked = await shop.ask({ access: { columns: [column], minutes }, reason: "needed" });
    expect(codeOf(asked)).toBe(code);
  });

  it("says the same of a column that is hidden and of one that is not there", async () => {
    const ask = async (column: string) => {
      const answer = await shop.ask({ access: { columns: [`${schema}.vault.${column}`] }, reason: "needed" });
      return answer.kind === "refused" ? { ...answer.refusal } : null;
    };
    expect(await ask("code")).toEqual(await ask("cods"));
  });

  it("wants a reason", async () => {
    expect(codeOf(await shop.ask({ access: { columns: [email] }, reason: " " }))).toBe("invalid-input");
  });
});
