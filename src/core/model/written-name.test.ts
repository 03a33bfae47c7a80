import { describe, expect, it } from "vitest";
import { didYouMean, partsOfName, writtenName, writtenRelation } from "./written-name.ts";

describe("writtenName()", () => {
  it.each([
    ["orgId", "postgres", '"orgId"'],
    ["org_id", "postgres", "org_id"],
    ["user", "postgres", '"user"'],
    ["order", "postgres", '"order"'],
    ["key", "postgres", "key"],
    ["full name", "postgres", '"full name"'],
    ['a"b', "postgres", '"a""b"'],
    ["größe", "postgres", '"größe"'],
    ["2fa", "postgres", '"2fa"'],
    ["orgId", "sqlite", "orgId"],
    ["order", "sqlite", '"order"'],
    ["Group", "sqlite", '"Group"'],
    ["user", "sqlite", "user"],
    ["e-mail", "sqlite", '"e-mail"'],
  ] as const)("writes %s of %s as %s", (name, engine, expected) => {
    expect(writtenName(name, engine)).toBe(expected);
  });

  it("writes each part of a relation", () => {
    expect(writtenRelation({ schema: "public", name: "Film" }, "postgres")).toBe('public."Film"');
  });
});

describe("partsOfName()", () => {
  it.each([
    ["film", [{ text: "film", quoted: false }]],
    [
      'public."Film.2"',
      [
        { text: "public", quoted: false },
        { text: "Film.2", quoted: true },
      ],
    ],
    ['"a""b"', [{ text: 'a"b', quoted: true }]],
    ['"a', null],
    ["", null],
  ])("reads %s", (written, expected) => {
    expect(partsOfName(written)).toEqual(expected);
  });
});

describe("didYouMean()", () => {
  it("never repeats what was written", () => {
    expect(didYouMean(["id"], "id")).toBeNull();
    expect(didYouMean(['"orgId"'], "orgid")).toBe('Did you mean "orgId"?');
  });
});
