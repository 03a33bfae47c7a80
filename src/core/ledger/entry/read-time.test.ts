import { expect, test } from "vitest";
import { readTime } from "./read-time.ts";

const NOW = "2026-11-30T12:34:56.789012Z";

test.each([
  ["2026-11-21", "2026-11-21T00:00:00.000000Z"],
  ["2026-11-21T08:00", "2026-11-21T08:00:00.000000Z"],
  ["2026-11-21 08:00:00", "2026-11-21T08:00:00.000000Z"],
  ["2026-11-21T08:00:00.5+01:00", "2026-11-21T07:00:00.500000Z"],
  ["24h", "2026-11-29T12:34:56.789000Z"],
  ["7d", "2026-11-23T12:34:56.789000Z"],
  ["90m", "2026-11-30T11:04:56.789000Z"],
  ["2w", "2026-11-16T12:34:56.789000Z"],
  ["30s", "2026-11-30T12:34:26.789000Z"],
  ["today", "2026-11-30T00:00:00.000000Z"],
  ["yesterday", "2026-11-29T00:00:00.000000Z"],
  ["now", NOW],
])("readTime() takes %j", (written, time) => {
  expect(readTime(written, NOW)).toBe(time);
});

test.each([
  "",
  "soon",
  "2026-02-30",
  "2026-13-01",
  "7",
  "d",
  "-7d",
  "7 d",
  "1.5h",
  "7y",
  "tomorrow",
  "9999999d",
  "2026-11-21T25:00",
])("readTime() takes no %j", (written) => {
  expect(readTime(written, NOW)).toBeNull();
});

test("spans are for people at a terminal alone", () => {
  expect(readTime("7d", null)).toBeNull();
  expect(readTime("yesterday", null)).toBeNull();
});
