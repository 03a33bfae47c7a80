// Writes that try to see, store or change what they may not, and writes that people and models really send, through the whole gate on a
// real database where no rule of risk holds. What is refused changes nothing; what runs leaves what PostgreSQL itself would have left.

import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import {
  type ChangingShop,
  createChangingShop,
  type Dump,
  governChangingShop,
  type ShopDatabase,
} from "../support/changing-shop.ts";
import { isKnown } from "../support/newer-forms.ts";
import { casesIn, expectSealed, previewAll } from "../support/write-corpus.ts";
import { CANARY, foreignMarks, MASK } from "../support/write-marks.ts";

const attacks = await casesIn("postgres/writes/attacks");
const ordinary = await casesIn("postgres/writes/ordinary");

/** What no statement of the role may change: hidden tables whole, rows of other regions, hidden and masked columns of rows that stay. */
async function protectedPart({ client }: ShopDatabase): Promise<Readonly<Record<string, readonly unknown[]>>> {
  const parts = {
    hidden:
      "SELECT t::text FROM hidden_stuff t UNION ALL SELECT t::text FROM hr.payroll t UNION ALL SELECT t::text FROM hr.orders t",
    orders: "SELECT t::text FROM orders t WHERE region IS DISTINCT FROM 'EU'",
    sales: "SELECT t::text FROM sales t WHERE region IS DISTINCT FROM 'EU'",
    customers: "SELECT id || card || ssn || full_name FROM customers WHERE id < 5",
    sequence: "SELECT last_value || is_called::text FROM ticket",
  };
  const found: Record<string, readonly unknown[]> = {};
  for (const [name, sql] of Object.entries(parts)) {
    found[name] = (await client.query({ text: `${sql} ORDER BY 1`, rowMode: "array" })).rows.flat();
  }
  return found;
}

describe("the corpus of writes on postgres", () => {
  let database: ShopDatabase;
  let shop: ChangingShop;
  let twin: ShopDatabase;
  let before: Dump;
  let kept: Readonly<Record<string, readonly unknown[]>>;

  beforeAll(async () => {
    [database, twin] = [await createChangingShop(), await createChangingShop()];
    await twin.client.query("SET search_path = public");
    shop = await governChangingShop(database);
    before = await database.dump();
    kept = await protectedPart(database);
  });

  afterEach(async () => {
    await database.restore();
  });

  afterAll(async () => {
    await shop.close();
    await database.close();
    await twin.close();
  });

  it("is as large as it claims to be", () => {
    expect(attacks.length).toBeGreaterThanOrEqual(400);
    expect(ordinary.length).toBeGreaterThanOrEqual(200);
  });

  it.each(attacks.map(({ file, sql }) => [file, sql]))(
    "attack by %s shows, stores and changes nothing protected: %s [G-WRITE-GOVERNED] [G-WRITE-STORES-NO-MASK]",
    async (_, sql) => {
      const answer = await shop.query(sql);
      const text = answer.kind === "released" ? answer.json : JSON.stringify(answer.refusal);
      expect(foreignMarks(text, CANARY, sql)).toEqual([]);
      expect(answer.receipt).not.toBeNull();
      const after = await database.dump();
      if (answer.kind === "refused") {
        expect(answer.refusal.code).not.toBe("internal-error");
        expect(after).toEqual(before);
        return;
      }
      expect(foreignMarks(JSON.stringify(after), MASK, sql)).toEqual([]);
      const now = await protectedPart(database);
      expect({ ...now, customers: [] }).toEqual({ ...kept, customers: [] });
      expect(kept["customers"]).toEqual(expect.arrayContaining([...(now["customers"] ?? [])]));
      for (const table of Object.keys(after).filter((name) => after[name]?.join() !== before[name]?.join())) {
        const seen = await shop.query(`SELECT * FROM ${table}`);
        expect(foreignMarks(seen.kind === "released" ? seen.json : "", CANARY, sql)).toEqual([]);
      }
    },
  );

  it.each(ordinary.map(({ file, sql }) => [file, sql]))(
    "%s leaves what the database itself would: %s [G-WRITE-ORDINARY-PASSES]",
    async (_, sql) => {
      const answer = await shop.query(sql);
      expect(answer.kind === "refused" ? answer.refusal : null).toBeNull();
      if (!isKnown(sql)) return; // MERGE is carried out as plain statements, so that older servers do it too
      const raw = await twin.client.query(sql);
      const [governed, direct] = [await database.dump(), await twin.dump()];
      await twin.restore();
      if (answer.kind === "released")
        expect(answer.result).toMatchObject({ status: "executed", row_count: raw.rowCount });
      // a trial that is rolled back moves the sequence on from which the trail has its ids
      const trail = (dump: Dump) => (dump["audit_trail"] ?? []).map((row) => row.replace(/^\(\d+,/, "("));
      expect({ ...governed, audit_trail: trail(governed) }).toEqual({ ...direct, audit_trail: trail(direct) });
    },
  );

  it("left no protected value in the state's bytes or the log [G-LEDGER-HOLDS-NO-VALUES] [G-NOTHING-PRINTED]", async () => {
    await expectSealed(shop);
    expect(shop.log.join("\n")).not.toMatch(CANARY);
  });
});

describe("the corpus of writes where every write waits for people", () => {
  let database: ShopDatabase;
  let shop: ChangingShop;

  beforeAll(async () => {
    database = await createChangingShop();
    shop = await governChangingShop(
      database,
      'rules: [{ id: always, when: "true", reason: "Every write is looked at." }]\n',
    );
  });

  afterAll(async () => {
    await shop.close();
    await database.close();
  });

  it("shows nothing protected in a preview, and changes nothing [G-WRITE-GOVERNED]", { timeout: 300_000 }, async () => {
    const before = await database.dump();
    const previewed = await previewAll(shop, [...attacks, ...ordinary]);
    expect(await database.dump()).toEqual(before);
    expect(previewed).toBeGreaterThan(200);
  });

  it("keeps what approvers see from the bytes of the state [G-LEDGER-HOLDS-NO-VALUES]", async () => {
    for (const sql of [
      "UPDATE customers SET plan = 'gold'",
      "DELETE FROM customers WHERE id = 4",
      "UPDATE orders SET status = 'x'",
    ]) {
      expect(await shop.query(sql)).toMatchObject({ result: { status: "pending_approval" } });
    }
    await expectSealed(shop);
  });
});
