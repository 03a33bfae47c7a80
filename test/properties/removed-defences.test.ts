// The power of the proofs: with one defence removed at a time, a statement gives it away; with all in place, none does.
// What each removal was caught by is printed, and written to docs/removed-defences.md (defence-report.ts).

import fc from "fast-check";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { importPipeline, type Told } from "../support/governed-shop.ts";
import { ANSWER_DEFENCES } from "./answer-defences.ts";
import { APPROVAL_DEFENCES } from "./approval-defences.ts";
import { CALL_DEFENCES } from "./call-defences.ts";
import { compareAnswers } from "./compare-answers.ts";
import { reportSection } from "./defence-report.ts";
import { DEFENCES, notReplaced, restoreDefences } from "./defences.ts";
import { statements } from "./generate-statement.ts";
import { PLACE_DEFENCES } from "./place-defences.ts";
import { PRODUCT_DEFENCES } from "./product-defences.ts";
import { SCHEMA_DEFENCES } from "./schema-defences.ts";
import { createSides, dropSides, governTwins, type Sides, type Twins } from "./twins.ts";
import { WRITING_DEFENCES } from "./writing-defences.ts";

const ENGINES = ["postgres", "sqlite"] as const;
const PRODUCT = [
  ...PRODUCT_DEFENCES,
  ...ANSWER_DEFENCES,
  ...APPROVAL_DEFENCES,
  ...WRITING_DEFENCES,
  ...SCHEMA_DEFENCES,
  ...PLACE_DEFENCES,
  ...CALL_DEFENCES,
];

/** Generated statements that are tried beside the probes. */
const GENERATED = 25;
const caught: { engine: string; defence: string; by: string; how: string }[] = [];

/** Marks of values that no answer may hold, and names that no result may bring. */
const MARKS = /canary|743198|854209|ssn|unlisted/gi;

/** How a statement gives a leak away; null when it does not. What the caller wrote itself is no leak. */
function leakOf({ a, b }: { a: Told; b: Told }, sql: string): string | null {
  const written = sql.toLowerCase();
  const marks = [a, b].flatMap(({ refused, json }) => (refused ? messageOf(json) : json).match(MARKS) ?? []);
  if (marks.some((mark) => !written.includes(mark.toLowerCase()))) return "a protected value in the answer";
  return compareAnswers(a, b) === "different" ? "the two sides answer differently" : null;
}

function messageOf(json: string): string {
  const { message }: { message: string } = JSON.parse(json);
  return message;
}

async function firstLeak(twins: Twins, queries: readonly string[]): Promise<{ by: string; how: string } | null> {
  for (const sql of queries) {
    const how = leakOf(await twins.ask(sql), sql);
    if (how !== null) return { by: sql, how };
  }
  return null;
}

describe.each(ENGINES)("%s: a removed defence is noticed", (engine) => {
  let sides: Sides;
  const generated = fc.sample(statements(engine), { numRuns: 400, seed: 11 }).filter((sql) => sql.length < 600);

  beforeAll(async () => {
    sides = await createSides(engine);
  });

  afterAll(() => dropSides(sides));

  afterEach(restoreDefences);

  it("with all defences in place nothing is noticed", async () => {
    restoreDefences();
    const twins = await governTwins(sides, await importPipeline());
    const probes = DEFENCES[engine].flatMap((defence) => defence.probes);
    expect(await firstLeak(twins, [...probes, ...generated.slice(0, GENERATED)])).toBeNull();
    await twins.close();
  });

  it.each(DEFENCES[engine].map((defence) => ({ ...defence })))("without $name", async ({ name, remove, probes }) => {
    restoreDefences();
    remove();
    const twins = await governTwins(sides, await importPipeline());
    expect(notReplaced()).toEqual([]);
    const found = await firstLeak(twins, probes);
    const random = await firstLeak(twins, generated.slice(0, GENERATED));
    await twins.close();
    expect(found, "no probe noticed it").not.toBeNull();
    if (found === null) return;
    const by = random === null ? "probe" : "probe and generated statements";
    caught.push({ engine, defence: name, by: `${by}: ${found.by}`, how: found.how });
  });
});

describe("the product: a removed defence is noticed", () => {
  afterEach(restoreDefences);

  it.each(PRODUCT.map((defence) => ({ ...defence })))(
    "$area: without $name",
    async ({ area, name, remove, notices }) => {
      restoreDefences();
      expect(await notices(), "noticed with all in place").toBeNull();
      restoreDefences();
      remove();
      const how = await notices();
      expect(notReplaced()).toEqual([]);
      expect(how, "no probe noticed it").not.toBeNull();
      if (how !== null) caught.push({ engine: area, defence: name, by: "probe", how });
    },
  );
});

afterAll(() => {
  reportSection("modules", {
    head: ["Engine or area", "Removed", "Noticed as", "By"],
    known: [
      ...ENGINES.flatMap((engine) => DEFENCES[engine].map(({ name }) => [engine, name])),
      ...PRODUCT.map(({ area, name }) => [area, name]),
    ],
    rows: caught.map(({ engine, defence, by, how }) => [engine, defence, how, by]),
  });
});
