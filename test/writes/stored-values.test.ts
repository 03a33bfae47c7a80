// A preview shows, and a signature covers, each value as it is stored: after the column's affinity on SQLite, after the assignment's cast with
// its modifier on PostgreSQL, whichever statement gives it.

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { FiledWrites, said } from "../support/filed-writes.ts";
import { openWritingShop, type WritingShop } from "../support/writing-shop.ts";

const RISK = `rules: [{ id: always, when: "true", reason: "Looked at." }]\napprovals: { pending: 1000 }\n`;

let shop: WritingShop;
const filed = new FiledWrites(() => shop);

async function isStoredAsShown(
  sql: string,
  { column, stored, read }: { column: string; stored: string; read: string },
): Promise<void> {
  const [, table = ""] = /^\w+ (?:INTO )?(\w+)/.exec(sql) ?? [];
  await shop.raw(`UPDATE ${table} SET v = NULL`);
  const { id, request } = await filed.file(sql);
  for (const eyes of ["data-owner", "requester"]) {
    const sample = request.effect.samples[eyes];
    const shown = sample?.rows[0]?.after?.[sample.columns.indexOf(column)];
    expect([sql, eyes, shown]).toEqual([sql, eyes, stored]);
  }
  // nothing of it is another value than the statement gave, once it is stored
  expect([sql, request.effect.relations.map(({ set = [] }) => set)]).toEqual([
    sql,
    request.effect.relations.map(() => []),
  ]);
  await filed.approve(id);
  expect([sql, said(await shop.ask({ request: id }))]).toEqual([sql, "executed"]);
  expect([sql, (await shop.raw(read))[0]?.[0]]).toEqual([sql, stored]);
}

describe("on SQLite, by affinity", () => {
  const LOOSE = [
    ["INTEGER", "'5'", "integer 5"],
    ["INTEGER", "5.0", "integer 5"],
    ["INTEGER", "' 5 '", "integer 5"],
    ["INTEGER", "5.5", "real 5.5"],
    ["INTEGER", "'5x'", "text 5x"],
    ["INT", "'9007199254740993'", "integer 9007199254740993"],
    ["FLOATING POINT", "'5.0'", "integer 5"],
    ["REAL", "5", "real 5.0"],
    ["DOUBLE PRECISION", "'1e2'", "real 100.0"],
    ["NUMERIC", "'5.0'", "integer 5"],
    ["DECIMAL(4,2)", "5.489", "real 5.489"],
    ["DATE", "'2024'", "integer 2024"],
    ["ANY", "'5'", "integer 5"],
    ["ANY", "'5.0'", "integer 5"],
    ["TEXT", "5", "text 5"],
    ["VARCHAR(2)", "5.0", "text 5.0"],
    ["BLOB", "'5'", "text 5"],
    ["", "5.0", "real 5.0"],
  ] as const;
  const STRICT = [
    ["INTEGER", "'5'", "integer 5"],
    ["INT", "5.0", "integer 5"],
    ["REAL", "5", "real 5.0"],
    ["REAL", "'5'", "real 5.0"],
    ["TEXT", "5", "text 5"],
    ["ANY", "'5'", "text 5"],
    ["ANY", "5.0", "real 5.0"],
  ] as const;
  const tables = [
    ...LOOSE.map(([type, given, stored], place) => ({ name: `loose_${place}`, type, given, stored, end: "" })),
    ...STRICT.map(([type, given, stored], place) => ({ name: `strict_${place}`, type, given, stored, end: " STRICT" })),
  ];

  beforeAll(async () => {
    shop = await openWritingShop("sqlite", {
      risk: RISK,
      sql: tables
        .map(
          ({ name, type, end }) =>
            `CREATE TABLE ${name} (id integer PRIMARY KEY, v ${type})${end}; INSERT INTO ${name} VALUES (1, NULL);`,
        )
        .join("\n"),
      relations: tables
        .map(({ name }) => `  main.${name}: { owners: [dora, erik], columns: { id: internal, v: internal } }\n`)
        .join(""),
      grants: tables.map(({ name }) => `    main.${name}: all\n`).join(""),
    });
  });
  afterAll(() => shop.close());

  it.each(tables)(
    "$given in a column of $type$end is $stored [G-WRITE-WHOLE-EFFECT]",
    async ({ name, given, stored }) => {
      const [kind = "", ...text] = stored.split(" ");
      const value = text.join(" ");
      for (const [sql, id] of [
        [`UPDATE ${name} SET v = ${given} WHERE id = 1`, 1],
        [`INSERT INTO ${name} VALUES (2, ${given})`, 2],
        [
          `INSERT INTO ${name} VALUES (2, ${given === "'5'" ? "'6'" : given}) ON CONFLICT (id) DO UPDATE SET v = ${given}`,
          2,
        ],
      ] as const) {
        await isStoredAsShown(sql, {
          column: "v",
          stored: value,
          read: `SELECT CAST(v AS TEXT) FROM ${name} WHERE id = ${id}`,
        });
        expect([sql, await shop.raw(`SELECT typeof(v) FROM ${name} WHERE id = ${id}`)]).toEqual([sql, [[kind]]]);
      }
    },
  );
});

describe("on PostgreSQL, by MERGE and upserts", () => {
  const COLUMNS = [
    ["numeric(4,2)", "5.489", "5.49"],
    ["varchar(5)", "'abcde   '", "abcde"],
    ["timestamp(0)", "timestamp '2026-01-01 10:00:00.6'", "2026-01-01 10:00:01"],
    ["interval day to hour", "interval '2 days 03:04:05'", "2 days 03:00:00"],
    ["numeric(4,1)[]", "ARRAY[1.25, 2.36]", "{1.3,2.4}"],
    ["money2", "1.005", "1.01"],
    ["integer", "'7'", "7"],
    ["integer", "6.5", "7"],
    ["smallint", "12.4::float8", "12"],
  ] as const;

  beforeAll(async () => {
    shop = await openWritingShop("postgres", {
      risk: RISK,
      sql: `CREATE DOMAIN money2 AS numeric(6,2) CHECK (VALUE >= 0);\n${COLUMNS.map(([type], place) => `CREATE TABLE t${place} (id integer PRIMARY KEY, v ${type}); INSERT INTO t${place} VALUES (1, NULL);`).join("\n")}`,
      relations: COLUMNS.map(
        (_, place) => `  public.t${place}: { owners: [dora, erik], columns: { id: internal, v: internal } }\n`,
      ).join(""),
      grants: COLUMNS.map((_, place) => `    public.t${place}: all\n`).join(""),
    });
  });
  afterAll(() => shop.close());

  it.each(COLUMNS.map(([type, given, stored], place) => ({ type, given, stored, name: `t${place}` })))(
    "$given in a column of $type is $stored [G-WRITE-WHOLE-EFFECT]",
    async ({ given, stored, name }) => {
      const using = `USING (VALUES (1), (2)) AS s (id) ON t.id = s.id`;
      for (const [sql, id] of [
        [`MERGE INTO ${name} AS t ${using} WHEN MATCHED AND t.id = 1 THEN UPDATE SET v = ${given}`, 1],
        [`MERGE INTO ${name} AS t ${using} WHEN NOT MATCHED THEN INSERT (id, v) VALUES (s.id, ${given})`, 2],
        [`INSERT INTO ${name} VALUES (2, NULL) ON CONFLICT (id) DO UPDATE SET v = ${given}`, 2],
      ] as const)
        await isStoredAsShown(sql, { column: "v", stored, read: `SELECT v::text FROM ${name} WHERE id = ${id}` });
    },
  );
});
