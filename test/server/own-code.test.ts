// Code of the database's own that no call stands for: casts, checks of domains, functions behind operators. None runs that the role's
// policy does not list, and the forms beside it pass.

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openWritingShop, type WritingShop } from "../support/writing-shop.ts";

const SQL = `
CREATE TYPE band AS ENUM ('low', 'high');
CREATE TYPE pair AS (a integer, b band);
CREATE TABLE bands (id integer PRIMARY KEY, band band, bands band[], name text, code varchar(9), pair pair, at date);
INSERT INTO bands VALUES (1, 'low', '{low,high}', 'one', 'low', '(1,low)', '2024-01-01'), (2, 'high', '{}', 'two', 'high', NULL, NULL);
CREATE TABLE seen (what text);
CREATE FUNCTION spy(integer) RETURNS band LANGUAGE plpgsql AS $$ BEGIN
  IF EXISTS (SELECT FROM public.customers WHERE ssn = '900-55-100' || $1) THEN RETURN 'high'; END IF; RETURN 'low'; END $$;
CREATE FUNCTION spy(band) RETURNS integer LANGUAGE sql AS $$ SELECT length(min(ssn)) FROM public.customers $$;
CREATE FUNCTION spy_text(integer) RETURNS text LANGUAGE sql AS $$ SELECT min(ssn) FROM public.customers $$;
CREATE FUNCTION spy_json(band) RETURNS json LANGUAGE sql AS $$ SELECT to_json(min(ssn)) FROM public.customers $$;
CREATE FUNCTION known_ssn(text) RETURNS boolean LANGUAGE sql AS $$ SELECT EXISTS (SELECT FROM public.customers WHERE ssn = $1) $$;
CREATE FUNCTION is_short(text) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$ SELECT length($1) < 9 $$;
CREATE DOMAIN a_ssn AS text CHECK (known_ssn(VALUE));
CREATE DOMAIN short AS text CHECK (is_short(VALUE));
CREATE DOMAIN small AS integer CHECK (VALUE < 100);
CREATE TYPE holder AS (name text, ssn a_ssn);
CREATE TABLE typed (id integer PRIMARY KEY, ssn a_ssn, holder holder, short short, small small);
CREATE FUNCTION same_band(band, text) RETURNS boolean LANGUAGE sql AS $$ SELECT $1::text = $2 $$;
CREATE OPERATOR public.=== (LEFTARG = band, RIGHTARG = text, FUNCTION = same_band);
CREATE FUNCTION name_of(integer) RETURNS text LANGUAGE plpgsql STABLE AS $$ BEGIN RETURN (SELECT name FROM bands WHERE id = $1); END $$;
CREATE VIEW named AS SELECT id, name_of(id) AS name FROM bands;
CREATE VIEW named_again AS SELECT name, count(*) AS n FROM named GROUP BY name;
`;
const RELATIONS = `  public.bands: { owners: [dora], columns: { id: internal, band: internal, bands: internal, name: internal, code: internal, pair: internal, at: internal } }
  public.named: { owners: [dora], columns: { id: internal, name: internal } }
  public.named_again: { owners: [dora], columns: { name: internal, n: internal } }
  public.typed: { owners: [dora], columns: { id: internal, ssn: internal, holder: internal, short: internal, small: internal } }
`;
const GRANTS = "    public.bands: { insert: all, update: all, delete: true }\n    public.typed: { insert: all }\n";

function open(casts: string, functions = ""): Promise<WritingShop> {
  return openWritingShop("postgres", {
    sql: SQL + casts,
    relations: RELATIONS,
    grants: GRANTS + functions,
    risk: "rules: []\n",
  });
}

async function ask(shop: WritingShop, sql: string): Promise<unknown> {
  const answer = await shop.query(sql, { reason: "test" });
  if (answer.kind !== "released") return answer.kind === "refused" ? answer.refusal : answer;
  const parsed: { rows?: unknown; row_count?: unknown } = JSON.parse(answer.json);
  return parsed.rows ?? parsed;
}

const REFUSED = { code: "function-not-allowed", remedy: expect.stringMatching(/under functions in the role/) };

describe("casts by functions of users'", () => {
  let shop: WritingShop;
  beforeAll(async () => {
    shop = await open(`
      CREATE CAST (integer AS band) WITH FUNCTION spy(integer);
      CREATE CAST (band AS json) WITH FUNCTION spy_json(band);`);
  });
  afterAll(() => shop.close());

  it.each([
    "SELECT id::band FROM bands",
    "SELECT 1::band",
    "SELECT CAST(id AS public.band) FROM bands",
    "SELECT (id + 1)::band FROM bands",
    "SELECT x::band FROM (SELECT id AS x FROM bands) s",
    "SELECT x::band FROM (VALUES (1)) v (x)",
    "SELECT ARRAY[id]::band[] FROM bands",
    "SELECT ROW(1, id)::pair FROM bands",
    "SELECT count(*) FROM bands WHERE 1::band = 'high'",
    "WITH w AS (SELECT id FROM bands) SELECT id::band FROM w",
    "SELECT to_json(band) FROM bands",
    "SELECT row_to_json(b) FROM bands b",
    "SELECT to_jsonb(b) FROM bands b",
    "SELECT json_agg(band) FROM bands",
    "SELECT json_build_object('a', band) FROM bands",
    "SELECT to_json(bands) FROM bands",
    "SELECT array_to_json(array_agg(band)) FROM bands",
    "SELECT band::json FROM bands",
    "INSERT INTO bands (id, band) SELECT 7, id::band FROM bands WHERE id = 1",
    "UPDATE bands SET band = id::band",
    "INSERT INTO bands (id, band) VALUES (8, 1 + 1)",
    "DELETE FROM bands WHERE id::band = 'high'",
    "UPDATE bands SET name = 'x' WHERE id = 1 RETURNING id::band",
  ])("do not run where none is listed: %s [G-READ-OWN-CODE]", async (sql) => {
    expect(await ask(shop, sql)).toMatchObject(REFUSED);
  });

  it.each([
    "SELECT 'low'::band",
    "SELECT NULL::band",
    "SELECT name::text, code::band FROM bands WHERE id = 1",
    "SELECT b.id::text, b.id::numeric FROM bands b ORDER BY b.id",
    "SELECT band::text FROM bands ORDER BY id",
    "SELECT id FROM bands WHERE band = 'low'",
    "SELECT id FROM bands WHERE band IN ('low', 'high') ORDER BY band, id",
    "SELECT coalesce(band, 'low')::text FROM bands ORDER BY id",
    "SELECT to_json(id)::text, row_to_json(s)::text FROM (SELECT id, name FROM bands) s ORDER BY id",
    "SELECT json_build_object('a', band::text)::text FROM bands ORDER BY id",
    "SELECT ('low'::text)::band::text",
    "SELECT CASE WHEN id = 1 THEN 'low'::band ELSE 'high' END::text FROM bands ORDER BY id",
  ])("pass where no value becomes one of the type by them: %s", async (sql) => {
    expect(await ask(shop, sql)).toEqual((await shop.raw(sql)).map((row) => [...row]));
  });

  it("are no way of writes either, which take what needs none", async () => {
    expect(await ask(shop, "INSERT INTO bands (id, band, name) VALUES (9, 'low', 'nine')")).not.toHaveProperty("code");
    expect(await ask(shop, "UPDATE bands SET band = 'high', name = upper(name) WHERE id = 9")).not.toHaveProperty(
      "code",
    );
    expect(
      await ask(shop, "UPDATE bands SET band = (SELECT band FROM bands b WHERE b.id = 1) WHERE id = 9"),
    ).not.toHaveProperty("code");
    expect(await shop.raw("SELECT band::text, name FROM bands WHERE id = 9")).toEqual([["low", "NINE"]]);
    expect(await ask(shop, "DELETE FROM bands WHERE id = 9")).not.toHaveProperty("code");
  });
});

describe("casts that the server puts by itself", () => {
  let shop: WritingShop;
  beforeAll(async () => {
    shop = await open(`
      CREATE CAST (integer AS band) WITH FUNCTION spy(integer) AS IMPLICIT;
      CREATE CAST (band AS integer) WITH FUNCTION spy(band) AS ASSIGNMENT;`);
  });
  afterAll(() => shop.close());

  it.each([
    "SELECT id FROM bands WHERE band = id",
    "SELECT id FROM bands WHERE band = 1",
    "SELECT id FROM bands WHERE band IN (id, 2)",
    "SELECT id FROM bands WHERE id = ANY (bands)",
    "SELECT id FROM bands WHERE band = ANY (SELECT id FROM bands)",
    "SELECT coalesce(band, id) FROM bands",
    "SELECT greatest(band, 1) FROM bands",
    "SELECT CASE WHEN id = 1 THEN band ELSE 2 END FROM bands",
    "SELECT CASE band WHEN 1 THEN 2 END FROM bands",
    "SELECT nullif(band, id) FROM bands",
    "SELECT ARRAY[band, 1] FROM bands",
    "SELECT band FROM bands UNION SELECT id FROM bands",
    "SELECT x FROM (VALUES (CASE WHEN true THEN 'low'::band ELSE 1 END)) v (x)",
    "SELECT a.id FROM bands a JOIN (SELECT id AS band FROM bands) b USING (band)",
    "SELECT array_append(bands, 1) FROM bands",
    "SELECT array_append(bands, id) FROM bands",
    "UPDATE bands SET band = id",
    "UPDATE bands SET band = id + 1 WHERE id = 1",
    "INSERT INTO bands (id, band) SELECT 7, 1",
    "INSERT INTO bands (id) SELECT band FROM bands",
    "SELECT id FROM bands LIMIT (SELECT band FROM bands LIMIT 1)",
    "SELECT bands[band] FROM bands",
    "SELECT id FROM bands OFFSET 'low'::band",
  ])("do not run where none is listed: %s [G-READ-OWN-CODE]", async (sql) => {
    expect(await ask(shop, sql)).toMatchObject(REFUSED);
  });

  it.each([
    "SELECT id FROM bands WHERE band = 'low'",
    "SELECT id FROM bands WHERE band <> 'low' AND id + 1 = 3",
    "SELECT band::text, count(*)::int FROM bands GROUP BY band ORDER BY band",
    "SELECT id, max(band)::text FROM bands GROUP BY id HAVING count(*) > 0 ORDER BY 1 LIMIT 3 OFFSET 0",
    "SELECT coalesce(id, 0), lower(name) FROM bands ORDER BY 1",
    "SELECT id FROM bands UNION SELECT 7 ORDER BY 1",
    "SELECT 'high' = ANY (bands) FROM bands ORDER BY id",
    "SELECT a.id FROM bands a JOIN bands b USING (id) WHERE a.band IS NOT NULL ORDER BY 1",
  ])("leave what has no such values alone: %s", async (sql) => {
    expect(await ask(shop, sql)).toEqual((await shop.raw(sql)).map((row) => [...row]));
  });
});

describe("casts between the server's own types", () => {
  let shop: WritingShop;
  beforeAll(async () => {
    shop = await open("CREATE CAST (integer AS text) WITH FUNCTION spy_text(integer) AS IMPLICIT;");
  });
  afterAll(() => shop.close());

  it.each([
    "SELECT id::text FROM bands",
    "SELECT lower(id) FROM bands",
    "SELECT id || 'x' FROM bands",
    "SELECT coalesce(name, id) FROM bands",
    "SELECT (SELECT max(id) FROM bands)::text",
    "INSERT INTO bands (id, name) SELECT 7, id FROM bands WHERE id = 1",
  ])("do not run where none is listed: %s [G-READ-OWN-CODE]", async (sql) => {
    const answer = await ask(shop, sql);
    expect(answer).toMatchObject({ code: "function-not-allowed" });
    expect(JSON.stringify(answer)).not.toContain("900-55");
  });

  it.each([
    "SELECT name FROM bands ORDER BY id",
    "SELECT lower(name), name || 'x' FROM bands ORDER BY 1",
    "SELECT name::varchar FROM bands ORDER BY 1",
  ])("leave texts alone: %s", async (sql) => {
    expect(await ask(shop, sql)).toEqual((await shop.raw(sql)).map((row) => [...row]));
  });
});

describe("types whose values are checked by functions of users'", () => {
  let shop: WritingShop;
  beforeAll(async () => {
    shop = await open("", "functions: [public.is_short, public.same_band]\n");
  });
  afterAll(() => shop.close());

  it.each([
    "SELECT '900-55-1001'::a_ssn",
    "SELECT NULL::a_ssn",
    "SELECT ARRAY['900-55-1001']::a_ssn[]",
    "SELECT ROW('x', '900-55-1001')::holder",
    "SELECT '(x,900-55-1001)'::holder",
    'SELECT jsonb_populate_record(NULL::holder, \'{"ssn": "900-55-1001"}\')',
    'SELECT * FROM jsonb_populate_record(NULL::typed, \'{"ssn": "900-55-1001"}\')',
    'SELECT * FROM jsonb_to_record(\'{"s": "900-55-1001"}\') AS x (s a_ssn)',
  ])("are not made where the function is not listed: %s [G-READ-OWN-CODE]", async (sql) => {
    const answer = await ask(shop, sql);
    expect(answer).toMatchObject(REFUSED);
    expect(answer).toMatchObject({ message: expect.stringContaining("public.known_ssn") });
  });

  it.each([
    "SELECT 'x'::short, 5::small",
    "SELECT 'low'::band === 'low', id FROM bands WHERE band === 'low'",
    "SELECT id, ssn, short, small FROM typed WHERE ssn IS NULL AND small < 5",
  ])("are made where it is, or where there is none: %s", async (sql) => {
    expect(await ask(shop, sql)).toEqual((await shop.raw(sql)).map((row) => [...row]));
  });

  it("are still stored", async () => {
    await ask(shop, "INSERT INTO typed (id, ssn, short, small) VALUES (1, '900-55-1001', 'x', 5)");
    expect(await shop.raw("SELECT id, ssn FROM typed")).toEqual([[1, "900-55-1001"]]);
  });
});

describe("columns that are not seen", () => {
  let shop: WritingShop;
  const HIDDEN = `CREATE EXTENSION citext;
    CREATE CAST (integer AS band) WITH FUNCTION spy(integer) AS IMPLICIT;
    CREATE CAST (band AS json) WITH FUNCTION spy_json(band);
    CREATE TABLE partly (id integer PRIMARY KEY, v text, secret_band band, secret_ci citext, masked band);
    INSERT INTO partly VALUES (1, 'x', 'low', 'A', 'low');`;
  beforeAll(async () => {
    shop = await openWritingShop("postgres", {
      sql: SQL + HIDDEN,
      relations:
        "  public.partly: { owners: [dora], columns: { id: internal, v: internal, secret_band: { level: restricted }, secret_ci: { level: restricted }, masked: { level: confidential } } }\n",
      grants: "    public.partly: { insert: [id, v], update: [v], delete: true }\n",
      risk: "rules: []\n",
    });
  });
  afterAll(() => shop.close());

  it.each([
    "SELECT id FROM partly WHERE secret_band = 1",
    "SELECT id FROM partly WHERE secret_ci = 'a'",
    "SELECT id FROM partly p WHERE p.secret_ci IN ('a', 'b')",
    "SELECT to_json(secret_band) FROM partly",
    "SELECT coalesce(secret_band, id) FROM partly",
    "SELECT secret_band FROM partly UNION SELECT 1",
    "SELECT id FROM partly p JOIN partly q USING (secret_ci)",
    "SELECT x FROM (SELECT secret_ci AS x FROM partly) s WHERE x = 'a'",
    "DELETE FROM partly WHERE secret_band = 1",
    "UPDATE partly SET v = 'y' WHERE secret_ci = 'a'",
    "UPDATE partly SET v = 'y' WHERE id = 1 RETURNING secret_ci = 'a'",
  ])("are not told from missing ones by their types: %s [G-READ-HIDDEN-DOES-NOT-EXIST]", async (sql) => {
    const words = (value: unknown) =>
      JSON.stringify(value).replaceAll(/secret_band|secret_ci|missing|"position":\d+/g, "");
    const missing = sql.replaceAll(/secret_band|secret_ci/g, "missing");
    expect(words(await ask(shop, sql))).toBe(words(await ask(shop, missing)));
  });

  it.each([
    ["SELECT row_to_json(p)::text FROM partly p", [['{"id":1,"v":"x","masked":null}']]],
    ["SELECT p.id FROM partly p NATURAL JOIN (SELECT id, v FROM partly) q", [[1]]],
    ["SELECT id, v FROM (SELECT * FROM partly) s UNION SELECT 1, 'x'", [[1, "x"]]],
  ])("stand in the way of nothing that is: %s", async (sql, rows) => {
    expect(await ask(shop, sql)).toEqual(rows);
  });

  it.each([
    "SELECT id FROM partly WHERE masked = 1",
    "SELECT coalesce(masked, 1) FROM partly",
    "SELECT to_json(masked) FROM partly",
  ])("and masked ones do not tell their types: %s [G-READ-HIDDEN-DOES-NOT-EXIST]", async (sql) => {
    expect(JSON.stringify(await ask(shop, sql))).not.toMatch(/public\.(band|spy)/);
  });
});

describe("functions that take rows of a relation", () => {
  const LABELS = `
    CREATE FUNCTION label(bands) RETURNS text LANGUAGE sql STABLE AS $$ SELECT $1.name || ' ' || $1.band $$;
    CREATE FUNCTION unlisted(bands) RETURNS text LANGUAGE sql AS $$ SELECT min(ssn) FROM public.customers $$;
    CREATE FUNCTION of_customer(customers) RETURNS text LANGUAGE sql AS $$ SELECT $1.ssn $$;`;
  let shop: WritingShop;
  beforeAll(async () => {
    shop = await open(LABELS, "functions: [public.label, public.of_customer]\n");
  });
  afterAll(() => shop.close());

  it.each([
    "SELECT label(b) FROM bands b ORDER BY b.id",
    "SELECT label(bands.*) FROM public.bands ORDER BY id",
    "SELECT b.id, b.label FROM bands b ORDER BY b.label",
    "SELECT (b).label FROM bands AS b (x, y) ORDER BY 1",
    "SELECT max(label(b)) FROM bands b LEFT JOIN typed t ON t.id = b.id",
    "SELECT row_to_json(b)::text FROM bands AS b (x, y) WHERE x = 1",
    "SELECT to_jsonb(b) - 'at' FROM bands b WHERE b.id = 2",
    "SELECT b::text FROM bands b ORDER BY b.id",
  ])("take them where the role lists them and sees the relation whole: %s", async (sql) => {
    expect(await ask(shop, sql)).toEqual((await shop.raw(sql)).map((row) => [...row]));
  });

  it.each(["SELECT unlisted(b) FROM bands b", "SELECT b.unlisted FROM bands b", "SELECT (b).unlisted FROM bands b"])(
    "are not called where it does not list them: %s [G-READ-OWN-CODE]",
    async (sql) => {
      expect(await ask(shop, sql)).toMatchObject({ code: "function-not-allowed" });
    },
  );

  it.each(["SELECT of_customer(c) FROM customers c", "SELECT c.of_customer FROM customers c"])(
    "take no row of a relation that the role sees a part of: %s [G-READ-OWN-CODE]",
    async (sql) => {
      expect(JSON.stringify(await ask(shop, sql))).not.toContain("900-55");
    },
  );
});

describe("casts of a relation's rows by functions of users'", () => {
  let shop: WritingShop;
  beforeAll(async () => {
    shop = await open(`
      CREATE FUNCTION spy_row(bands) RETURNS json LANGUAGE sql AS $$ SELECT to_json(min(ssn)) FROM public.customers $$;
      CREATE CAST (bands AS json) WITH FUNCTION spy_row(bands);`);
  });
  afterAll(() => shop.close());

  it.each(["SELECT b::json FROM bands b", "SELECT to_json(b) FROM bands b", "SELECT json_agg(b) FROM bands b"])(
    "do not run: %s [G-READ-OWN-CODE]",
    async (sql) => {
      expect(JSON.stringify(await ask(shop, sql))).not.toContain("900-55");
    },
  );
});

describe("a view that a policy lists, and that calls functions whose own names have no schema", () => {
  let shop: WritingShop;
  beforeAll(async () => {
    shop = await open("");
  });
  afterAll(() => shop.close());

  it.each([
    "SELECT * FROM named ORDER BY id",
    "SELECT n.name FROM named n JOIN bands b USING (id) ORDER BY b.id",
    "SELECT name, n::text FROM named_again ORDER BY name",
  ])("is read as the server reads it: %s", async (sql) => {
    expect(await ask(shop, sql)).toEqual((await shop.raw(sql)).map((row) => [...row]));
  });
});
