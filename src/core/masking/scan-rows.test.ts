import { describe, expect, test } from "vitest";
import { NOWHERE } from "./place.ts";
import { type ColumnScan, scanRows } from "./scan-rows.ts";

const TEXT: ColumnScan = { kind: "text", place: NOWHERE };

describe("scanRows()", () => {
  test("replaces what it finds in the columns that are scanned, in values and in keys, and counts it", () => {
    const rows = [
      ["a@b.example", "a@b.example", { "c@d.example": 1 }],
      ["plain", 5, { list: ["e@f.example", { "g@h.example": "i@j.example" }] }],
      [null, true, {}],
    ];
    expect(scanRows(rows, { scans: [TEXT, null, TEXT] })).toEqual({
      rows: [
        ["[email]", "a@b.example", { "[email]": 1 }],
        ["plain", 5, { list: ["[email]", { "[email]": "[email]" }] }],
        [null, true, {}],
      ],
      redactions: [1, 0, 4],
    });
  });

  test("gives the rows back as they are where nothing is found", () => {
    const rows = [["plain", { key: ["value"] }]];
    expect(scanRows(rows, { scans: [TEXT, TEXT] }).rows).toBe(rows);
    expect(scanRows(rows, { scans: [null, null] }).rows).toBe(rows);
  });
});
