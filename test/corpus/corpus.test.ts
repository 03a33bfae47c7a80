// Statements that try to see what they may not, and statements that people and models really write, through the whole gate on real
// databases. No canary in any answer, refusal, log line or ledger byte; nothing changed; nothing ordinary refused.

import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { CANARY } from "../support/canary.ts";
import { fingerprintDatabase } from "../support/corpus-fingerprint.ts";
import { type GovernedShop, openGovernedShop, readCases } from "../support/corpus-shop.ts";
import { isKnown } from "../support/newer-forms.ts";

const ENGINES = ["postgres", "sqlite"] as const;

for (const engine of ENGINES) {
  const attackFiles = (await readdir(`cases/${engine}/attacks`)).map((name) => name.replace(".sql", ""));
  const ordinaryFiles = (await readdir(`cases/${engine}/ordinary`)).map((name) => name.replace(".sql", ""));
  const attacks = await readCases(`${engine}/attacks`, attackFiles);
  const ordinary = await readCases(`${engine}/ordinary`, ordinaryFiles);

  describe(`the corpus on ${engine}`, () => {
    let shop: GovernedShop;
    let before: string;

    beforeAll(async () => {
      shop = await openGovernedShop(engine);
      before = await fingerprintDatabase(shop);
    });

    afterAll(() => shop.close());

    it("is as large as it claims to be", () => {
      expect(attacks.length).toBeGreaterThanOrEqual(engine === "postgres" ? 200 : 80);
      expect(ordinary.length).toBeGreaterThanOrEqual(engine === "postgres" ? 150 : 80);
    });

    it.each(attacks.map(({ file, sql }) => [file, sql]))(
      "attack by %s shows no protected value: %s [G-READ-ALLOW-LIST] [G-READ-NAMES-AS-THE-SERVER]",
      async (_, sql) => {
        const answer = await shop.query(sql);
        const text = answer.kind === "released" ? answer.json : JSON.stringify(answer.refusal);
        expect(text).not.toMatch(CANARY);
        if (answer.kind === "refused") expect(answer.refusal.code).not.toBe("internal-error");
        expect(answer.receipt).not.toBeNull();
      },
    );

    it.each(ordinary.filter(({ sql }) => isKnown(sql)).map(({ file, sql }) => [file, sql]))(
      "%s runs as written: %s [G-ORDINARY-SQL-PASSES]",
      async (_, sql) => {
        const answer = await shop.query(sql);
        expect(answer.kind === "refused" ? answer.refusal : null).toBeNull();
        expect(answer.kind === "released" ? answer.json : "").not.toMatch(CANARY);
      },
    );

    it("left the database as it was [G-READ-ONLY-SESSION]", async () => {
      expect(await fingerprintDatabase(shop)).toBe(before);
    });

    it("left no protected value in the ledger's bytes or the log [G-LEDGER-HOLDS-NO-VALUES] [G-NOTHING-PRINTED]", async () => {
      for (const name of await readdir(join(shop.folder, ".gatehouse"))) {
        if (!name.startsWith("ledger.db")) continue;
        const bytes = await readFile(join(shop.folder, ".gatehouse", name), "latin1");
        expect(/canary|900-55-/i.exec(bytes)?.[0]).toBeUndefined();
      }
      expect(shop.log.join("\n")).not.toMatch(CANARY);
    });
  });
}
