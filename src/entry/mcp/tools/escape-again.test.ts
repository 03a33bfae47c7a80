import fc from "fast-check";
import { expect, test } from "vitest";
import { escapeAgain } from "./escape-again.ts";

test("JSON inside a string of JSON is what JSON.stringify makes of it", () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const json = JSON.stringify(value);
      expect(`"${Buffer.from(escapeAgain(Buffer.from(json))).toString("utf8")}"`).toBe(JSON.stringify(json));
    }),
  );
});
