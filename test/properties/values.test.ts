// Values go in as they come out: what an answer shows of a type is what a parameter of that type takes, and it means the same. For every
// type that either engine has: read, looked for, stored again, and compared by the database itself.

import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { JsonValue } from "../../src/core/model/json-value.ts";
import { openWritingShop, type WritingShop } from "../support/writing-shop.ts";

/** A type, values of it as SQL, and how two of them are compared where the type has no equality of its own. */
interface Kind {
  readonly type: string;
  readonly values: readonly string[];
  readonly as?: string;
  /** The type may not be named in a statement: its text is looked for. */
  readonly plain?: boolean;
}

const q = (text: string): string => `'${text.replaceAll("'", "''")}'`;

const POSTGRES_KINDS: readonly Kind[] = [
  { type: "bigint", values: ["1", "9007199254740993", "-9223372036854775808"] },
  { type: "integer", values: ["-2147483648", "0"] },
  { type: "smallint", values: ["7"] },
  { type: "oid", values: ["4294967295"] },
  { type: "numeric", values: ["0.1234567890123456789", "5.00", "'NaN'", "1e40", "'Infinity'"] },
  { type: "numeric(8,2)", values: ["10.50"] },
  { type: "real", values: ["1.1", "'-Infinity'", "'NaN'", "3.4e38"] },
  { type: "double precision", values: ["0.1", "5e-324", "1.7976931348623157e308", "'Infinity'", "'-0'"] },
  { type: "money", values: ["'1234.56'", "'-0.01'"] },
  { type: "boolean", values: ["true", "false"] },
  { type: "text", values: ["''", "'[1,2]'", `'{"a":1}'`, "'\\x00'", "'NULL'", "E'line\\nbreak'", "'ünï ☃'", "'12'"] },
  { type: "varchar(20)", values: ["'short'"] },
  { type: "char(5)", values: ["'ab'"] },
  { type: "name", values: ["'a_name'"] },
  { type: `"char"`, values: ["'x'"] },
  { type: "bytea", values: ["''", "'\\x00ff68656c6c6f'", "'abc'", "'\\x5c78'"] },
  { type: "date", values: ["'2024-02-29'", "'infinity'", "'0044-03-15 BC'"] },
  { type: "time", values: ["'23:59:59.999999'"] },
  { type: "timetz", values: ["'04:05:06-08:00'"] },
  { type: "timestamp", values: ["'2024-02-29 12:00:00.000001'", "'-infinity'"] },
  { type: "timestamptz", values: ["'2024-07-01 12:00:00.5+05:45'", "'0044-03-15 12:00+00 BC'"] },
  { type: "interval", values: ["'1 year 2 mons -3 days 04:05:06.5'", "'-1 day +02:00'"] },
  { type: "uuid", values: ["'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'"] },
  { type: "json", values: jsonTexts(), as: "jsonb" },
  { type: "jsonb", values: jsonTexts() },
  { type: "jsonpath", values: ["'$.a[*] ? (@ > 1)'"], as: "text" },
  { type: "xml", values: ["'<a>1 &lt; 2</a>'"], as: "text", plain: true },
  { type: "inet", values: ["'10.1.2.3'", "'192.168.0.1/24'", "'2001:db8::1'"] },
  { type: "cidr", values: ["'10.0.0.0/8'"] },
  { type: "macaddr", values: ["'08:00:2b:01:02:03'"] },
  { type: "macaddr8", values: ["'08:00:2b:01:02:03:04:05'"] },
  { type: "bit(4)", values: ["B'1010'"] },
  { type: "bit varying", values: ["B'10101'", "B''"] },
  { type: "tsvector", values: ["'fat:1A cat:2'"] },
  { type: "tsquery", values: ["'fat & !cat'"] },
  { type: "point", values: ["'(1.5,-2)'"], as: "text" },
  { type: "line", values: ["'{1,2,3}'"], as: "text" },
  { type: "lseg", values: ["'[(0,0),(1,1)]'"], as: "text" },
  { type: "box", values: ["'(2,2),(1,1)'"], as: "text" },
  { type: "path", values: ["'[(0,0),(1,1)]'", "'((0,0),(1,1))'"], as: "text" },
  { type: "polygon", values: ["'((0,0),(1,1),(1,0))'"], as: "text" },
  { type: "circle", values: ["'<(1,2),3>'"], as: "text" },
  { type: "pg_lsn", values: ["'16/B374D848'"] },
  { type: "xid8", values: ["'123456789012'"] },
  { type: "tid", values: ["'(1,2)'"] },
  { type: "int4range", values: ["'[1,5)'", "'empty'"] },
  { type: "numrange", values: ["'(,2.50]'"] },
  { type: "tstzrange", values: [`'["2024-01-01 00:00+00","2024-02-01 00:00+00")'`] },
  { type: "int4multirange", values: ["'{[1,3),[5,7)}'"] },
  { type: "mood", values: ["'sad'", "'so so'"] },
  { type: "address", values: [`'("1 Main ""St"", x",12345,)'`, "'(,,)'"], as: "text", plain: true },
  { type: "positive", values: ["9007199254740993"] },
  { type: "document", values: jsonTexts() },
  { type: "bigint[]", values: ["'{1,9007199254740993,NULL}'", "'{}'", "'{{1,2},{3,4}}'", "'[0:1]={1,2}'"] },
  { type: "text[]", values: [`'{"a,b","q\\"x","back\\\\slash",NULL,"NULL","",{}}'`.replace(",{}", "")] },
  { type: "boolean[]", values: ["'{t,f,NULL}'"] },
  { type: "double precision[]", values: ["'{0.1,NaN,-Infinity}'"] },
  { type: "numeric[]", values: ["'{1.10,0.1234567890123456789}'"] },
  { type: "timestamptz[]", values: [`'{"2024-07-01 12:00:00+00"}'`] },
  { type: "interval[]", values: [`'{"1 day","02:00:00"}'`] },
  { type: "bytea[]", values: [`'{"\\\\x00ff","\\\\x"}'`] },
  { type: "inet[]", values: ["'{10.0.0.1,2001:db8::/32}'"] },
  { type: "mood[]", values: [`'{sad,"so so"}'`, "'{}'"] },
  { type: "address[]", values: [`ARRAY[ROW('a "b", c', 1, NULL)::address, NULL]`] },
  { type: "positive[]", values: ["'{1,2}'"] },
  { type: "uuid[]", values: ["'{a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11}'"] },
  { type: "box[]", values: ["'{(2,2),(1,1);(4,4),(3,3)}'"], as: "text" },
  { type: "int4range[]", values: [`'{"[1,5)",empty}'`] },
  {
    type: "jsonb[]",
    values: [
      `ARRAY['{"a":[1]}', '[1,2]', '"x"', '"1"', 'null', NULL, '7']::jsonb[]`,
      `ARRAY[ARRAY['1','[2]'], ARRAY['3','4']]::jsonb[]`,
      "'{}'",
    ],
  },
  { type: "json[]", values: [`ARRAY['[1]', '{"b": "c"}']::json[]`], as: "jsonb[]" },
];

function jsonTexts(): readonly string[] {
  const texts = [
    "[]",
    "{}",
    `[{"a": 1}]`,
    `{"a": [1, "x", null, true], "b": {"c": 0.5}}`,
    `"word"`,
    `"2024-01-01"`,
    `"1"`,
    `"-1.5e3"`,
    `"true"`,
    `"null"`,
    `"[1]"`,
    `"{\\"a\\": 1}"`,
    `"\\"quoted\\""`,
    `""`,
    `" [ "`,
    "null",
    "true",
    "12",
    "9007199254740993",
    `{"n": 0.1234567890123456789}`,
    "1e400",
  ];
  return texts.map(q);
}

const TYPES = `CREATE TYPE mood AS ENUM ('sad', 'so so');
CREATE TYPE address AS (street text, zip integer, note text);
CREATE DOMAIN positive AS bigint CHECK (VALUE > 0);
CREATE DOMAIN document AS jsonb;
`;

const SQLITE_KINDS: readonly Kind[] = [
  { type: "INTEGER", values: ["1", "9007199254740993", "-9223372036854775808"] },
  { type: "BIGINT", values: ["9007199254740993"] },
  { type: "REAL", values: ["0.1", "1.0", "1e300", "9e999", "-9e999"] },
  { type: "NUMERIC", values: ["1", "0.5", "'text'", "9007199254740993"] },
  { type: "DECIMAL(10,2)", values: ["10.5"] },
  { type: "BOOLEAN", values: ["1", "0"] },
  { type: "TEXT", values: ["''", "'12'", "'9007199254740993'", `'{"a":1}'`, `'{"$base64":"AA=="}'`, "'ünï'"] },
  { type: "VARCHAR(20)", values: ["'short'"] },
  { type: "DATETIME", values: ["'2024-01-01 12:00:00'"] },
  { type: "BLOB", values: ["x''", "x'00ff68'", "'text in it'", "5", "9007199254740993"] },
  { type: "", values: ["x'0102'", "'9007199254740993'", "9007199254740993", "1"] },
  { type: "JSON", values: [`'[1,{"a":2}]'`] },
];

const tableOf = (place: number): string => `typed_${place}`;

function makeTables(kinds: readonly Kind[]): string {
  return kinds
    .map(({ type, values }, place) => {
      const rows = values.map((value, index) => `INSERT INTO ${tableOf(place)} VALUES (${index + 1}, ${value});`);
      return `CREATE TABLE ${tableOf(place)} (id integer PRIMARY KEY, c ${type});\n${rows.join("\n")}`;
    })
    .join("\n");
}

const relationsOf = (kinds: readonly Kind[], schema: string): string =>
  kinds
    .map((_, place) => `  ${schema}.${tableOf(place)}: { owners: [dora], columns: { id: public, c: public } }\n`)
    .join("");

const grantsOf = (kinds: readonly Kind[], schema: string): string =>
  kinds.map((_, place) => `    ${schema}.${tableOf(place)}: all\n`).join("");

type Rows = readonly (readonly JsonValue[])[];

async function rowsOf(shop: WritingShop, sql: string, parameters: readonly JsonValue[] = []): Promise<Rows> {
  const answer = await shop.query(sql, { parameters });
  if (answer.kind === "refused") throw new Error(`${sql}: ${answer.refusal.message} ${answer.refusal.remedy}`);
  // as it travels
  const parsed: { rows: Rows } = JSON.parse(answer.json);
  return parsed.rows;
}

describe("values on PostgreSQL", () => {
  let shop: WritingShop;

  beforeAll(async () => {
    shop = await openWritingShop("postgres", {
      sql: TYPES + makeTables(POSTGRES_KINDS),
      relations: relationsOf(POSTGRES_KINDS, "public"),
      grants: grantsOf(POSTGRES_KINDS, "public"),
    });
  });

  afterAll(() => shop.close());

  it.each(POSTGRES_KINDS.map((kind, place) => [kind.type, kind, place] as const))(
    "of type %s go in as they come out [G-VALUES-GO-IN-AS-THEY-COME-OUT]",
    async (type, kind, place) => {
      const table = tableOf(place);
      const cast = kind.as === undefined ? "" : `::${kind.as}`;
      const rows = await rowsOf(shop, `SELECT id, c FROM ${table} ORDER BY id`);
      expect(rows).toHaveLength(kind.values.length);
      const bare = type.replace(/\(.*\)/, "");
      for (const [id, value] of rows) {
        const given = kind.plain === true ? "$1" : `$1::${bare}${cast}`;
        const where = kind.as === undefined ? "c = $1" : `c${cast} = ${given}`;
        const found = await rowsOf(shop, `SELECT id FROM ${table} WHERE ${where}`, [value ?? null]);
        expect([type, value, found]).toEqual([type, value, [[id]]]);
        const copy = Number(id) + 100;
        await rowsOf(shop, `INSERT INTO ${table} (id, c) VALUES ($1, $2)`, [copy, value ?? null]);
        await rowsOf(shop, `UPDATE ${table} SET c = $2 WHERE id = $1`, [copy, value ?? null]);
        const same = await shop.raw(
          `SELECT a.c${cast || "::text"} = b.c${cast || "::text"} FROM ${table} a, ${table} b WHERE a.id = ${id} AND b.id = ${copy}`,
        );
        expect([type, value, same]).toEqual([type, value, [[true]]]);
      }
    },
  );

  it("of json are what was given, whatever it is [G-VALUES-GO-IN-AS-THEY-COME-OUT]", async () => {
    const place = POSTGRES_KINDS.findIndex(({ type }) => type === "jsonb");
    const table = tableOf(place);
    let id = 1_000;
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(fc.jsonValue({ noUnicodeString: false }), fc.string(), fc.constantFrom("1", "null", "[", '"')),
        async (value) => {
          const given = cleaned(value);
          id += 1;
          // any JSON is stored as it is, strings inside a list at least
          await rowsOf(shop, `INSERT INTO ${table} (id, c) VALUES ($1, $2)`, [id, [given]]);
          const stored = await shop.raw(
            `SELECT c->0 = ${q(JSON.stringify(given))}::jsonb FROM ${table} WHERE id = ${id}`,
          );
          expect([given, stored]).toEqual([given, [[true]]]);
          const [[shown] = []] = await rowsOf(shop, `SELECT c->0 FROM ${table} WHERE id = ${id}`);
          await rowsOf(shop, `UPDATE ${table} SET c = $2 WHERE id = $1`, [id, shown ?? null]);
          const back = await shop.raw(`SELECT c = ${q(JSON.stringify(given))}::jsonb FROM ${table} WHERE id = ${id}`);
          expect([given, shown, back]).toEqual([given, shown, [[true]]]);
        },
      ),
      { numRuns: Number(process.env["GATEHOUSE_PROPERTY_RUNS"] ?? 60) },
    );
  });

  it("of arrays of text are what was given [G-VALUES-GO-IN-AS-THEY-COME-OUT]", async () => {
    const text = fc.option(fc.string({ unit: "binary" }).map((value) => value.replaceAll("\0", "").toWellFormed()));
    await fc.assert(
      fc.asyncProperty(fc.array(text, { maxLength: 4 }), async (given) => {
        expect(await rowsOf(shop, "SELECT $1::text[]", [given])).toEqual([[given]]);
      }),
      { numRuns: 40 },
    );
  });

  it("name their notation where it is not that of a text", async () => {
    const answer = await shop.query(
      `SELECT c FROM ${tableOf(POSTGRES_KINDS.findIndex(({ type }) => type === "bytea"))}`,
    );
    expect(answer).toMatchObject({ result: { columns: [{ type: "bytea (hex)" }] } });
  });

  it.each([
    ["SELECT count(*) FROM customers WHERE notes = $1", [["a", "b"]], "a list"],
    ["INSERT INTO archive (id, what) VALUES (900, $1)", [[1, 2]], "a list"],
    ["INSERT INTO archive (id, what) VALUES (900, $1)", [{ a: 1 }], "an object"],
    ["SELECT count(*) FROM orders WHERE id IN ($1)", [[1, 2]], "a list"],
    ["SELECT $1::int[]", [[{ a: 1 }]], "a list"],
    ["UPDATE typed_0 SET c = $1", [{ a: 1 }], "an object"],
  ] as const)(
    "%s refuses %j, and says what to send [G-VALUES-GO-IN-AS-THEY-COME-OUT]",
    async (sql, parameters, given) => {
      const answer = await shop.query(sql, { parameters });
      expect(answer).toMatchObject({ kind: "refused", refusal: { code: "parameter-type", rule: "parameters" } });
      expect(answer).toMatchObject({ refusal: { message: expect.stringContaining(`Parameter 1 is of type`) } });
      expect(answer).toMatchObject({ refusal: { message: expect.stringContaining(given) } });
      expect(await shop.raw("SELECT count(*)::int FROM archive WHERE id = 900")).toEqual([[0]]);
    },
  );

  it("takes a list beside what is refused: for = ANY, and for json", async () => {
    expect(await rowsOf(shop, "SELECT count(*) FROM orders WHERE id = ANY($1)", [[1, 3]])).toEqual([[2]]);
    expect(await rowsOf(shop, "SELECT $1::jsonb || $2", [[1], [{ a: 2 }]])).toEqual([[[1, { a: 2 }]]]);
    expect(await rowsOf(shop, "SELECT $1::bytea", [{ $base64: "aGk=" }])).toEqual([["\\x6869"]]);
    expect(await rowsOf(shop, "SELECT $1::jsonb", [{ $base64: "aGk=" }])).toEqual([[{ $base64: "aGk=" }]]);
  });

  it("says how to write a parameter of which the type is not clear", async () => {
    const answer = await shop.query("SELECT count(*) FROM customers WHERE $1 IS NULL OR country = $1", {
      parameters: ["1"],
    });
    expect(answer).toMatchObject({ refusal: { code: "parameter-type", remedy: expect.stringContaining("$1::text") } });
  });
});

/** Without what jsonb itself cannot hold, and numbers in the notation that they come back in. */
function cleaned(value: unknown): JsonValue {
  const text = JSON.stringify(value).replaceAll("\\u0000", "");
  return JSON.parse(text.toWellFormed().replace(/\\ud[89a-f][0-9a-f]{2}/gi, ""), (_, item: unknown) =>
    typeof item === "number" && (!Number.isFinite(item) || /e|\d{16}/.test(String(item))) ? 1 : item,
  );
}

describe("values on SQLite", () => {
  let shop: WritingShop;

  beforeAll(async () => {
    shop = await openWritingShop("sqlite", {
      sql: makeTables(SQLITE_KINDS),
      relations: relationsOf(SQLITE_KINDS, "main"),
      grants: grantsOf(SQLITE_KINDS, "main"),
    });
  });

  afterAll(() => shop.close());

  it.each(SQLITE_KINDS.map((kind, place) => [kind.type || "no type", kind, place] as const))(
    "of %s go in as they come out [G-VALUES-GO-IN-AS-THEY-COME-OUT]",
    async (type, kind, place) => {
      const table = tableOf(place);
      const rows = await rowsOf(shop, `SELECT id, c FROM ${table} ORDER BY id`);
      expect(rows).toHaveLength(kind.values.length);
      for (const [id, value] of rows) {
        const found = await rowsOf(shop, `SELECT id FROM ${table} WHERE c = ?1`, [value ?? null]);
        expect([type, value, found]).toEqual([type, value, [[id]]]);
        const copy = Number(id) + 100;
        await rowsOf(shop, `INSERT INTO ${table} (id, c) VALUES (?1, ?2)`, [copy, value ?? null]);
        await rowsOf(shop, `UPDATE ${table} SET c = ?2 WHERE id = ?1`, [copy, value ?? null]);
        const same = await shop.raw(
          `SELECT a.c IS b.c AND typeof(a.c) = typeof(b.c) FROM ${table} a, ${table} b WHERE a.id = ${id} AND b.id = ${copy}`,
        );
        expect([type, value, same]).toEqual([type, value, [[1]]]);
      }
    },
  );

  it("name their notation where it is not that of a text", async () => {
    const answer = await shop.query(`SELECT c FROM ${tableOf(SQLITE_KINDS.findIndex(({ type }) => type === "BLOB"))}`);
    expect(answer).toMatchObject({ result: { columns: [{ type: "blob ($base64)" }] } });
  });

  it.each([
    ["SELECT ?1", [{ $base64: "not base64!" }], "blob"],
    ["SELECT ?1", [{ $integer: "92233720368547758070" }], "integer"],
    ["INSERT INTO archive (id, what) VALUES (900, ?1)", [{ $base64: "x" }], "blob"],
  ])("%s refuses %j [G-VALUES-GO-IN-AS-THEY-COME-OUT]", async (sql, parameters, type) => {
    const answer = await shop.query(sql, { parameters });
    expect(answer).toMatchObject({ refusal: { code: "parameter-type", message: expect.stringContaining(type) } });
  });

  it("takes lists and mappings as JSON, which is text here", async () => {
    expect(await rowsOf(shop, "SELECT ?1, json_extract(?2, '$.a')", [[1, "x"], { a: 2 }])).toEqual([['[1,"x"]', 2]]);
  });
});
