// How well columns are classified, by names and types alone and with samples, measured on columns whose class was set by hand: docs/classification.md is made
// by this test (GATEHOUSE_WRITE_REPORT=1), and held to by it.

import { readFileSync, writeFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { describeClassification } from "../support/classification-page.ts";
import { type Judged, judge, measure, readCorpora } from "../support/labelled-columns.ts";

const judged = judge(readCorpora());
const sampled = judge(readCorpora(), { sampled: true });
const madeUp = (one: Judged): boolean => one.corpus === "made-up" || one.corpus === "languages";
const page = "docs/classification.md";

describe("classification by names and types alone", () => {
  it("has the columns that it says", () => {
    expect(judged.filter(madeUp).length).toBeGreaterThanOrEqual(550);
    expect(new Set(judged.filter((one) => !madeUp(one)).map(({ corpus }) => corpus)).size).toBeGreaterThanOrEqual(8);
    expect(judged.filter((one) => one.heldBack).length).toBeGreaterThanOrEqual(1_000);
  });

  it.each([
    ["all columns", () => true, 0.95, 0.9],
    ["what the rules were made by", (one: Judged) => !one.heldBack, 0.95, 0.9],
    ["what was held back", (one: Judged) => one.heldBack, 0.95, 0.9],
    ["made-up columns that were held back", (one: Judged) => one.heldBack && madeUp(one), 0.95, 0.9],
  ] as const)("finds what is personal, and little else: %s", (_, some, recall, precision) => {
    const measured = measure(judged.filter(some));
    expect(measured.recall, JSON.stringify(measured)).toBeGreaterThanOrEqual(recall);
    expect(measured.precision, JSON.stringify(measured)).toBeGreaterThanOrEqual(precision);
  });

  it.each([
    ["all columns", () => true, 0.98],
    ["what was held back", (one: Judged) => one.heldBack, 0.98],
  ] as const)("finds more with samples of values: %s", (_, some, recall) => {
    const measured = measure(sampled.filter(some));
    expect(measured.recall, JSON.stringify(measured)).toBeGreaterThanOrEqual(recall);
    expect(measured.precision, JSON.stringify(measured)).toBeGreaterThanOrEqual(0.9);
    expect(measured.overMasked, JSON.stringify(measured)).toBeLessThanOrEqual(0.1);
  });

  it("[G-CLASSIFY-UNSURE-MASKED] masks what it cannot tell, and leaves nine in ten of the others in the clear", () => {
    const measured = measure(judged);
    expect(measured.masked, JSON.stringify(measured)).toBeGreaterThanOrEqual(0.98);
    expect(measured.overMasked, JSON.stringify(measured)).toBeLessThanOrEqual(0.1);
  });

  it("does what docs/classification.md says", () => {
    if (process.env["GATEHOUSE_WRITE_REPORT"] === "1") writeFileSync(page, describeClassification(judged, sampled));
    expect(readFileSync(page, "utf8")).toBe(describeClassification(judged, sampled));
  });
});
