// Non-interference of writes: what a caller is told of a write, and what it leaves behind for the caller to see, is the same on two
// databases that differ only in what the caller's role may not see. Of the answers everything is compared but the id of a request and
// its deadline: status, counts, effect, preview, RETURNING, refusal. What differs between the sides is told in non-interference.test.ts.
//
// A longer run: GATEHOUSE_PROPERTY_RUNS=5000 npx vitest run test/properties/writes.test.ts

import fc from "fast-check";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { importPipeline, type Told } from "../support/governed-shop.ts";
import { type Comparison, compareAnswers } from "./compare-answers.ts";
import { notReplaced, restoreDefences } from "./defences.ts";
import { WRITE_GRANTS, WRITTEN, writes } from "./generate-write.ts";
import { type KeptRows, keepRows } from "./kept-rows.ts";
import { createSides, dropSides, governTwins, type Sides, type Twins } from "./twins.ts";
import { WRITE_DEFENCES } from "./write-defences.ts";

const RUNS = Math.ceil(Number(process.env["GATEHOUSE_PROPERTY_RUNS"] ?? 1_200) / 4);
const SEED = Number(process.env["GATEHOUSE_PROPERTY_SEED"] ?? 20_261_121);

/** Most writes run; those of many rows are previewed instead. */
const RISK = `rules:
  - { id: many, when: "write.rows > 40", reason: "It changes more than 40 rows." }
approvals: { pending: 10000 }
`;

const anonymous = (told: Told): Told => ({
  ...told,
  json: told.json
    .replaceAll(/[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}/g, "ID")
    .replaceAll(/"until":"[^"]*"/g, '"until":"THEN"'),
});

function wasExecuted({ refused, json }: Told): boolean {
  return !refused && json.includes('"status":"executed"');
}

/** What both sides said of one write, and, where it ran, of what their tables then held. */
async function compareWrite(twins: Twins, sql: string): Promise<{ comparison: Comparison; a: Told; b: Told }> {
  const told = await twins.ask(sql);
  const [a, b] = [anonymous(told.a), anonymous(told.b)];
  const comparison = compareAnswers(a, b);
  if (!wasExecuted(a) && !wasExecuted(b)) return { comparison, a, b };
  for (const [table, state] of Object.entries(WRITTEN)) {
    if (!sql.includes(table)) continue;
    const seen = await twins.ask(state);
    if (seen.a.json !== seen.b.json) return { comparison: "different", ...seen };
  }
  return { comparison, a, b };
}

describe.each(["postgres", "sqlite"] as const)(
  "%s: writes on two databases that differ in what the role may not see",
  (engine) => {
    let sides: Sides;
    let kept: readonly KeptRows[];
    let twins: Twins;

    const restore = () => Promise.all(kept.map((side) => side.restore()));

    beforeAll(async () => {
      sides = await createSides(engine);
      kept = await Promise.all([sides.a, sides.b].map(({ place }) => keepRows(engine, place)));
      twins = await governTwins(sides, await importPipeline(), { grants: WRITE_GRANTS[engine], risk: RISK });
    });

    afterEach(restoreDefences);

    afterAll(async () => {
      await twins.close();
      for (const side of kept) await side.end();
      await dropSides(sides);
    });

    it(`${RUNS} generated writes are answered alike and leave alike what is seen [G-WRITE-NON-INTERFERENCE]`, {
      timeout: 60_000 + RUNS * 1_000,
    }, async () => {
      const counts: Record<Comparison, number> = { same: 0, order: 0, "other-error": 0, different: 0 };
      const different: unknown[] = [];
      let executed = 0;
      let previewed = 0;
      for (const sql of fc.sample(writes(engine), { numRuns: RUNS, seed: SEED })) {
        const { comparison, a, b } = await compareWrite(twins, sql);
        counts[comparison] += 1;
        if (wasExecuted(a)) executed += 1;
        if (a.json.includes('"approval_needed"')) previewed += 1;
        if (wasExecuted(a) || wasExecuted(b)) await restore();
        if (comparison === "different" && different.length < 3) different.push({ sql, a: a.json, b: b.json });
      }
      expect(different).toEqual([]);
      expect(counts.order / RUNS).toBeLessThan(0.03);
      expect(counts["other-error"] / RUNS).toBeLessThan(0.02);
      // a generator whose statements all fail proves nothing
      expect(executed / RUNS).toBeGreaterThan(0.25);
      expect(previewed / RUNS).toBeGreaterThan(0.03);
    });

    it.each(WRITE_DEFENCES[engine].map((defence) => ({ ...defence })))(
      "without $name they are not",
      async ({ remove, probes }) => {
        for (const sql of probes) {
          const { comparison } = await compareWrite(twins, sql);
          await restore();
          expect({ sql, comparison }).toEqual({ sql, comparison: "same" });
        }
        remove();
        const weak = await governTwins(sides, await importPipeline(), { grants: WRITE_GRANTS[engine], risk: RISK });
        expect(notReplaced()).toEqual([]);
        const found: string[] = [];
        for (const sql of probes) {
          const { comparison } = await compareWrite(weak, sql);
          await restore();
          if (comparison === "different") found.push(sql);
        }
        await weak.close();
        expect(found).not.toEqual([]);
      },
    );
  },
);
