// Images of rows as texts: whatever a column holds, of whatever storage class, the inverse statement gives it back.

import Database from "better-sqlite3";
import fc from "fast-check";
import { expect, it } from "vitest";
import type { Catalogue } from "../../../core/model/catalogue.ts";
import { Allow } from "../../../core/model/decision.ts";
import { relationKey } from "../../../core/model/relation-name.ts";
import { sqliteDialect } from "../../../core/sql/sqlite/dialect.ts";
import { readCatalogue } from "../read-catalogue.ts";
import { makeCatalogue } from "../sqlite-catalogue.ts";
import { registerLiteral } from "./value-literal.ts";

const values = fc.oneof(
  fc.constant(null),
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
  fc.double({ noNaN: true }),
  fc.string({ unit: "binary" }),
  fc.stringMatching(/^[-'"\\\d.eE\0]*$/),
  fc.uint8Array().map((bytes) => Buffer.from(bytes)),
);

function open(encoding: string): { file: Database.Database; catalogue: Catalogue } {
  const file = new Database(":memory:");
  file.pragma(`encoding = '${encoding}'`);
  file.exec("CREATE TABLE t (id INTEGER PRIMARY KEY, a, b TEXT)");
  file.defaultSafeIntegers(true);
  registerLiteral(file);
  return { file, catalogue: makeCatalogue(readCatalogue(file)) };
}

function imagesText(catalogue: Catalogue): string {
  const [relation] = [...catalogue.relations.values()];
  const parsed = sqliteDialect.parse("DELETE FROM t");
  if (relation === undefined || parsed.kind === "refusal") throw new Error("no table");
  const columns = relation.columns.map((column) => {
    return { column, class: null, level: "internal" as const, treatment: { kind: "clear" as const } };
  });
  const governed = { relation: relation.name, columns, rowFilter: null, placement: "base" as const };
  const allow = Allow.decided("test", {
    governance: new Map([[relationKey(relation.name), governed]]),
    limits: { rows: 1, bytes: 1, milliseconds: 1 },
  });
  const plan = parsed.analyse(catalogue, { functions: new Set() }).rewriteWrite(allow);
  const before = "code" in plan || plan.parts.engine !== "sqlite" ? null : plan.parts.steps[0]?.before;
  if (typeof before !== "string") throw new Error("no plan");
  return before;
}

it.each(["UTF-8", "UTF-16le"])("every value comes back as it was, in a file of %s", (encoding) => {
  const { file, catalogue } = open(encoding);
  const before = imagesText(catalogue);
  const [relation] = [...catalogue.relations.values()];
  file.exec(`CREATE TEMP TABLE gatehouse_rows (gatehouse_key_1)`);
  const dump = file
    .prepare("SELECT id, typeof(a), hex(a), quote(a), typeof(b), hex(b), quote(b) FROM t ORDER BY id")
    .raw(true);
  fc.assert(
    fc.property(fc.array(fc.tuple(values, values, fc.boolean()), { minLength: 1, maxLength: 5 }), (rows) => {
      file.exec("DELETE FROM t; DELETE FROM temp.gatehouse_rows");
      const insert = file.prepare("INSERT INTO t (a, b) VALUES (?, ?)");
      const torn = file.prepare("INSERT INTO t (a, b) VALUES (CAST(? AS TEXT), ?)"); // bytes that are no text
      for (const [a, b, odd] of rows) (odd && Buffer.isBuffer(a) ? torn : insert).run(a, b);
      file.exec("INSERT INTO temp.gatehouse_rows SELECT id FROM t ORDER BY id");
      const held = dump.all();
      const images = file.prepare<[], (string | null)[]>(before).raw(true).all();
      file.exec("DELETE FROM t");
      if (relation === undefined) throw new Error("no table");
      const stored = {
        relation: relation.name,
        verb: "delete" as const,
        layout: ["id", "a", "b"],
        key: ["id"],
        before: images,
        after: [],
      };
      const inverse = sqliteDialect.inverse([{ images: stored, relation }]);
      if ("code" in inverse) throw new Error(inverse.message);
      file.prepare(inverse.sql).run({ 1: inverse.parameters[0] });
      expect(dump.all()).toEqual(held);
    }),
    { numRuns: 300 },
  );
});
