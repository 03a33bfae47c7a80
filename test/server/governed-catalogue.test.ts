// pg_catalog and information_schema of a role that may read them: every relation is there, and shows what the role sees of the database.

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { NEVER_READ } from "../../src/core/sql/postgres/catalogue/catalogue-relations.ts";
import { OVER_IDS, openCatalogueShop, overIds, RELATIONS, rowsOf, SECRET, said } from "../support/catalogue-shop.ts";
import { type GovernedShop, openGovernedShop } from "../support/corpus-shop.ts";

describe("a governed catalogue", () => {
  let shop: GovernedShop;

  beforeAll(async () => {
    shop = await openCatalogueShop("alpha");
  }, 120_000);
  afterAll(() => shop.close());

  it("has every relation, and tells nothing that is hidden in any of them [G-CATALOGUE-GOVERNED]", async () => {
    const relations = await rowsOf(shop, RELATIONS);
    expect(relations.length).toBeGreaterThan(180);
    for (const [schema, name] of relations) {
      const sql = `SELECT * FROM ${schema}.${name}`;
      const answer = await shop.query(sql);
      if (NEVER_READ.has(String(name))) {
        expect(answer, sql).toMatchObject({ kind: "refused", refusal: { code: "catalog-not-allowed" } });
        continue;
      }
      expect(answer.kind, `${sql} ${said(answer)}`).not.toBe("refused");
      expect(said(answer), sql).not.toMatch(SECRET);
    }
  }, 120_000);

  it("shows what the role sees, and of columns the type that their masks have [G-CATALOGUE-GOVERNED]", async () => {
    const tables = "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public' ORDER BY 1";
    expect((await rowsOf(shop, tables)).flat()).toEqual([
      "contacts",
      "customers",
      "events",
      "events_2024",
      "gold_contacts",
      "order_items",
      "orders",
      "vip",
    ]);
    const columns =
      "SELECT a.attname, format_type(a.atttypid, a.atttypmod), a.attnum FROM pg_attribute a WHERE a.attrelid = 'customers'::regclass AND a.attnum > 0 ORDER BY a.attnum";
    expect(await rowsOf(shop, columns)).toEqual([
      ["id", "integer", 1],
      ["email", "text", 2],
      ["full_name", "text", 3],
      ["ssn", "text", 4],
      ["country", "text", 5],
      ["birth", "date", 6],
      ["salary", "integer", 7],
      ["notes", "text", 8],
      ["profile", "jsonb", 10],
      ["plan", "public.tier", 11],
      ["tags", "text[]", 12],
      ["email_lower", "text", 13],
    ]);
    expect(
      await rowsOf(
        shop,
        "SELECT column_name, data_type FROM information_schema.columns WHERE table_name = 'orders' ORDER BY ordinal_position LIMIT 2",
      ),
    ).toEqual([
      ["id", "integer"],
      ["customer_id", "integer"],
    ]);
    expect(
      await rowsOf(
        shop,
        "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid = 'public.orders'::regclass AND contype = 'f' ORDER BY 1",
      ),
    ).toEqual([
      ["orders_customer_email_fkey", "FOREIGN KEY (customer_email) REFERENCES public.customers(email)"],
      ["orders_customer_id_fkey", "FOREIGN KEY (customer_id) REFERENCES public.customers(id)"],
    ]);
    expect(
      await rowsOf(
        shop,
        "SELECT constraint_name, unique_constraint_name FROM information_schema.referential_constraints ORDER BY 1",
      ),
    ).toContainEqual(["orders_customer_id_fkey", "customers_pkey"]);
  });

  it("says the type of a masked column that its values have", async () => {
    const values = "SELECT * FROM customers LIMIT 1";
    const answer = await shop.query(values);
    if (answer.kind === "refused") throw new Error("refused");
    const { columns }: { columns: { name: string; type: string }[] } = JSON.parse(answer.json);
    const told = await rowsOf(
      shop,
      "SELECT attname, format_type(atttypid, NULL) FROM pg_attribute WHERE attrelid = 'customers'::regclass AND attnum > 0 ORDER BY attnum",
    );
    expect(told.map(([name, type]) => [name, String(type).replace("public.", "")])).toEqual(
      columns.map(({ name, type }) => [name, type.replace("public.", "")]),
    );
  });

  // each with something that is hidden and something that is not there
  it.each([
    ["SELECT 'NAME'::regclass", "hr.orders"],
    ["SELECT 'NAME'::regclass", "payroll"],
    ["SELECT 'NAME'::regclass", "canary_view_alpha"],
    ["SELECT 'NAME'::regtype", "hr.canary_type_alpha"],
    ["SELECT 'NAME'::regtype", "hr.orders"],
    ["SELECT 'NAME'::regnamespace", "hr"],
    ["SELECT 'NAME'::regproc", "hr.canary_function_alpha"],
    ["SELECT 'NAME'::regrole", "postgres"],
    ["SELECT pg_relation_size('NAME')", "payroll"],
    ["SELECT pg_relation_size('NAME')", "hr.orders"],
    ["SELECT has_table_privilege('NAME', 'select')", "hr.orders"],
    ["SELECT has_schema_privilege('NAME', 'usage')", "hr"],
    ["SELECT 'NAME'::text::regclass", "hr.orders"],
    ["SELECT count(*) FROM pg_class WHERE oid::regclass = 'NAME'", "hr.orders"],
    ["SELECT coalesce(1259::oid::regclass, 'NAME')", "hr.orders"],
    ["SELECT ARRAY[1259::oid::regclass, 'NAME']", "hr.orders"],
    ["SELECT 1259::oid::regclass UNION SELECT 'NAME'", "hr.orders"],
    ["SELECT 1 FROM pg_class WHERE 'NAME' IN (1259::oid::regclass)", "hr.orders"],
    ["SELECT nullif(1259::oid::regclass, 'NAME')", "hr.orders"],
    ["SELECT greatest(1259::oid::regclass, 'NAME')", "hr.orders"],
    ["SELECT CASE WHEN true THEN 1259::oid::regclass ELSE 'NAME' END", "hr.orders"],
    ["SELECT coalesce(typinput, 'NAME') FROM pg_type LIMIT 1", "hr.canary_function_alpha"],
    ["SELECT coalesce((SELECT 1259::oid::regclass), 'NAME')", "hr.orders"],
    ['SELECT x FROM json_to_record(\'{"x": "NAME"}\') AS t (x regclass)', "hr.orders"],
    ["SELECT '{NAME}'::regclass[]", "hr.orders"],
    ["SELECT '{NAME}'::regtype[]", "hr.orders"],
    ["SELECT relname FROM pg_class WHERE relname = 'NAME'", "payroll"],
    ["SELECT table_name FROM information_schema.tables WHERE table_name = 'NAME'", "payroll"],
    ["SELECT column_name FROM information_schema.columns WHERE column_name = 'NAME'", "api_key"],
    ["SELECT conname FROM pg_constraint WHERE conname = 'NAME'", "canary_alpha"],
    ["SELECT indexname FROM pg_indexes WHERE indexname = 'NAME'", "canary_partial_alpha"],
    ["SELECT rolname FROM pg_roles WHERE rolname = 'NAME'", "postgres"],
    ["SELECT nspname FROM pg_namespace WHERE nspname = 'NAME'", "hr"],
    ["SELECT proname FROM pg_proc WHERE proname = 'NAME'", "get_email"],
  ])("answers %s with %s as with what is not there [G-CATALOGUE-GOVERNED]", async (sql, there) => {
    const [answer, ...missing] = await Promise.all(
      [there, `${there.slice(0, -1)}0`, `x${there.slice(1)}`].map(async (name) =>
        said(await shop.query(sql.replaceAll("NAME", name))).replaceAll(name, "NAME"),
      ),
    );
    expect(missing).toEqual([answer, answer]);
  });

  it.each(OVER_IDS)("tells nothing that is hidden by %s of any id [G-CATALOGUE-FENCED]", async (expression) => {
    const sql = overIds(expression);
    const answer = said(await shop.query(sql));
    expect(answer).toContain('"row_count":1');
    expect(answer).not.toMatch(SECRET);
  });

  it.each([
    ["SELECT * FROM pg_stats", "catalog-not-allowed"],
    ["SELECT * FROM pg_statistic", "catalog-not-allowed"],
    ["SELECT * FROM pg_authid", "catalog-not-allowed"],
    ["SELECT ctid FROM pg_class", "construct-not-allowed"],
    ["SELECT relacl FROM pg_class WHERE relacl IS NOT NULL", null],
    ["SELECT current_setting('data_directory')", "function-not-allowed"],
    ["SELECT has_column_privilege('customers', 'api_key', 'select')", "function-not-allowed"],
    ["SELECT contact(c) FROM customers c, pg_class", "function-not-allowed"],
    ["SELECT * FROM pg_class TABLESAMPLE system (10)", "construct-not-allowed"],
    ["SELECT pg_get_viewdef('payroll'::text)", "data-error"],
    ["SELECT relname FROM pg_class WHERE relname = 'payroll' AND 1 / (length(relname::text) - 7) > 0", null],
  ])("%s: %s", async (sql, code) => {
    const answer = await shop.query(sql);
    expect(answer.kind === "refused" ? answer.refusal.code : null, said(answer)).toBe(code);
    expect(said(answer)).not.toMatch(/canary/);
    if (code === null) expect(answer).toMatchObject({ kind: "released" });
  });

  it("is refused to a role whose policy does not open it [G-CATALOGUE-GOVERNED]", async () => {
    const closed = await openGovernedShop("postgres");
    try {
      for (const sql of ["SELECT * FROM pg_class", "SELECT * FROM information_schema.tables"]) {
        expect(await closed.query(sql)).toMatchObject({ kind: "refused", refusal: { code: "catalog-not-allowed" } });
      }
      expect(await closed.query("SELECT format_type(23, NULL)")).toMatchObject({
        refusal: { code: "function-not-allowed" },
      });
      expect(await closed.query("SELECT 'orders'::regclass")).toMatchObject({ refusal: { code: "type-not-allowed" } });
    } finally {
      await closed.close();
    }
  });
});
