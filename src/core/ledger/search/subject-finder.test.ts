import { describe, expect, it } from "vitest";
import { subjectFinder } from "./subject-finder.ts";

const sealed = (statement: string, parameters: readonly unknown[] = []) =>
  JSON.stringify({ statement, parameters: JSON.stringify(parameters) });
const names = (value: string, text: string) => subjectFinder(value)(text);

describe("a sealed detail names a subject", () => {
  it.each([
    ["bob@x.example", sealed("SELECT 1 FROM t WHERE email = 'bob@x.example'")],
    ["Bob@X.example ", sealed("SELECT 1 WHERE email = 'BOB@x.EXAMPLE'")],
    ["bob@x.example", sealed("SELECT 1 WHERE email = $1", ["bob@x.example"])],
    ["bob@x.example", sealed("SELECT 1 WHERE email = ANY ($1)", [["a@x.example", "bob@x.example"]])],
    ["O'Brien", sealed("SELECT 1 WHERE name = 'Pat O''Brien'")],
    ['say "hi"', sealed("SELECT 1 WHERE name = $1", ['say "hi"'])],
    ["4711", sealed("SELECT 1 WHERE id = $1", [4711])],
    ["4711", sealed("SELECT 1 WHERE id = 4711")],
    ["Zoë", sealed("SELECT 1 WHERE name = 'Zoe\u0308'")],
    ["bob@x.example", JSON.stringify({ before: [["1", "bob@x.example"]] })],
    ["bob", "not json, but of Bob"],
  ])("%s in %s", (value, text) => {
    expect(names(value, text)).toBe(true);
  });

  it.each([
    ["bob@x.example", sealed("SELECT 1 WHERE email = 'xbob@x.example'")],
    ["bob@x.example", sealed("SELECT 1 WHERE email = 'bob@x.examples'")],
    ["ann", sealed("SELECT annual FROM planning")],
    ["4711", sealed("SELECT 1 WHERE id = 47112")],
    ["bob", sealed("SELECT bob_1 FROM t")],
  ])("and not %s in %s", (value, text) => {
    expect(names(value, text)).toBe(false);
  });

  it("takes no value that would be everybody", () => {
    for (const value of ["", " ", "%", "''"]) expect(() => subjectFinder(value)).toThrow(RangeError);
  });
});
