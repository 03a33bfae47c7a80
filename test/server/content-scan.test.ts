// The content scan through the whole gate, on both engines: in results, in what RETURNING gives, and in previews. Ids, versions and JSON stay
// what they are; what nobody classified and looks like personal data is hidden.

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { JsonValue } from "../../src/core/model/json-value.ts";
import { openWritingShop, type WritingShop } from "../support/writing-shop.ts";

const ENGINES = ["postgres", "sqlite"] as const;

/** Passes Luhn and has the first digits of a Visa card, as one id in hundred has. */
const ID = "4033735037361704962";
const CARD = "4111111111111111";

describe.each(ENGINES)("the content scan on %s", (engine) => {
  let shop: WritingShop;
  const schema = engine === "postgres" ? "public" : "main";
  const json = engine === "postgres" ? "jsonb" : "text";
  const at = (place: number) => (engine === "postgres" ? `$${place}` : `?${place}`);

  beforeAll(async () => {
    shop = await openWritingShop(engine, {
      sql: `CREATE TABLE scanned (id bigint PRIMARY KEY, amount numeric, order_number text, version text, doc ${json}, note text, card_number text, shown text, label text);
        INSERT INTO scanned VALUES (${ID}, 4111111111111111, '${CARD}', '10.0.19.1',
          '{"id": ${ID}, "n": ${CARD}, "card": {"number": "${CARD}"}, "mail": "ann@mail.example"}',
          'please charge 4111 1111 1111 1111 12/27', '${CARD}', 'ann@mail.example', 'ann@mail.example');`,
      relations: `  ${schema}.scanned: { owners: [dora], columns: { shown: public, label: { class: free-text, level: public } } }\n`,
      grants: `    ${schema}.scanned: all\nunclassified: clear\n`,
      risk: "rules:\n  - id: notes\n    when: \"'note' in write.columns\"\n    reason: notes are looked at\n",
    });
  });

  afterAll(() => shop.close());

  const rowsOf = async (sql: string, parameters: readonly JsonValue[] = []) => {
    const answer = await shop.query(sql, { parameters });
    if (answer.kind === "refused") throw new Error(JSON.stringify(answer.refusal));
    const parsed: { columns: { redactions?: number }[]; rows: JsonValue[][] } = JSON.parse(answer.json);
    return parsed;
  };

  it("leaves ids, numbers, versions and what a policy shows as they are [G-SCAN-FEW-FALSE-ALARMS]", async () => {
    const { rows, columns } = await rowsOf("SELECT id, amount, order_number, version, shown FROM scanned");
    expect(rows.map((row) => row.map(String))).toEqual([[ID, CARD, CARD, "10.0.19.1", "ann@mail.example"]]);
    expect(columns.every(({ redactions }) => redactions === undefined)).toBe(true);
    const found = await rowsOf(`SELECT count(*) FROM scanned WHERE id = ${at(1)}`, [ID]);
    expect(found.rows).toEqual([[1]]);
  });

  it("keeps JSON JSON, with its numbers, and hides what is in its strings", async () => {
    const { rows } = await rowsOf("SELECT doc FROM scanned");
    const text = String(rows[0]?.[0]);
    expect(text).toContain(ID);
    expect(JSON.parse(text)).toMatchObject({ card: { number: "[payment-card]" }, mail: "[email]" });
  });

  it("hides it in results, whatever an answer calls the column", async () => {
    const { rows } = await rowsOf("SELECT note AS order_id, upper(note) AS version, card_number AS id FROM scanned");
    expect(rows).toEqual([
      ["please charge [payment-card] 12/27", "PLEASE CHARGE [payment-card] 12/27", "[payment-card]"],
    ]);
  });

  it("hides it in what RETURNING gives", async () => {
    const { rows } = await rowsOf(`UPDATE scanned SET version = '2' WHERE id = ${ID} RETURNING note, card_number, id`);
    expect(rows.map((row) => row.map(String))).toEqual([["please charge [payment-card] 12/27", "[payment-card]", ID]]);
  });

  it("hides it in previews and in what approvers are shown", async () => {
    const asked = await shop.query(`UPDATE scanned SET note = 'write to bob@mail.example' WHERE id = ${ID}`, {
      reason: "a test",
    });
    const text = JSON.stringify(asked);
    expect(text).toContain("pending_approval");
    expect(text).toContain("write to [email]");
    expect(text).toContain("please charge [payment-card] 12/27");
    expect(text).toContain(ID);
    expect(text).not.toMatch(/bob@mail|4111 1111/);
  });
});
