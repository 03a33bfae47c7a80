// Types and operators of extensions: as the server has them where the policy names the extension, refused with a remedy where it does not.

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { relationKey } from "../../src/core/model/relation-name.ts";
import { withNames } from "../../src/core/sql/named-extensions.ts";
import { postgresDialect } from "../../src/core/sql/postgres/dialect.ts";
import { openWritingShop, type WritingShop } from "../support/writing-shop.ts";

const SQL = `
CREATE EXTENSION citext; CREATE EXTENSION hstore; CREATE EXTENSION ltree; CREATE EXTENSION pg_trgm;
CREATE TABLE logins (id integer PRIMARY KEY, login citext, mail citext, owner citext, attrs hstore, place ltree, name text, parent integer);
INSERT INTO logins VALUES (1, 'Admin', 'Bob@x.example', 'ALICE', 'a=>1', 'top.a', 'Robert', NULL), (2, 'admin2', 'bob@x.example', 'Alice', 'b=>2', 'top.b.c', 'Roberta', 1), (3, 'bob', 'eve@x.example', 'bob', NULL, 'other', 'Eve', 1);
CREATE FUNCTION public.a_function(integer) RETURNS text LANGUAGE sql STABLE AS $$ SELECT ssn FROM customers WHERE id = $1 $$;
CREATE FUNCTION public.of_row(record) RETURNS text LANGUAGE plpgsql STABLE AS $$ BEGIN RETURN 'canary'; END $$;
CREATE FUNCTION public.lower(varchar) RETURNS text LANGUAGE sql IMMUTABLE AS $$ SELECT 'canary' $$;
CREATE FUNCTION public.added(varchar, varchar) RETURNS text LANGUAGE sql IMMUTABLE AS $$ SELECT 'canary' $$;
CREATE FUNCTION public.round(double precision, integer) RETURNS numeric LANGUAGE sql IMMUTABLE AS $$ SELECT round($1::numeric, $2) $$;
CREATE FUNCTION public.added(text, text) RETURNS text LANGUAGE sql IMMUTABLE AS $$ SELECT 'canary' $$;
CREATE OPERATOR public.+ (LEFTARG = text, RIGHTARG = text, FUNCTION = public.added);
CREATE OPERATOR public.|| (LEFTARG = varchar, RIGHTARG = varchar, FUNCTION = public.added);
`;
const RELATIONS =
  "  public.logins:\n    owners: [dora]\n    columns: { id: internal, login: internal, mail: national-id, owner: internal, attrs: internal, place: internal, name: internal, parent: internal }\n";
const GRANTS =
  "    public.logins: { insert: [id, login, owner, attrs, place, name, parent], update: [login, owner, attrs, name], delete: true }\n";

function open(extensions: string): Promise<WritingShop> {
  return openWritingShop("postgres", {
    sql: SQL,
    relations: RELATIONS + extensions,
    grants: GRANTS,
    risk: "rules: []\n",
  });
}

async function ask(shop: WritingShop, sql: string): Promise<unknown> {
  const answer = await shop.query(sql, { reason: "test" });
  if (answer.kind !== "released") return answer.kind === "refused" ? answer.refusal : answer;
  const parsed: { rows?: unknown } = JSON.parse(answer.json);
  return parsed.rows;
}

describe("where the policy names the extensions", () => {
  let shop: WritingShop;
  beforeAll(async () => {
    shop = await open("extensions: [citext, hstore, ltree, pg_trgm]\n");
  });
  afterAll(() => shop.close());

  const READS = [
    "SELECT id FROM logins WHERE login = 'ADMIN'",
    "SELECT id FROM logins WHERE login <> 'ADMIN' ORDER BY id",
    "SELECT id FROM logins WHERE login IN ('ADMIN', 'BOB') ORDER BY id",
    "SELECT id FROM logins WHERE login = ANY (ARRAY['ADMIN']::citext[])",
    "SELECT id FROM logins WHERE login LIKE 'ADM%' ORDER BY id",
    "SELECT id FROM logins WHERE login BETWEEN 'ADMIN' AND 'ADMIN2' ORDER BY id",
    "SELECT id FROM logins WHERE login IS NOT DISTINCT FROM 'ADMIN'",
    "SELECT CASE login WHEN 'ADMIN' THEN 1 ELSE 0 END FROM logins ORDER BY id",
    "SELECT nullif(login, 'ADMIN')::text FROM logins ORDER BY id",
    "SELECT owner::text, count(*)::int FROM logins GROUP BY owner ORDER BY 2, 1",
    "SELECT count(DISTINCT owner)::int FROM logins",
    "SELECT a.id, b.id FROM logins a JOIN logins b USING (owner) ORDER BY 1, 2",
    "SELECT a.id, b.id FROM logins a JOIN logins b ON a.owner = b.owner ORDER BY 1, 2",
    "SELECT id FROM logins WHERE owner IN (SELECT owner FROM logins WHERE id = 2) ORDER BY id",
    "SELECT id FROM (SELECT id, lower(owner::text)::citext AS o FROM logins) s WHERE o = 'ALICE' ORDER BY id",
    "SELECT max(login)::text, min(login)::text FROM logins",
    "SELECT replace(login, 'ADMIN', 'x')::text FROM logins ORDER BY id",
    "SELECT attrs -> 'a', attrs ? 'b', akeys(attrs) FROM logins ORDER BY id",
    "SELECT id FROM logins WHERE place <@ 'top' ORDER BY id",
    "SELECT nlevel(place), subpath(place, 0, 1)::text FROM logins ORDER BY id",
    "SELECT name % 'Robert', similarity(name, 'Robert') > 0.5 FROM logins ORDER BY id",
    "SELECT name FROM logins ORDER BY name <-> 'Roberta', id LIMIT 2",
    "SELECT 5 % 2, 'x'::citext = 'X'",
  ];
  it.each(READS)("%s [G-READ-AS-THE-SERVER]", async (sql) => {
    expect(await ask(shop, sql)).toEqual((await shop.raw(sql)).map((row) => [...row]));
  });

  it("gives equal values one token, and writes as the server writes [G-READ-AS-THE-SERVER]", async () => {
    const tokens = await ask(shop, "SELECT mail, count(*)::int FROM logins GROUP BY mail ORDER BY 2");
    expect(tokens).toMatchObject([
      [expect.anything(), 1],
      [expect.stringMatching(/^national-id_/), 2],
    ]);
    await ask(shop, "INSERT INTO logins (id, login, owner, attrs, place) VALUES (9, 'NEW', 'ann', 'k=>v', 'x.y')");
    expect(await ask(shop, "SELECT id, attrs -> 'k' FROM logins WHERE login = 'new'")).toEqual([[9, "v"]]);
    await ask(shop, "UPDATE logins SET name = 'seen' WHERE login = 'new'");
    await ask(shop, "DELETE FROM logins WHERE owner <> 'ALICE' AND id > 3");
    expect(await shop.raw("SELECT id FROM logins ORDER BY id")).toEqual([[1], [2], [3]]);
  });

  it("changes nothing about what is not an extension's [G-OWN-PATH-GATED]", async () => {
    expect(await ask(shop, "SELECT set_limit(0.1)")).toMatchObject({ code: "function-not-allowed" });
    expect(await ask(shop, "SELECT name + name FROM logins WHERE login = 'x'")).toMatchObject({
      code: "operator-not-allowed",
    });
  });
});

describe("where it does not", () => {
  let shop: WritingShop;
  beforeAll(async () => {
    shop = await open("");
  });
  afterAll(() => shop.close());

  it.each([
    "SELECT id FROM logins WHERE login = 'admin'",
    "SELECT id FROM logins WHERE login <> 'admin'",
    "SELECT id FROM logins WHERE login IN ('admin')",
    "SELECT id FROM logins WHERE login = ANY (SELECT owner FROM logins)",
    "SELECT id FROM logins WHERE login LIKE 'a%'",
    "SELECT id FROM logins WHERE coalesce(login, 'x') = 'admin'",
    "SELECT CASE login WHEN 'admin' THEN 1 END FROM logins",
    "SELECT nullif(login, 'admin') FROM logins",
    "SELECT a.id FROM logins a JOIN logins b USING (owner)",
    "SELECT id FROM (SELECT id, login AS l FROM logins) s WHERE l = 'admin'",
    "SELECT max(login) FROM logins",
    "SELECT attrs -> 'a' FROM logins",
    "SELECT 'x'::citext",
    "SELECT similarity(name, 'x') FROM logins",
    "UPDATE logins SET name = 'x' WHERE login = 'admin'",
    "DELETE FROM logins WHERE login <> 'a'",
  ])("%s is refused, and the remedy says what to do [G-READ-AS-THE-SERVER]", async (sql) => {
    expect(await ask(shop, sql)).toMatchObject({
      code: expect.stringMatching(/^(operator|function|type)-not-allowed$/),
      remedy: expect.stringMatching(/name the extension (citext|hstore|pg_trgm)/),
    });
  });

  it.each([
    "SELECT id, login::text, owner::text FROM logins WHERE id = 1",
    "SELECT count(*)::int FROM logins WHERE login IS NOT NULL",
    "SELECT count(*)::int FROM logins GROUP BY owner ORDER BY 1",
    "SELECT id FROM logins WHERE login::text = 'Admin'",
    "SELECT id FROM logins WHERE length(login) = 5 ORDER BY login",
    "SELECT upper(login::text), login || '' = 'x' FROM logins WHERE id IN (1, 2) ORDER BY id",
    "SELECT round(1.5::numeric, 0), 5 % 2, 1 + 1",
    "SELECT pg_catalog.lower('X'::varchar)",
  ])("%s passes all the same", async (sql) => {
    expect(await ask(shop, sql)).toEqual((await shop.raw(sql)).map((row) => [...row]));
  });

  it("takes the server's own for a name that something of the database's could stand in for [G-OWN-PATH-GATED]", async () => {
    expect(await ask(shop, "SELECT lower('X'::varchar), lower('Y'), 'a'::varchar || 'b'::varchar")).toEqual([
      ["x", "y", "ab"],
    ]);
    expect(await ask(shop, "SELECT lower('X'::varchar), current_schema")).toEqual([["x", "public"]]);
    expect(await ask(shop, "SELECT 'a'::varchar || 'b'::varchar, current_schema")).toMatchObject({
      code: "operator-not-allowed",
    });
    await ask(shop, "UPDATE logins SET name = lower('NAME'::varchar) WHERE id = 3");
    expect(await shop.raw("SELECT name FROM logins WHERE id = 3")).toEqual([["name"]]);
  });

  it("writes literals to their columns", async () => {
    await ask(shop, "INSERT INTO logins (id, login, attrs) VALUES (8, 'Zed', 'z=>1')");
    expect(await shop.raw("SELECT login::text, attrs -> 'z' FROM logins WHERE id = 8")).toEqual([["Zed", "1"]]);
    await ask(shop, "UPDATE logins SET login = 'zed', attrs = 'y=>2' WHERE id = 8");
    expect(await shop.raw("SELECT login::text, attrs -> 'y' FROM logins WHERE id = 8")).toEqual([["zed", "2"]]);
  });

  it.each([
    "SELECT (id).a_function FROM logins",
    "SELECT ((SELECT 1)).a_function",
    "SELECT id FROM logins l WHERE (l.id).a_function IS NOT NULL",
    "SELECT s.of_row FROM (SELECT 1 AS x) s",
    "SELECT a_function(1)",
    "SELECT id FROM logins WHERE name OPERATOR(public.+) name = 'x'",
  ])("%s calls nothing that nobody listed [G-OWN-PATH-GATED]", async (sql) => {
    const answer = await ask(shop, sql);
    expect(answer).toMatchObject({ code: expect.stringMatching(/^(operator|function)-not-allowed$/) });
    expect(JSON.stringify(answer)).not.toMatch(/canary/i);
  });
});

describe("row filters over types of extensions", () => {
  const checked = async (extensions: readonly string[], filters: readonly string[]) => {
    const database = named.opened.gatehouse.databases.get("shop");
    const catalogue = await database?.catalogue();
    const relation = catalogue?.relations.get(relationKey({ schema: "public", name: "logins" }));
    if (catalogue === undefined || relation === undefined) throw new Error("no catalogue");
    const known = withNames(catalogue, { extensions, types: [] });
    return filters.map((filter) => postgresDialect.meaningOf(filter, { relation, catalogue: known }));
  };
  let named: WritingShop;
  beforeAll(async () => {
    named = await open("extensions: [citext, hstore, ltree, pg_trgm]\n");
  });
  afterAll(() => named.close());

  const FILTERS = [
    "owner <> 'ALICE'",
    "owner = 'ALICE'",
    "owner IN ('ALICE', 'BOB')",
    "owner NOT IN ('alice')",
    "owner = ANY (ARRAY['alice', 'x']::citext[])",
    "owner = ANY (ARRAY['ALICE'])",
    "owner BETWEEN 'ALICE' AND 'ALICF'",
    "owner IS DISTINCT FROM 'ALICE'",
    "CASE owner WHEN 'ALICE' THEN true ELSE false END",
    "nullif(owner, 'ALICE') IS NULL",
    "coalesce(owner, login) = 'alice'",
    "owner LIKE 'AL%'",
    "owner ~ '^AL'",
    "owner = name",
    "owner::text = 'ALICE'",
    "name::citext = 'ROBERT'",
    "owner IN (SELECT l.owner FROM public.logins l WHERE l.id = 2)",
    "EXISTS (SELECT 1 FROM public.logins l WHERE l.owner = logins.owner AND l.id <> logins.id)",
    "(owner, id) = ('ALICE', 1)",
    "attrs -> 'a' = '1'",
    "attrs ? 'b'",
    "attrs @> 'a=>1'",
    "place <@ 'top'",
    "place ~ 'top.*'",
    "NOT place @> 'top.b.c'",
    "name % 'Robert'",
    "name <-> 'Robert' < 0.5",
    "similarity(name, 'Robert') > 0.5",
    "5 % id = 1",
  ];
  it.each(FILTERS)(
    "let through what the server would where the policy names the extension: %s [G-READ-AS-THE-SERVER]",
    async (filter) => {
      const [meaning] = await checked(["citext", "hstore", "ltree", "pg_trgm"], [filter]);
      if (meaning?.kind !== "filter-meaning") throw new Error(JSON.stringify(meaning));
      const rows = (where: string) => named.raw(`SELECT id FROM public.logins WHERE ${where} ORDER BY id`);
      const expected = await rows(filter);
      expect(await rows(meaning.text)).toEqual(expected);
      // under a path that finds nothing of the extension, too
      expect(
        await named.raw(
          `WITH p AS MATERIALIZED (SELECT set_config('search_path', 'pg_catalog', false)) SELECT id FROM public.logins, p WHERE ${meaning.text} ORDER BY id`,
        ),
      ).toEqual(expected);
    },
  );

  it("are refused where it is not named, and say both ways out", async () => {
    const found = await checked(
      [],
      ["owner <> 'ALICE'", "owner IN ('ALICE')", "attrs -> 'a' = '1'", "lower(owner::text) <> 'alice'"],
    );
    for (const meaning of found.slice(0, 3)) {
      expect(meaning).toMatchObject({
        code: "operator-not-allowed",
        remedy: expect.stringMatching(/name the extension (citext|hstore)/),
      });
    }
    expect(found[0]).toMatchObject({ remedy: expect.stringMatching(/as text/) });
    expect(found[3]).toMatchObject({ kind: "filter-meaning" });
  });

  it("are refused where it cannot be told what is compared, or which function is meant", async () => {
    const found = await checked(
      ["citext", "ltree"],
      ["place = name", "replace(owner, 'ALICE', 'x') = 'x'", "max(owner) = 'x'", "owner = added(name, name)"],
    );
    expect(found.map((meaning) => ("code" in meaning ? "refused" : meaning.kind))).toEqual([
      "refused",
      "refused",
      "refused",
      "refused",
    ]);
  });

  it("hold for reads and writes", async () => {
    const shop = await openWritingShop("postgres", {
      sql: SQL,
      relations: `${RELATIONS}extensions: [citext]\n`,
      grants: GRANTS,
      risk: "rules: []\n",
      role: (written) => written.replace("rows: { shop: {", `rows: { shop: { public.logins: "owner <> 'ALICE'",`),
    });
    try {
      expect(await ask(shop, "SELECT id FROM logins ORDER BY id")).toEqual([[3]]);
      await ask(shop, "UPDATE logins SET name = 'changed'");
      await ask(shop, "DELETE FROM logins WHERE id = 1");
      expect(await shop.raw("SELECT id, name FROM logins ORDER BY id")).toEqual([
        [1, "Robert"],
        [2, "Roberta"],
        [3, "changed"],
      ]);
    } finally {
      await shop.close();
    }
  });
});
