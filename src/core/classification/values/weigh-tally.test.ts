import { describe, expect, it } from "vitest";
import { UNSURE } from "../../model/data-class.ts";
import type { Finding } from "../finding.ts";
import { tallyValues } from "./tally-values.ts";
import { weighTally } from "./weigh-tally.ts";

const unsure: Finding = { holds: UNSURE, confidence: 0.3, reason: "nobody can tell" };
const inClear: Finding = { holds: "internal", confidence: 0.9, reason: "“code” in its name" };
const weigh = (named: Finding, values: readonly unknown[]) => weighTally(named, tallyValues(values));
const many = (make: (place: number) => unknown, count = 40): readonly unknown[] =>
  Array.from({ length: count }, (_, place) => make(place));

describe("weighTally()", () => {
  it("names the share and the kind, and no value", () => {
    const values = many((place) => (place < 35 ? "DE89370400440532013000" : "n/a"));
    expect(weigh(unsure, values)).toEqual({
      holds: "bank-account",
      confidence: 0.95,
      reason: "88 % of 40 sampled values are IBANs",
    });
  });

  it("leaves what it was where there are no values", () => {
    expect(weigh(unsure, [null, "", undefined, "  "])).toEqual(unsure);
    expect(weighTally(unsure, undefined)).toEqual(unsure);
  });

  it("takes few values by a check digit of one in eleven for chance", () => {
    expect(
      weigh(
        inClear,
        many(() => "111222333", 3),
      ),
    ).toEqual(inClear);
    expect(
      weigh(
        inClear,
        many(() => "111222333", 30),
      ),
    ).toMatchObject({ holds: "national-id" });
    expect(
      weigh(
        inClear,
        many((place) => 100_000_000 + place, 200),
      ),
    ).toEqual(inClear);
  });

  it("only ever raises what a column is taken for", () => {
    const secret: Finding = { holds: "secret", confidence: 0.95, reason: "“token” in its name" };
    expect(
      weigh(
        secret,
        many(() => "ann@example.com"),
      ),
    ).toEqual(secret);
    const phone: Finding = { holds: "phone", confidence: 0.75, reason: "“number” in its name" };
    expect(
      weigh(
        phone,
        many(() => "4111111111111111"),
      ),
    ).toMatchObject({ holds: "payment-card" });
    expect(
      weigh(
        phone,
        many(() => "plain"),
      ),
    ).toEqual(phone);
  });

  it("masks a column of which a few values are somebody's", () => {
    const few = many((place) => (place < 4 ? "ann@example.com" : "A-17"));
    expect(weigh(inClear, few)).toMatchObject({
      holds: UNSURE,
      reason: "10 % of 40 sampled values are e-mail addresses",
    });
    const prose = many((place) =>
      place < 3 ? "please write to ann@example.com about it" : "made of steel and oak in two colours",
    );
    expect(weigh(inClear, prose)).toMatchObject({ holds: "free-text" });
  });

  it("does not go by a shape against a name that says what it is", () => {
    expect(
      weigh(
        inClear,
        many(() => "Anna Müller"),
      ),
    ).toEqual(inClear);
    expect(
      weigh(
        unsure,
        many(() => "Anna Müller"),
      ),
    ).toMatchObject({ holds: "person-name" });
  });

  it("looks into JSON by path, and repeats no key of it", () => {
    const values = many((place) => JSON.stringify({ [`canary-${place}@x.example`]: { contact: { email: "x" } } }));
    const found = weigh(unsure, values);
    expect(found).toMatchObject({ holds: "email", reason: "JSON with “email” in 100 % of 40 sampled values" });
    const nested = many(() => JSON.stringify({ who: [{ iban: "DE89370400440532013000" }, { note: "called back" }] }));
    expect(weigh(unsure, nested)).toMatchObject({ holds: "bank-account" });
    expect(
      weigh(
        inClear,
        many(() => '{"theme":"dark","size":3}'),
      ),
    ).toEqual(inClear);
    expect(
      weigh(
        unsure,
        many(() => `${"[".repeat(900)}${"]".repeat(900)}`),
      ),
    ).toEqual(unsure);
  });
});
