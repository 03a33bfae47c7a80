// Non-interference: two databases that differ only in what a role may not see give that role byte-identical answers.
//
// What differs between the sides (cases/fixtures): every value under `redact`, `null` or `hide`; under `partial`, `year` and
// `bucket` every value whose mask stays the same; the number, keys and content of the rows that a filter hides, lying between
// the visible ones; tables that nobody lists; NULLs wherever the mask does not show them. What does not: values under `token`,
// whose pseudonyms differ as the values do (a stated residual), and the order in which visible rows lie.
// Compared are results whole: column names and types, rows, counts, truncation, marks, or the refusal with code, SQLSTATE,
// message and remedy. A result in another order alone, or another error of a value first, comes of another plan, which the
// engine may choose by the volume of hidden rows (a stated residual): such are counted, and there may be few.
//
// A longer run: GATEHOUSE_PROPERTY_RUNS=50000 npx vitest run test/properties/non-interference.test.ts
// with GATEHOUSE_PROPERTY_SEED for other statements than those of the last run.

import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { importPipeline } from "../support/governed-shop.ts";
import { type Comparison, compareAnswers } from "./compare-answers.ts";
import { statements } from "./generate-statement.ts";
import { TABLES } from "./shop-columns.ts";
import { createSides, dropSides, governTwins, type Sides, type Twins } from "./twins.ts";

const RUNS = Number(process.env["GATEHOUSE_PROPERTY_RUNS"] ?? 1_000);
const SEED = Number(process.env["GATEHOUSE_PROPERTY_SEED"] ?? 20_261_121);
const AT_ONCE = 6;

describe.each(["postgres", "sqlite"] as const)(
  "%s: two databases that differ in what the role may not see",
  (engine) => {
    let sides: Sides;
    let twins: Twins;

    beforeAll(async () => {
      sides = await createSides(engine);
      twins = await governTwins(sides, await importPipeline());
    });

    afterAll(async () => {
      await twins.close();
      await dropSides(sides);
    });

    it("are described alike", async () => {
      const overview = await twins.describe();
      expect(overview.a).toEqual(overview.b);
      const detail = await twins.describe([...new Set(TABLES[engine].map(({ name }) => name))]);
      expect(detail.a.refused).toBe(false);
      expect(detail.a).toEqual(detail.b);
      expect(detail.a.json).not.toMatch(/canary|ssn|unlisted|payroll|audit_log/i);
    });

    it(`answer ${RUNS} generated statements alike [G-READ-NON-INTERFERENCE]`, {
      timeout: 30_000 + RUNS * 200,
    }, async () => {
      const counts: Record<Comparison, number> = { same: 0, order: 0, "other-error": 0, different: 0 };
      const different: unknown[] = [];
      let answered = 0;
      const queue = fc.sample(statements(engine), { numRuns: RUNS, seed: SEED });
      const work = async (): Promise<void> => {
        for (let sql = queue.pop(); sql !== undefined; sql = queue.pop()) {
          const { a, b } = await twins.ask(sql);
          const comparison = compareAnswers(a, b);
          counts[comparison] += 1;
          if (!a.refused) answered += 1;
          if (comparison === "different" && different.length < 3) different.push({ sql, a: a.json, b: b.json });
        }
      };
      await Promise.all(Array.from({ length: AT_ONCE }, work));
      expect(different).toEqual([]);
      expect(counts.different).toBe(0);
      expect(counts.order / RUNS).toBeLessThan(0.02);
      expect(counts["other-error"] / RUNS).toBeLessThan(0.005);
      // a generator whose statements all fail proves nothing
      expect(answered / RUNS).toBeGreaterThan(0.4);
    });
  },
);
