// A column that is hidden is answered like one that is not there, and columns that stand elsewhere than analysis thinks store no mask.

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openWritingShop, type WritingShop } from "../support/writing-shop.ts";

describe.each(["postgres", "sqlite"] as const)("on %s", (engine) => {
  let shop: WritingShop;
  const schema = engine === "postgres" ? "public" : "main";

  beforeAll(async () => {
    shop = await openWritingShop(engine, {
      sql: "CREATE TABLE hid (id integer PRIMARY KEY, token text, email text, note text); INSERT INTO hid VALUES (1, 'canary', 'canary@x.example', 'n');",
      relations: `  ${schema}.hid: { owners: [dora], columns: { id: internal, token: { level: restricted }, email: email, note: internal } }\n`,
    });
  });
  afterAll(() => shop.close());

  const answer = async (sql: string): Promise<string> => {
    const said = await shop.query(sql, { reason: "to see" });
    return said.kind === "refused" ? JSON.stringify({ ...said.refusal, position: null }) : "done";
  };

  it.each([
    "UPDATE orders SET status = NAME",
    "UPDATE orders SET status = h.NAME FROM hid AS h WHERE h.id = orders.id",
    "INSERT INTO archive (id, what) SELECT id, NAME FROM hid",
    "INSERT INTO archive (id, what) SELECT id, lower(NAME) FROM hid",
    "DELETE FROM orders WHERE id IN (SELECT id FROM hid WHERE NAME = 'x')",
  ])("%s says of a hidden column what it says of none [G-WRITE-GOVERNED]", async (sql) => {
    const hidden = await answer(sql.replaceAll("NAME", "token"));
    const none = await answer(sql.replaceAll("NAME", "nosuch"));
    expect(hidden.replaceAll("token", "nosuch")).toBe(none);
    expect(hidden).toContain("unknown-column");
  });

  it.each([
    "INSERT INTO archive (id, what, at) SELECT * FROM hid",
    "INSERT INTO archive (id, what) WITH c (id, what, z) AS (SELECT * FROM hid) SELECT id, what FROM c",
    "INSERT INTO archive (id, what) SELECT id, note FROM (SELECT 7 AS id, 'a' AS note, 'b' AS c UNION ALL SELECT * FROM hid) AS s",
  ])("%s stores no mask [G-WRITE-STORES-NO-MASK]", async (sql) => {
    expect(await answer(sql)).toContain("masked-value-stored");
    expect(await shop.raw("SELECT * FROM archive")).toEqual([]);
  });
});
