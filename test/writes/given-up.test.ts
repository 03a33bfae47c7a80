// A write that PostgreSQL gives up in favour of another transaction is run again, as its manual says (13.5), while nothing of it is written down.

import { afterAll, beforeAll, expect, it } from "vitest";
import { openSmallShop, type SmallShop } from "../support/small-shop.ts";

let shop: SmallShop;

// a sequence counts what a rollback takes back
const SQL = `CREATE TABLE lamps (id integer PRIMARY KEY, lit boolean);
INSERT INTO lamps VALUES (1, false), (2, false);
CREATE SEQUENCE tries;
CREATE FUNCTION give_up() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  IF nextval('tries') <= (CASE WHEN NEW.id = 1 THEN 2 ELSE 1000 END) THEN
    RAISE EXCEPTION USING ERRCODE = 'serialization_failure';
  END IF;
  RETURN NEW; END $$;
CREATE TRIGGER give_up BEFORE UPDATE ON lamps FOR EACH ROW EXECUTE FUNCTION give_up();`;

beforeAll(async () => {
  shop = await openSmallShop("postgres", {
    sql: SQL,
    relations: "  public.lamps: { level: internal, columns: { id: internal, lit: internal } }\n",
    role: "levels: { public: clear, internal: clear, confidential: redact, restricted: hide }\nwrites: { shop: { public.lamps: all } }\n",
  });
});
afterAll(() => shop.close());

it("is carried out once it is not given up any more [G-WRITE-EXACTLY-ONCE]", async () => {
  expect(await shop.query("UPDATE lamps SET lit = true WHERE id = 1")).toMatchObject({
    kind: "released",
    result: { status: "executed" },
  });
  expect(await shop.told("SELECT lit FROM lamps WHERE id = 1")).toContain("[true]");
});

it("is refused as `database-busy` where it is given up again and again, and nothing is filed [G-WRITE-EXACTLY-ONCE]", async () => {
  const { approvals } = shop.opened.gatehouse;
  const before = await approvals.list({}, 100);
  expect(await shop.told("UPDATE lamps SET lit = true WHERE id = 2")).toMatch(/^database-busy: /);
  expect(await shop.told("SELECT lit FROM lamps WHERE id = 2")).toContain("[false]");
  expect(await approvals.list({}, 100)).toEqual(before);
});
