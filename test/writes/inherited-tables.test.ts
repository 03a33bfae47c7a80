// Tables that others inherit from, on PostgreSQL: whoever may change the rows of the parent reaches those of its children, as what the parent
// shows of them, and nothing that hangs on a child goes without its own grant.

import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { FiledWrites, said } from "../support/filed-writes.ts";
import { openWritingShop, type WritingShop } from "../support/writing-shop.ts";

const SQL = `
CREATE TABLE beasts (id integer PRIMARY KEY, name text, region text, chip text);
CREATE TABLE hounds (rank integer, level integer, CHECK (length(region) + rank <= level)) INHERITS (beasts);
ALTER TABLE hounds ADD PRIMARY KEY (id);
CREATE TABLE leashes (id integer PRIMARY KEY, hound integer REFERENCES hounds ON DELETE CASCADE ON UPDATE CASCADE);
CREATE TABLE stalls (id integer, part text, PRIMARY KEY (id, part)) PARTITION BY LIST (part);
CREATE TABLE stalls_a PARTITION OF stalls FOR VALUES IN ('a');
CREATE TABLE stalls_b PARTITION OF stalls FOR VALUES IN ('b');
CREATE TABLE mangers (id integer PRIMARY KEY, stall integer, part text, FOREIGN KEY (stall, part) REFERENCES stalls_a ON DELETE CASCADE);`;
const ROWS = `TRUNCATE beasts, hounds, leashes, stalls, mangers;
INSERT INTO beasts VALUES (1, 'cow', 'EU', 'canary c1'), (2, 'ox', 'US', 'canary c2');
INSERT INTO hounds VALUES (1, 'rex', 'EU', 'canary c3', 1, 9), (3, 'ace', 'US', 'canary c4', 1, 9);
INSERT INTO leashes VALUES (1, 1);
INSERT INTO stalls VALUES (1, 'a'), (2, 'b'); INSERT INTO mangers VALUES (1, 1, 'a');`;

let shop: WritingShop;
const filed = new FiledWrites(() => shop);
const names = () => shop.raw("SELECT tableoid::regclass::text, id, name FROM beasts ORDER BY 1, 2");

beforeAll(async () => {
  shop = await openWritingShop("postgres", {
    sql: SQL,
    relations: `  public.beasts: { owners: [dora], columns: { id: internal, name: internal, region: public, chip: free-text } }
  public.hounds: { owners: [dora], columns: { rank: internal, level: { level: restricted } } }
  public.leashes: { owners: [dora], columns: { id: internal, hound: internal } }
  public.stalls: { owners: [dora], columns: { id: internal, part: internal } }
  public.mangers: { owners: [dora], columns: { id: internal, stall: internal, part: internal } }
`,
    role: (role) =>
      role.replace("rows: { shop: {", `rows: { shop: { public.beasts: "region = caller_attribute('region')",`),
    grants:
      "    public.beasts: { insert: all, update: [name, region], delete: true }\n    public.stalls: { delete: true }\n",
    risk: `rules: [{ id: many, when: "write.rows > 1", reason: "Looked at." }]\n`,
  });
});
afterAll(() => shop.close());
beforeEach(() => shop.raw(ROWS));

describe("a table that others inherit from", () => {
  it("changes the rows that the parent shows, each where it stands, and none that its filter hides [G-READ-ROWS-FENCED]", async () => {
    const { id, request } = await filed.file("UPDATE beasts SET name = upper(name)");
    expect(request.effect.relations.map(({ relation, verb, rows }) => [relation, verb, rows])).toEqual([
      ["public.beasts", "update", 1],
      ["public.hounds", "update", 1],
    ]);
    await filed.approve(id);
    expect(said(await shop.ask({ request: id }))).toBe("executed");
    expect(await names()).toEqual([
      ["beasts", 1, "COW"],
      ["beasts", 2, "ox"],
      ["hounds", 1, "REX"],
      ["hounds", 3, "ace"],
    ]);
  });

  it("is stale when a row of a child has changed since", async () => {
    const between = () => shop.raw("UPDATE hounds SET rank = 2 WHERE id = 1");
    expect(await filed.carryOut("UPDATE beasts SET name = 'x'", between)).toMatch(/^(approval-)?stale$/);
    expect(await names()).toEqual([
      ["beasts", 1, "cow"],
      ["beasts", 2, "ox"],
      ["hounds", 1, "rex"],
      ["hounds", 3, "ace"],
    ]);
  });

  it.each([
    ["a mask of it is stored nowhere", "UPDATE beasts SET name = chip WHERE id = 1", "masked-value-stored"],
    [
      "a column that only a child compares with one out of sight",
      "UPDATE beasts SET region = 'EUROPE' WHERE id = 1",
      "write-not-granted",
    ],
    ["rows that a foreign key takes with a child's", "DELETE FROM beasts WHERE id = 1", "write-not-granted"],
    ["rows that a foreign key takes with a partition's", "DELETE FROM stalls WHERE id = 1", "write-not-granted"],
    ["a child by its own name, without a grant", "UPDATE hounds SET name = 'x' WHERE id = 1", "write-not-granted"],
    ["a column of a child alone", "UPDATE beasts SET rank = 3 WHERE id = 1", "unknown-column"],
  ])("is no way round a grant: %s [G-WRITE-GOVERNED]", async (_, sql, code) => {
    const before = await shop.raw("SELECT (SELECT count(*) FROM leashes), (SELECT count(*) FROM mangers)");
    const all = await names();
    expect(said(await shop.query(sql, { reason: "test" }))).toBe(code);
    expect(await names()).toEqual(all);
    expect(await shop.raw("SELECT (SELECT count(*) FROM leashes), (SELECT count(*) FROM mangers)")).toEqual(before);
  });

  it("is written alone where ONLY is said, and nothing of its children is asked for", async () => {
    expect(said(await shop.query("DELETE FROM ONLY beasts WHERE id = 1", { reason: "test" }))).toBe("executed");
    expect(await names()).toEqual([
      ["beasts", 2, "ox"],
      ["hounds", 1, "rex"],
      ["hounds", 3, "ace"],
    ]);
  });

  it("returns no more of a child's rows than it shows", async () => {
    const answer = await shop.query("UPDATE beasts SET name = 'x' WHERE name = 'rex' RETURNING *", { reason: "test" });
    expect(said(answer)).toBe("executed");
    expect(JSON.stringify(answer)).not.toMatch(/canary/);
    expect(JSON.stringify(answer)).not.toMatch(/rank|level/);
  });
});
