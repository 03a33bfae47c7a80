import { expect, test } from "vitest";
import { coverFrom, coverMore } from "./review-coverage.ts";
import { formatSignOff, type SignOff } from "./review-signature.ts";

const day = (count: number): string => `2026-01-${String(count).padStart(2, "0")}T00:00:00.000000Z`;
const BEGUN = day(1);
let nonces = 0;

const signed = (period: readonly [number, number], { at = 20, given = 20, assurance = 1, nonce = "" } = {}) => {
  const signOff: SignOff = {
    entry: 1,
    digest: "0".repeat(64),
    from: day(period[0]),
    to: day(period[1]),
    reviewer: "carol",
    at: day(at),
    ledger: { size: 2, root: `${"A".repeat(43)}=` },
    nonce: nonce === "" ? String(++nonces).padStart(32, "0") : nonce,
    reason: null,
  };
  return {
    v: 1 as const,
    index: 1,
    time: day(given),
    kind: "review.signed",
    correlation: "",
    server: { instance: "", version: "" },
    detail: { signed: formatSignOff(signOff), assurance },
  };
};
const until = (...entries: readonly ReturnType<typeof signed>[]) => entries.reduce(coverMore, coverFrom(BEGUN)).until;

test.each([
  ["one from the beginning", [signed([1, 5])], 5],
  ["one after the other", [signed([1, 5]), signed([5, 9])], 9],
  ["two that overlap", [signed([1, 5]), signed([3, 9])], 9],
  ["the longer one first", [signed([1, 9]), signed([1, 5])], 9],
  ["a gap", [signed([1, 5]), signed([6, 9])], 5],
  ["a day that is not the first", [signed([4, 5])], 1],
  ["a gap that is filled later: what was signed over it does not count by then", [signed([6, 9]), signed([1, 6])], 6],
  ["unsigned", [signed([1, 5], { assurance: 0 })], 1],
  ["an end after the text was written", [signed([1, 9], { at: 4 })], 4],
  ["an end after the text was given", [signed([1, 9], { at: 8, given: 3 })], 3],
  ["a text that was written long before it was given", [signed([1, 5], { at: 6, given: 20 })], 5],
] as const)("access is reviewed without a gap: %s [G-REVIEW-OVERDUE]", (_, entries, reached) => {
  expect(until(...entries)).toBe(day(reached));
});

test("a signature that is given again moves nothing, whatever came between [G-REVIEW-SIGNED]", () => {
  const first = signed([1, 5]);
  const once = coverMore(coverFrom(BEGUN), first);
  expect(coverMore(once, { ...first, time: day(28) })).toEqual(once);
  expect(until(first, signed([5, 9]), { ...first, time: day(28) })).toBe(day(9));
});

test("an entry that holds no such text moves nothing", () => {
  const entry = signed([1, 5]);
  expect(until({ ...entry, detail: { ...entry.detail, signed: `${entry.detail.signed}more` } })).toBe(BEGUN);
  expect(until({ ...entry, detail: { ...entry.detail, signed: "gatehouse-review/v1\nentry 1\n" } })).toBe(BEGUN);
});
