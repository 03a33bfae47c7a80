// The power of the tests themselves: a text of the product's source is taken out at a time, and a test of the suite notices. The slow ones,
// whose tests run the built program, are tried where the report is made; elsewhere it is only asked whether their texts are still there.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { readPage } from "../docs/tracked-files.ts";
import { cutTexts } from "../support/cut-source.ts";
import { ANSWER_DEFENCES } from "./answer-defences.ts";
import { APPROVAL_DEFENCES } from "./approval-defences.ts";
import { CALL_DEFENCES } from "./call-defences.ts";
import { ACCESS_CUTS } from "./cuts/access-cuts.ts";
import { APPROVAL_CUTS } from "./cuts/approval-cuts.ts";
import { noticedBy } from "./cuts/cut-defence.ts";
import { HTTP_CUTS } from "./cuts/http-cuts.ts";
import { LEDGER_CUTS } from "./cuts/ledger-cuts.ts";
import { READING_CUTS } from "./cuts/reading-cuts.ts";
import { WIRE_CUTS } from "./cuts/wire-cuts.ts";
import { WRITING_CUTS } from "./cuts/writing-cuts.ts";
import { isReported, reportSection } from "./defence-report.ts";
import { DEFENCES } from "./defences.ts";
import { PLACE_DEFENCES } from "./place-defences.ts";
import { PRODUCT_DEFENCES } from "./product-defences.ts";
import { SCHEMA_DEFENCES } from "./schema-defences.ts";
import { WRITING_DEFENCES } from "./writing-defences.ts";

const CUTS = [
  ...READING_CUTS,
  ...WRITING_CUTS,
  ...LEDGER_CUTS,
  ...APPROVAL_CUTS,
  ...ACCESS_CUTS,
  ...HTTP_CUTS,
  ...WIRE_CUTS,
];
const isTried = (defence: (typeof CUTS)[number]) => isReported || defence.slow !== true;

/** Guarantees without a defence that could be taken away here, and why. */
const WITHOUT: Readonly<Record<string, string>> = {
  "G-LAYERS-COMPILED": "its test compiles what breaks it, and demands the error",
  "G-PERMITS-NOT-FORGED": "its test compiles what breaks it, and demands the error",
  "G-QUESTIONS-NOT-MISLED": "it is measured over all of the product: no one defence stands for it",
};

describe("a text that is taken out of the source is noticed", () => {
  it.each(CUTS.filter(isTried).map((defence) => ({ ...defence })))(
    "$guarantee: without $name",
    { timeout: 480_000 },
    async (defence) => {
      const failure = await noticedBy(defence);
      expect(failure, "no test noticed it").not.toBeNull();
      if (failure === null) return;
      const row = [defence.guarantee, defence.name, `${defence.test}: ${failure.title}`];
      reportSection("texts", {
        head: ["Guarantee", "Taken out", "Noticed by"],
        known: CUTS.map(({ guarantee, name }) => [guarantee, name]),
        rows: [row],
      });
    },
  );

  it.each(CUTS.filter((defence) => !isTried(defence)).map((defence) => ({ ...defence })))(
    "$guarantee: $name is where it was",
    ({ cuts }) => {
      for (const [module, ...cut] of cuts) {
        const path = join("src", module);
        expect(() => cutTexts(path, readFileSync(path, "utf8"), [cut])).not.toThrow();
      }
    },
  );
});

describe("each guarantee of the threat model", () => {
  const guarantees = [...readPage("docs/threat-model.md").matchAll(/^\| (G-[A-Z0-9-]+) \|/gm)].map(([, id = ""]) => id);
  const names = [
    ...Object.values(DEFENCES).flat(),
    ...PRODUCT_DEFENCES,
    ...ANSWER_DEFENCES,
    ...APPROVAL_DEFENCES,
    ...WRITING_DEFENCES,
    ...SCHEMA_DEFENCES,
    ...PLACE_DEFENCES,
    ...CALL_DEFENCES,
  ].map(({ name }) => name);
  const removed = new Set([
    ...names.flatMap((name) => /\[(G-[A-Z0-9-]+)\]$/.exec(name)?.[1] ?? []),
    ...CUTS.map(({ guarantee }) => guarantee),
  ]);

  it("has a defence that is removed, or a reason why there is none", () => {
    expect(guarantees.filter((id) => !removed.has(id) && WITHOUT[id] === undefined)).toEqual([]);
    expect(Object.keys(WITHOUT).filter((id) => removed.has(id) || !guarantees.includes(id))).toEqual([]);
  });

  it("is one that there is, and each removal is of one", () => {
    expect([...removed].filter((id) => !guarantees.includes(id))).toEqual([]);
    expect(names.filter((name) => !/\[G-[A-Z0-9-]+\]$/.test(name))).toEqual([]);
  });
});
