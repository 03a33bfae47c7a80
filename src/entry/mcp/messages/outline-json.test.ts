import fc from "fast-check";
import { expect, test } from "vitest";
import { outlineJson } from "./outline-json.ts";

const outline = (text: string) => outlineJson(Buffer.from(text));

function measure(value: unknown): { values: number; deepest: number } {
  if (typeof value !== "object" || value === null) return { values: 1, deepest: 0 };
  const members = Object.values(value).map(measure);
  const names = Array.isArray(value) ? 0 : members.length;
  return {
    values: members.reduce((sum, member) => sum + member.values, 0) + names + (members.length === 0 ? 1 : 0),
    deepest: 1 + Math.max(0, ...members.map(({ deepest }) => deepest)),
  };
}

test("what JSON holds is counted without parsing it", () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.boolean(), (value, spaced) => {
      const { values, deepest } = outline(JSON.stringify(value, null, spaced ? 1 : 0));
      expect({ values, deepest }).toEqual(measure(value));
    }),
  );
});

test("the id and the method of a message are found, wherever they stand, and not those within", () => {
  const text = (id: unknown) =>
    JSON.stringify({ params: { id: 7, method: "inner", sql: 'a "quote\\' }, id, jsonrpc: "2.0", method: "tools/call" });
  fc.assert(
    fc.property(fc.oneof(fc.integer(), fc.string({ maxLength: 20 })), (id) => {
      expect(outline(text(id))).toMatchObject({ id: JSON.stringify(id), methods: ['"tools/call"'] });
    }),
  );
  expect(outline(`{"method":"x","a":[{"id":1}]}`)).toMatchObject({ id: null, methods: ['"x"'] });
});

test("they are found however they are written: escaped, spaced, repeated, in a list, cut off", () => {
  const escaped = String.raw`{"\u006dethod" : ${" ".repeat(400)}"tools\/call","i\u0064":1}`;
  expect(outline(escaped)).toMatchObject({ id: "1", methods: [String.raw`"tools\/call"`] });
  expect(outline('{"method":"a","method":"b"}').methods).toEqual(['"b"']);
  expect(outline('{"method":"a","id":"' + "x".repeat(400) + '"}')).toMatchObject({ id: null, methods: ['"a"'] });
  expect(outline('[{"method":"a","id":1},{"id":2,"params":{"method":"x"}},{"method":"b"}]')).toMatchObject({
    id: null,
    methods: ['"a"', null, '"b"'],
  });
  expect(outline('{"id":7,"method":"a","params":{"sql":"SELECT').methods).toEqual(['"a"']);
  expect(outline('{"params":{"sql":"SELECT').methods).toEqual([null]);
});

test("what is no JSON is counted, too, and nothing breaks", () => {
  for (const text of ["", '"', '{"a', "]]]]", ":::,", '{"id":', '\\"\\'])
    expect(outline(text).values).toBeGreaterThan(0);
});
