// Two databases that differ in what is hidden alone answer every statement about the catalogue alike.

import { expect, it } from "vitest";
import { OVER_IDS, openCatalogueShop, overIds, RELATIONS, rowsOf, said, sayingIds } from "../support/catalogue-shop.ts";

async function answersOf(word: string): Promise<ReadonlyMap<string, string>> {
  const shop = await openCatalogueShop(word);
  try {
    const say = await sayingIds(shop);
    const relations = await rowsOf(shop, RELATIONS);
    const reads = relations.map(([schema, name]) => `SELECT * FROM ${schema}.${name}`);
    const answers = new Map<string, string>();
    for (const sql of reads) answers.set(sql, await say(sql));
    for (const sql of OVER_IDS.map(overIds)) answers.set(sql, said(await shop.query(sql)));
    return answers;
  } finally {
    await shop.close();
  }
}

it("the catalogue of two databases that differ in what is hidden is one [G-CATALOGUE-GOVERNED]", async () => {
  const alpha = await answersOf("alpha");
  const gamma = await answersOf("gamma");
  expect(alpha.size).toBeGreaterThan(200);
  const differing = [...alpha].filter(([sql, answer]) => gamma.get(sql) !== answer).map(([sql]) => sql);
  for (const sql of differing) expect(gamma.get(sql), differing.join("; ")).toBe(alpha.get(sql));
}, 240_000);
