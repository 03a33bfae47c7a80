// What the content scan costs and what it finds, measured on columns as databases have them: docs/content-scan.md is made by this test
// (GATEHOUSE_WRITE_REPORT=1) and compared with what it would make.

import { readFileSync, writeFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { placeOf } from "../../src/core/masking/place.ts";
import { scanKindOf } from "../../src/core/masking/scan-kind.ts";
import { scanRows } from "../../src/core/masking/scan-rows.ts";
import { Draw, HARMLESS, PERSONAL, type RealisticColumn, randomFrom } from "../support/realistic-columns.ts";

const ROWS = 400;
const SEED = 20_261_130;

interface Measured {
  readonly column: RealisticColumn;
  readonly rows: number;
  readonly found: number;
}

function measure(column: RealisticColumn, seed: number): Measured {
  const draw = new Draw(randomFrom(seed));
  let found = 0;
  for (const name of column.names) {
    const rows = Array.from({ length: ROWS }, () => [column.make(draw)]);
    const scans = [{ kind: scanKindOf(column.type, "postgres"), place: placeOf([["things", name]], [name]) }];
    const scanned = scanRows(rows, { scans });
    found += scanned.rows.filter((row, index) => row !== rows[index]).length;
    for (const [index, row] of scanned.rows.entries()) expectSameShape(rows[index]?.[0], row[0]);
  }
  return { column, rows: ROWS * column.names.length, found };
}

/** What was JSON is JSON. */
function expectSameShape(before: unknown, after: unknown): void {
  expect(typeof after).toBe(typeof before);
  if (typeof before !== "string" || !/^[{[]/.test(before)) return;
  expect(() => JSON.parse(String(after))).not.toThrow();
}

const harmless = HARMLESS.map((column, place) => measure(column, SEED + place));
const personal = PERSONAL.map((column, place) => ({ ...measure(column, SEED - 1 - place), class: column.class }));
const percent = (part: number, whole: number): string =>
  `${((100 * part) / whole).toFixed(part === 0 || part === whole ? 0 : 2)} %`;
const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);

describe("the content scan", () => {
  it("is measured on more kinds of columns than forty", () => {
    expect(harmless.length).toBeGreaterThanOrEqual(60);
    expect(personal.length).toBeGreaterThanOrEqual(60);
  });

  it.each(harmless.map(({ column, rows, found }) => [column.what, column.names.join(", "), found / rows]))(
    "takes few of %s (%s) for personal data [G-SCAN-FEW-FALSE-ALARMS]",
    (_what, _names, alarms) => {
      expect(alarms).toBeLessThanOrEqual(0.005);
    },
  );

  it("takes less than one harmless value in two thousand for personal data [G-SCAN-FEW-FALSE-ALARMS]", () => {
    expect(sum(harmless.map(({ found }) => found)) / sum(harmless.map(({ rows }) => rows))).toBeLessThan(0.0005);
  });

  it.each(personal.map((one) => [one.class, one.column.what, one.found / one.rows]))(
    "finds %s: %s",
    (_class, _what, recall) => {
      expect(recall).toBeGreaterThanOrEqual(0.97);
    },
  );

  it("does what docs/content-scan.md says", () => {
    const page = "docs/content-scan.md";
    if (process.env["GATEHOUSE_WRITE_REPORT"] === "1") writeFileSync(page, report());
    expect(readFileSync(page, "utf8")).toBe(report());
  });
});

function report(): string {
  const classes = [...new Set(personal.map((one) => one.class))];
  const total = sum(harmless.map(({ rows }) => rows));
  const alarms = sum(harmless.map(({ found }) => found));
  return `# The content scan, measured

Columns that no policy classifies are scanned for what looks like personal data, as a second layer ([architecture](architecture.md)). It can only hide more, so what it costs is false alarms: an id that comes back as \`[payment-card]\` joins with nothing. This page is made by \`test/properties/content-scan.test.ts\` from seeded generators, and that test holds it to its numbers.

What is scanned: text, JSON (its strings and names, never its numbers) and types that are not known; of \`inet\`, its addresses. Numbers, times, uuids, networks, bits and shapes are not, and neither is a column that a policy classifies or declares public.

What counts as evidence: a payment card has first digits and a length that a network gives out, passes the Luhn check, and stands in the groups of a card, near a word for one, in a column or under a member of that name, or in what people write; behind "order", "tracking", "IMEI" and the like it is none. An IPv4 address with small parts, or behind the name of a program, is a version. An IBAN has its country's length and check digits. A telephone number has a plus and its country, or stands where something says so.

## False alarms

${alarms} of ${total.toLocaleString("en-US")} values (${percent(alarms, total)}), ${harmless.length} kinds of columns.

| Column | Type | Names tried | Rows | Alarms |
|---|---|---|---:|---:|
${harmless.map(({ column, rows, found }) => `| ${column.what} | \`${column.type}\` | ${column.names.map((name) => `\`${name}\``).join(", ")} | ${rows} | ${found} |`).join("\n")}

## What it finds

| Class | Kinds | Rows | Found |
|---|---:|---:|---:|
${classes
  .map((name) => {
    const own = personal.filter((one) => one.class === name);
    const rows = sum(own.map((one) => one.rows));
    return `| ${name} | ${own.length} | ${rows} | ${percent(sum(own.map(({ found }) => found)), rows)} |`;
  })
  .join("\n")}

| Class | Column | Names tried | Rows | Found |
|---|---|---|---:|---:|
${personal.map((one) => `| ${one.class} | ${one.column.what} | ${one.column.names.map((name) => `\`${name}\``).join(", ")} | ${one.rows} | ${percent(one.found, one.rows)} |`).join("\n")}

It does not find names, addresses of houses, birth dates, national ids of other countries, or a card's digits alone under a name that says nothing: classify the columns that hold them.
`;
}
