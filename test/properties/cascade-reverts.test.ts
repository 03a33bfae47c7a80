// A write that is taken back leaves every table byte for byte as it was, those too that only foreign keys reached: over generated schemas of
// foreign keys (several levels, two to one table, tables that refer to themselves, keys within keys) and generated rows.
// What the request called revertible comes back; what has moved on is refused and left alone. GATEHOUSE_PROPERTY_RUNS=500 for the long run.

import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Answer } from "../../src/gate/calls/answer.ts";
import { revertWrite } from "../../src/gate/writing/revert/revert-write.ts";
import { openWritingShop, type WritingShop } from "../support/writing-shop.ts";

const RUNS = Math.max(12, Math.floor(Number(process.env["GATEHOUSE_PROPERTY_RUNS"] ?? 0) / 5));
const TABLES = ["c0", "c1", "c2", "c3"];
const ACTIONS = ["CASCADE", "CASCADE", "SET NULL", "SET DEFAULT", "NO ACTION"];

const action = fc.constantFrom(...ACTIONS);
const key = fc.option(fc.record({ to: fc.nat({ max: 3 }), onDelete: action, onUpdate: action }), { freq: 5 });
const table = fc.record({ a: key, b: key, within: fc.boolean() });
const reference = fc.option(fc.nat({ max: 3 }), { freq: 4 });
const row = fc.record({
  id: fc.nat({ max: 3 }),
  a: reference,
  b: reference,
  v: fc.constantFrom("NULL", "'x'", "'it''s'"),
});
const sample = fc.record({
  tables: fc.tuple(table, table, table, table),
  rows: fc.tuple(...TABLES.map(() => fc.array(row, { minLength: 2, maxLength: 6 }))),
  write: fc.record({
    on: fc.nat({ max: 2 }),
    upTo: fc.integer({ min: 0, max: 3 }),
    kind: fc.constantFrom("delete" as const, "delete" as const, "update" as const),
  }),
  moves: fc.option(fc.record({ on: fc.nat({ max: 3 }), id: fc.nat({ max: 3 }) }), { freq: 2 }),
});
type Sample = typeof sample extends fc.Arbitrary<infer T> ? T : never;

/** A key to a table that comes later would have none to refer to: it refers to its own. */
function keyOf(place: number, name: "a" | "b", { to, onDelete, onUpdate }: NonNullable<Sample["tables"][0]["a"]>) {
  const target = TABLES[to < place || place < 3 ? Math.min(to, place) : 2];
  return `FOREIGN KEY (${name}) REFERENCES ${target ?? ""} (id) ON DELETE ${onDelete} ON UPDATE ${onUpdate}`;
}

function makeTable({ a, b, within }: Sample["tables"][0], place: number): string {
  const keys = [...(a === null ? [] : [keyOf(place, "a", a)]), ...(b === null ? [] : [keyOf(place, "b", b)])];
  // the last table is nobody's parent: its key may hold a key of another's
  const primary = place === 3 && within ? "PRIMARY KEY (id, a)" : "PRIMARY KEY (id)";
  return `CREATE TABLE ${TABLES[place] ?? ""} (id integer NOT NULL, a integer DEFAULT 0, b integer DEFAULT 0, v text, ${[primary, ...keys].join(", ")})`;
}

function resultOf(answer: Answer<object>): Record<string, unknown> {
  if (answer.kind === "refused") return { refused: answer.refusal.code };
  return { ...answer.result };
}

describe.each(["postgres", "sqlite"] as const)("on %s", (engine) => {
  const schema = engine === "postgres" ? "public" : "main";
  let shop: WritingShop;
  let [kept, back] = [0, 0];

  beforeAll(async () => {
    const relations = TABLES.map(
      (name) =>
        `  ${schema}.${name}: { owners: [dora, erik], columns: { id: internal, a: internal, b: internal, v: internal } }\n`,
    ).join("");
    shop = await openWritingShop(engine, { risk: "rules: []\n", relations });
  });
  afterAll(() => shop.close());

  const dump = async (): Promise<unknown> => {
    const tables = [];
    for (const name of TABLES) tables.push(await shop.raw(`SELECT id, a, b, v FROM ${name} ORDER BY id, a, b, v`));
    return tables;
  };

  async function prepare({ tables, rows }: Sample): Promise<void> {
    for (const name of TABLES.toReversed()) await shop.raw(`DROP TABLE IF EXISTS ${name}`);
    for (const [place, made] of tables.entries()) {
      await shop.raw(makeTable(made, place));
      for (const { id, a, b, v } of rows[place] ?? []) {
        const values = [id, a ?? "NULL", b ?? "NULL", v].join(", ");
        await shop.raw(`INSERT INTO ${TABLES[place] ?? ""} VALUES (${values})`).catch(() => undefined); // refers to nothing, or is there
      }
    }
  }

  it("brings back what it called revertible, and leaves alone what has moved on", async () => {
    await fc.assert(
      fc.asyncProperty(sample, async (drawn) => {
        await prepare(drawn);
        const { on, upTo, kind } = drawn.write;
        const name = TABLES[on] ?? "";
        const before = await dump();
        const sql =
          kind === "delete"
            ? `DELETE FROM ${name} WHERE id <= ${upTo}`
            : `UPDATE ${name} SET id = id + 100 WHERE id <= ${upTo}`;
        const written = resultOf(await shop.query(sql, { as: "dora" }));
        if (written["status"] !== "executed" || written["row_count"] === 0) {
          expect(await dump()).toEqual(before);
          return;
        }
        const id = String(written["request"]);
        const request = (await shop.opened.gatehouse.approvals.read(id))?.filed.request;
        const changed = await dump();
        if (drawn.moves !== null) {
          const { on: where, id: which } = drawn.moves;
          await shop.raw(`UPDATE ${TABLES[where] ?? ""} SET v = 'moved' WHERE id IN (${which}, ${which + 100})`);
        }
        const moved = await dump();
        const reverted = resultOf(await revertWrite({ id, reason: "back", waitSeconds: 0 }, shop.contextOf("erik")));
        if (request?.undo === "none") {
          expect(reverted).toEqual({ refused: "nothing-to-revert" });
          return;
        }
        kept += 1;
        if (JSON.stringify(moved) === JSON.stringify(changed)) {
          expect({ sql, reverted }).toMatchObject({ reverted: { status: "executed" } });
          expect(await dump()).toEqual(before);
          back += 1;
          return;
        }
        // a row that is none of the write's keeps what it was given; all others are as they were, or nothing was changed
        if (reverted["status"] === "executed") {
          const without = (rows: unknown): string => JSON.stringify(rows).replaceAll(/"(x|it's|moved)"|null/g, "");
          expect(without(await dump())).toBe(without(before));
        } else {
          expect(["revert-conflict", "constraint"]).toContain(reverted["refused"]);
          expect(await dump()).toEqual(moved);
        }
      }),
      { numRuns: RUNS, endOnFailure: true },
    );
    expect([kept > 0, back > 0]).toEqual([true, true]);
  }, 900_000);
});
