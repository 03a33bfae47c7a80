// Writes that try to see, store or change what they may not, and writes that people and models really send, through the whole gate on a
// real SQLite file where no rule of risk holds. What is refused changes nothing; what runs leaves and returns what SQLite itself would have.

import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { createChangingFile, type ShopFile } from "../support/changing-file.ts";
import { type ChangingShop, type Dump, governChangingShop } from "../support/changing-shop.ts";
import { casesIn, expectSealed, previewAll } from "../support/write-corpus.ts";
import { CANARY, foreignMarks, MASK } from "../support/write-marks.ts";

const attacks = await casesIn("sqlite/writes/attacks");
const ordinary = await casesIn("sqlite/writes/ordinary");

/** What no statement of the role may change: hidden tables whole, rows of other regions, hidden and masked columns of rows that stay. */
function protectedPart(file: ShopFile): Readonly<Record<string, readonly string[]>> {
  const parts = {
    hidden:
      "SELECT id || secret FROM hidden_stuff UNION ALL SELECT id || person || amount FROM payroll UNION ALL SELECT id || secret FROM vault",
    orders:
      "SELECT json_array(id, customer_id, total, region, status, note, touched) FROM orders WHERE region IS NOT 'EU'",
    sales: "SELECT json_array(id, store_id, region, amount) FROM sales WHERE region IS NOT 'EU'",
    items: "SELECT json_array(order_id, line, product, quantity) FROM order_items WHERE order_id IN (2, 4)",
    search: "SELECT body FROM search",
    schema: "SELECT coalesce(sql, name) FROM sqlite_schema WHERE name NOT LIKE '%gatehouse_writes%'",
    customers: "SELECT id || card || ssn || full_name FROM customers WHERE id < 5",
    members: "SELECT ssn FROM members UNION ALL SELECT ssn FROM badges",
  };
  return Object.fromEntries(
    Object.entries(parts).map(([name, sql]) => [
      name,
      file.run(`${sql} ORDER BY 1`).rows.map(([cell]) => String(cell)),
    ]),
  );
}

/** Of these rows may go, and what stays stays as it is. */
const MAY_SHRINK = ["customers", "members", "items"];

function expectProtected(now: ReturnType<typeof protectedPart>, kept: ReturnType<typeof protectedPart>): void {
  for (const [name, rows] of Object.entries(kept)) {
    if (MAY_SHRINK.includes(name)) expect(rows).toEqual(expect.arrayContaining([...(now[name] ?? [])]));
    else expect({ [name]: now[name] }).toEqual({ [name]: rows });
  }
}

describe("the corpus of writes on sqlite", () => {
  let file: ShopFile;
  let shop: ChangingShop;
  let twin: ShopFile;
  let before: Dump;
  let kept: ReturnType<typeof protectedPart>;

  beforeAll(async () => {
    [file, twin] = [await createChangingFile(), await createChangingFile()];
    shop = await governChangingShop(file);
    before = file.dump();
    kept = protectedPart(file);
  });

  afterEach(() => file.restore());

  afterAll(async () => {
    await shop.close();
    await file.close();
    await twin.close();
  });

  it("is as large as it claims to be", () => {
    expect(attacks.length).toBeGreaterThanOrEqual(600);
    expect(ordinary.length).toBeGreaterThanOrEqual(300);
  });

  it.each(attacks.map(({ file: by, sql }) => [by, sql]))(
    "attack by %s shows, stores and changes nothing protected: %s [G-WRITE-GOVERNED] [G-WRITE-STORES-NO-MASK]",
    async (by, sql) => {
      const answer = await shop.query(sql);
      const text = answer.kind === "released" ? answer.json : JSON.stringify(answer.refusal);
      expect(foreignMarks(text, CANARY, sql)).toEqual([]);
      expect(answer.receipt).not.toBeNull();
      const after = file.dump();
      // whatever a mask or a hidden value was made into: its bits are not stored either
      if (by === "storing-masks" || answer.kind === "refused") expect(after).toEqual(before);
      expectProtected(protectedPart(file), kept);
      if (answer.kind === "refused") return expect(answer.refusal.code).not.toBe("internal-error");
      expect(foreignMarks(JSON.stringify(after), MASK, sql)).toEqual([]);
      for (const table of Object.keys(after).filter((name) => after[name]?.join() !== before[name]?.join())) {
        const seen = await shop.query(`SELECT * FROM "${table.replaceAll('"', '""')}"`);
        expect(foreignMarks(seen.kind === "released" ? seen.json : "", CANARY, sql)).toEqual([]);
      }
    },
  );

  it.each(ordinary.map(({ file: by, sql }) => [by, sql]))(
    "%s leaves and returns what the database itself would: %s [G-WRITE-ORDINARY-PASSES]",
    async (_, sql) => {
      const answer = await shop.query(sql);
      const raw = twin.run(sql);
      const [governed, direct] = [file.dump(), twin.dump()];
      twin.restore();
      expect(answer.kind === "refused" ? answer.refusal : null).toBeNull();
      expect(governed).toEqual(direct);
      if (answer.kind !== "released") return;
      expect(answer.result).toMatchObject({ status: "executed", row_count: raw.changes });
      const told: { columns: { masked?: unknown }[]; rows: unknown[][] } = JSON.parse(answer.json);
      if (told.columns.some(({ masked }) => masked !== undefined)) return;
      const inOrder = (rows: readonly (readonly unknown[])[]) => rows.map((row) => JSON.stringify(row)).sort();
      expect(inOrder(told.rows)).toEqual(inOrder(raw.rows));
    },
  );

  it("left no protected value in the state's bytes or the log [G-LEDGER-HOLDS-NO-VALUES] [G-NOTHING-PRINTED]", async () => {
    await expectSealed(shop);
    expect(shop.log.join("\n")).not.toMatch(CANARY);
  });
});

describe("the corpus of writes on sqlite where every write waits for people", () => {
  let file: ShopFile;
  let shop: ChangingShop;

  beforeAll(async () => {
    file = await createChangingFile();
    shop = await governChangingShop(
      file,
      'rules: [{ id: always, when: "true", reason: "Every write is looked at." }]\n',
    );
  });

  afterAll(async () => {
    await shop.close();
    await file.close();
  });

  it("shows nothing protected in a preview, and changes nothing [G-WRITE-GOVERNED]", { timeout: 300_000 }, async () => {
    const before = file.dump();
    const previewed = await previewAll(shop, [...attacks, ...ordinary]);
    expect(file.dump()).toEqual(before);
    expect(previewed).toBeGreaterThan(280);
  });
});
