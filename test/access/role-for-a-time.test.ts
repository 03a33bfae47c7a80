// Another role for a time, through the gate on real databases: who may act in it, what it opens, until when, and what the ledger says.

import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { DecisionVerb } from "../../src/core/approvals/approval-decision.ts";
import { readProject } from "../../src/entry/wiring/project.ts";
import { runApproved } from "../../src/entry/wiring/terminal/run-approved.ts";
import type { Gatehouse } from "../../src/gate/calls/gatehouse.ts";
import { describeSchema } from "../../src/gate/reading/describe-schema.ts";
import { runQuery } from "../../src/gate/reading/run-query.ts";
import { codeOf, resultOf } from "../support/answers.ts";
import { laterBy } from "../support/later-by.ts";
import { readEntries } from "../support/ledger-entries.ts";
import { decideOn } from "../support/signed-decision.ts";
import { openWritingShop, type WritingShop } from "../support/writing-shop.ts";

let shop: WritingShop;
const granted: string[] = [];

const READ = "SELECT email FROM customers WHERE id = 1";
const CLEAR = [["Canary1@x.example"]];
const RISK = `rules:
  - { id: many, when: write.rows > 1, reason: It changes more than one row. }
`;
const CURATOR = (schema: string) => `role: curator
description: Mends customers' data.
reads: masked
classes: { email: clear, person-name: token, national-id: token, free-text: redact }
levels: { public: clear, internal: clear, confidential: redact, restricted: hide }
writes: { shop: { ${schema}.vault: all } }
`;
const REVIEWER =
  "role: reviewer\ndescription: Reviews.\nreads: masked\nexcludes: [maintainer]\nlevels: { public: clear, internal: clear, confidential: redact, restricted: hide }\n";

const decide = (id: string, by: string, decision: DecisionVerb = "approve") => decideOn(id, { by, shop, decision });

/** The code of a read as `claude` in the role, or its rows. */
async function read(sql: string, changed: Partial<Gatehouse> = {}): Promise<unknown> {
  const context = { ...shop.contextOf(), gatehouse: { ...shop.opened.gatehouse, ...changed } };
  const answer = await runQuery({ database: null, sql, parameters: [], role: "curator" }, context);
  return answer.kind === "refused" ? answer.refusal.code : resultOf(answer)["rows"];
}

const later = (minutes: number) => laterBy(minutes, shop.opened.gatehouse);

describe.each(["postgres", "sqlite"] as const)("on %s", (engine) => {
  const schema = engine === "postgres" ? "public" : "main";

  async function grant(minutes = 10): Promise<string> {
    const asked = resultOf(await shop.ask({ access: { role: "curator", minutes }, reason: "addresses bounce" }));
    const id = String(asked["request"]);
    expect(await decide(id, "vera")).toBe("decided");
    granted.push(id);
    return id;
  }

  beforeAll(async () => {
    shop = await openWritingShop(engine, {
      sql: "CREATE TABLE vault (id integer PRIMARY KEY, code integer); INSERT INTO vault VALUES (1, 1), (2, 2);",
      relations: `  ${schema}.vault: { owners: [dora], columns: { id: internal, code: internal } }\n`,
      grants: "access-roles: [curator]\n",
      roles: { "curator.yaml": CURATOR(schema), "reviewer.yaml": REVIEWER },
      risk: RISK,
    });
  });
  afterEach(async () => {
    for (const id of granted.splice(0)) await decide(id, "vera", "deny");
  });
  afterAll(() => shop.close());

  it("[G-ACCESS-APPROVED] is acted in once people who grant access have signed, when a call names it", async () => {
    expect(await read(READ)).toBe("role-not-granted");
    const wish = { access: { role: "curator", minutes: 10 }, reason: "addresses bounce" };
    const asked = resultOf(await shop.ask(wish));
    expect(asked).toMatchObject({ status: "pending_approval", access: { role: "curator", columns: [], minutes: 10 } });
    const id = String(asked["request"]);
    expect(resultOf(await shop.ask({ ...wish, reason: "again" }))).toMatchObject({ request: id });
    expect(await read(READ)).toBe("role-not-granted");
    expect(await decide(id, "olga")).toBe("approver-excluded");
    expect(await decide(id, "dora")).toBe("approver-not-asked");
    expect(await decide(id, "vera")).toBe("decided");
    granted.push(id);
    expect(await read(READ)).toEqual(CLEAR);
    expect(resultOf(await shop.query(READ))["rows"]).not.toEqual(CLEAR);
    expect(resultOf(await shop.ask({ request: id }))).toMatchObject({
      status: "in_force",
      next: expect.stringContaining(`role: "curator"`),
    });
    const shown = { database: null, tables: [], search: null, cursor: null, role: "curator" };
    expect(resultOf(await describeSchema(shown, shop.contextOf()))).toMatchObject({ access: { role: "curator" } });
  });

  it("tells approvers what the role opens beyond the caller's own", async () => {
    const id = await grant();
    const approval = await shop.opened.gatehouse.approvals.read(id);
    const effect = JSON.parse(JSON.stringify(approval?.filed.request.effect.relations));
    expect(effect).toContainEqual(
      expect.objectContaining({ relation: `${schema}.customers`, verb: "read", columns: ["email"] }),
    );
    expect(effect).toContainEqual(expect.objectContaining({ relation: `${schema}.vault`, verb: "delete" }));
    expect(effect).not.toContainEqual(expect.objectContaining({ relation: `${schema}.customers`, verb: "update" }));
  });

  it("[G-ACCESS-NARROW] is for who asked, for a role that theirs may ask for, and never for one that excludes it", async () => {
    await grant();
    expect(codeOf(await shop.query(READ, { as: "other", role: "curator" }))).toBe("role-not-granted");
    expect(codeOf(await shop.query(READ, { role: "data-owner" }))).toBe("role-not-granted");
    for (const role of ["data-owner", "reviewer", "no-such-role"])
      expect(codeOf(await shop.ask({ access: { role }, reason: "more" }))).toBe("access-not-possible");
    expect(codeOf(await shop.ask({ access: { role: "curator", columns: ["x"] }, reason: "both" }))).toBe(
      "invalid-input",
    );
    const policy = shop.opened.gatehouse.policy();
    const exclusive = new Map(
      [...policy.roles].map(([name, role]) => [
        name,
        name === "curator" ? { ...role, excludes: ["maintainer"] } : role,
      ]),
    );
    expect(await read(READ, { policy: () => ({ ...policy, roles: exclusive }) })).toBe("role-not-granted");
  });

  it("[G-ACCESS-ENDS] ends with its minutes, with a denial, with other policies, and with a lock on either role", async () => {
    const id = await grant(10);
    expect(await read(READ)).toEqual(CLEAR);
    const policy = shop.opened.gatehouse.policy();
    const locks = (role: string) => ({
      ledger: new Proxy(shop.opened.gatehouse.ledger, {
        get: (target, property) => {
          if (property === "locks") return async () => [{ kind: "role", name: role, entry: 1 }];
          const value: unknown = Reflect.get(target, property, target);
          return typeof value === "function" ? value.bind(target) : value;
        },
      }),
    });
    expect(await read(READ, locks("curator"))).toBe("locked");
    expect(await read(READ, locks("maintainer"))).toBe("locked");
    expect(await decide(id, "vera", "deny")).toBe("decided");
    expect(await read(READ)).toBe("role-not-granted");
    await grant(10);
    expect(await read(READ, later(9))).toEqual(CLEAR);
    expect(await read(READ, later(10))).toBe("role-not-granted");
    await grant(10);
    expect(await read(READ, { policy: () => ({ ...policy, bindingDigest: "another" }) })).toBe("role-not-granted");
    expect(await read(READ)).toBe("role-not-granted");
  });

  it("[G-ACCESS-ENDS] what ends while a statement runs keeps its rows back", async () => {
    const id = await grant();
    const [name, database] = [...shop.opened.gatehouse.databases][0] ?? [];
    if (name === undefined || database === undefined) throw new Error("no database");
    const denying = new Proxy(database, {
      get: (target, property) => {
        const value: unknown = Reflect.get(target, property, target);
        if (property !== "execute") return typeof value === "function" ? value.bind(target) : value;
        return async (...call: Parameters<typeof target.execute>) => {
          const rows = await target.execute(...call);
          await decide(id, "vera", "deny");
          return rows;
        };
      },
    });
    expect(await read(READ, { databases: new Map([[name, denying]]) })).toBe("role-not-granted");
  });

  it("writes in it are weighed like any, asked for in it, and carried out while it is in force alone", async () => {
    const id = await grant();
    const role = "curator";
    expect(codeOf(await shop.query("UPDATE vault SET code = 7 WHERE id = 1"))).toBe("write-not-granted");
    expect(resultOf(await shop.query("UPDATE vault SET code = 7 WHERE id = 1", { role }))).toMatchObject({
      status: "executed",
    });
    const all = "UPDATE vault SET code = code + 1";
    const asked = resultOf(await shop.query(all, { role, reason: "renumber" }));
    const request = String(asked["request"]);
    expect(asked).toMatchObject({ status: "pending_approval" });
    expect(await decide(request, "dora")).toBe("decided");
    await decide(id, "vera", "deny");
    expect(codeOf(await shop.ask({ request }))).toBe("approval-not-yours");
    expect(await shop.raw("SELECT code FROM vault ORDER BY id")).toEqual([[7], [2]]);
    await grant();
    const project = await readProject(join(shop.folder, "gatehouse.yaml"));
    if (project.kind === "problems") throw new Error("the project has problems");
    const ran = engine === "postgres" ? await runApproved(request, project) : resultOf(await shop.ask({ request }));
    expect(ran).toMatchObject(engine === "postgres" ? { kind: "executed", rows: 2 } : { status: "executed" });
    expect(await shop.raw("SELECT code FROM vault ORDER BY id")).toEqual([[8], [3]]);
  });

  it("[G-ACCESS-RECORDED] every entry of a call in it says the role and names the request", async () => {
    const id = await grant();
    await read(READ);
    await shop.query(READ);
    const calls = readEntries(join(shop.folder, ".gatehouse", "ledger.db"), "call").slice(-2);
    expect(calls.map(({ caller, detail }) => [caller?.role, detail?.["access"]])).toEqual([
      ["curator", id],
      ["maintainer", undefined],
    ]);
  });
});
