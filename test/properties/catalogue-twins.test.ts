// Two databases that differ in what is hidden alone answer every statement about the catalogue alike.

import { expect, it } from "vitest";
import { OVER_IDS, openCatalogueShop, overIds, RELATIONS, rowsOf, sayingIds } from "../support/catalogue-shop.ts";

async function answersOf(word: string): Promise<ReadonlyMap<string, string>> {
  const shop = await openCatalogueShop(word);
  try {
    const say = await sayingIds(shop);
    const relations = await rowsOf(shop, RELATIONS);
    const reads = relations.map(([schema, name]) => `SELECT * FROM ${schema}.${name}`);
    const answers = new Map<string, string>();
    for (const sql of [...reads, ...OVER_IDS.map(overIds)]) answers.set(sql, await say(sql));
    return answers;
  } finally {
    await shop.close();
  }
}

it("the catalogue of two databases that differ in what is hidden is one [G-CATALOGUE-GOVERNED]", async () => {
  const alpha = await answersOf("alpha");
  const gamma = await answersOf("gamma");
  expect(alpha.size).toBeGreaterThan(200);
  for (const [sql, answer] of alpha) expect(gamma.get(sql), sql).toBe(answer);
}, 240_000);
