import { expect, test } from "vitest";
import { cellWidth, cutCell, padCell } from "./cells.ts";

test.each([
  ["name", 4],
  ["顧客名", 6],
  ["이름", 4],
  ["e\u0301", 1],
  ["ＡＢ", 4],
  ["", 0],
])("cellWidth() of %j is %i columns", (text, width) => {
  expect(cellWidth(text)).toBe(width);
});

test("padCell() fills by columns, not by letters", () => {
  expect(padCell("顧客", 6)).toBe("顧客  ");
  expect(padCell("abcd", 6)).toBe("abcd  ");
  expect(padCell("顧客名", 4)).toBe("顧客名");
});

test.each([
  ["顧客名簿", 8, "顧客名簿"],
  ["顧客名簿", 7, "顧客名…"],
  ["顧客名簿", 6, "顧客…"],
  ["customers", 6, "custo…"],
  ["customers", 9, "customers"],
])("cutCell() of %j to %i columns is %j, and never wider", (text, width, cut) => {
  expect(cutCell(text, width)).toBe(cut);
  expect(cellWidth(cutCell(text, width))).toBeLessThanOrEqual(width);
});
