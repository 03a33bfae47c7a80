// Changes of the schema that try to see, keep or ask what they may not, and migrations that people and models really write, planned for a
// role that may ask for nearly all of them. What is refused here nobody is asked for; what is not makes exactly what PostgreSQL would.

import { readdir } from "node:fs/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  type ChangingShop,
  createChangingShop,
  governChangingShop,
  type ShopDatabase,
} from "../support/changing-shop.ts";
import { readCases } from "../support/corpus-shop.ts";
import { isKnown } from "../support/newer-forms.ts";

const casesOf = async (kind: string) => {
  const files = await readdir(`cases/postgres/schema/${kind}`);
  return readCases(
    `postgres/schema/${kind}`,
    files.map((name) => name.replace(".sql", "")),
  );
};
const attacks = await casesOf("attacks");
const ordinary = await casesOf("ordinary");

const TABLES =
  `customers orders order_items stores sales archive heap audited typed labels tickets counters serials sessions events assets
  ruled members select conflict tree`.split(/\s+/);
const GRANTS = `schema-changes:
  shop:
    create-in: [public]
    tables:
${[...TABLES, 'Größe "x"'].map((name) => `      'public.${name}': all`).join("\n")}
`;
/** A column that is not there yet, and that the policy says is no secret. */
const listed = (policy: string) => policy.replace("visits: internal }", "visits: internal, planned: public }");

/** Everything that PostgreSQL says of the tables of a schema, by name. */
const DUMP = `SELECT string_agg(line, E'\\n' ORDER BY line) FROM (
  SELECT concat_ws(' ', 'column', c.relname, a.attname, a.attnum, format_type(a.atttypid, a.atttypmod), a.attnotnull, a.attidentity, a.attgenerated,
    pg_get_expr(d.adbin, d.adrelid), a.attcollation::regcollation, col_description(c.oid, a.attnum)) AS line
  FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
  WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p', 'v') AND a.attnum > 0 AND NOT a.attisdropped
  UNION ALL SELECT concat_ws(' ', 'relation', c.relname, c.relkind, obj_description(c.oid)) FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace
  UNION ALL SELECT concat_ws(' ', 'constraint', conrelid::regclass, conname, convalidated, pg_get_constraintdef(oid)) FROM pg_constraint WHERE connamespace = 'public'::regnamespace
  UNION ALL SELECT concat_ws(' ', 'index', pg_get_indexdef(indexrelid)) FROM pg_index JOIN pg_class c ON c.oid = indexrelid WHERE c.relnamespace = 'public'::regnamespace
  UNION ALL SELECT concat_ws(' ', 'rows', relname, (xpath('/row/c/text()', query_to_xml(format('SELECT count(*) AS c FROM %s', oid::regclass), false, true, '')))[1]::text)
    FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')) AS lines`;

/** The schema as a statement would leave it. */
async function dumpAfter({ client }: ShopDatabase, { sql, path }: { sql: string; path: string }): Promise<string> {
  await client.query("BEGIN");
  try {
    await client.query(`SET LOCAL search_path = ${path}`);
    await client.query({ text: sql, values: [] });
    await client.query("SET LOCAL search_path = pg_catalog");
    const { rows } = await client.query<{ string_agg: string }>(DUMP);
    return rows[0]?.string_agg ?? "";
  } finally {
    await client.query("ROLLBACK");
  }
}

describe("the corpus of schema changes on postgres", () => {
  let database: ShopDatabase;
  let shop: ChangingShop;

  beforeAll(async () => {
    database = await createChangingShop();
    shop = await governChangingShop(database, undefined, { grants: GRANTS, listed });
  });
  afterAll(async () => {
    await shop.close();
    await database.close();
  });

  it("is as large as it claims to be", () => {
    expect(attacks.length).toBeGreaterThanOrEqual(240);
    expect(ordinary.length).toBeGreaterThanOrEqual(90);
  });

  it.each(attacks.map(({ file, sql }) => [file, sql]))(
    "attack by %s cannot even be asked for: %s [G-SCHEMA-TELLS-NOTHING]",
    async (_, sql) => {
      const explained = await shop.explain(sql);
      expect(explained.kind === "refused" ? "refused" : explained.plan.text).toBe("refused");
      if (explained.kind === "refused") expect(explained.refusal.code).not.toBe("internal-error");
    },
  );

  it.each(ordinary.map(({ file, sql }) => [file, sql]))(
    "%s leaves the schema that the database itself would: %s [G-SCHEMA-ORDINARY-PASSES]",
    async (_, sql) => {
      const explained = await shop.explain(sql);
      expect(explained.kind === "refused" ? explained.refusal : null).toBeNull();
      if (explained.kind === "refused" || !isKnown(sql)) return;
      const governed = await dumpAfter(database, { sql: explained.plan.text, path: "pg_catalog" });
      expect(governed).toBe(await dumpAfter(database, { sql, path: "public" }));
    },
  );
});
