import fc from "fast-check";
import { expect, test } from "vitest";
import { decodeBase64, encodeBase64 } from "./strict-base64.ts";

test("base64 is what it is everywhere, and comes back", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 70 }), (bytes) => {
      const text = Buffer.from(bytes).toString("base64");
      expect(encodeBase64(bytes)).toBe(text);
      expect(decodeBase64(text)).toEqual(bytes);
    }),
  );
});

test("a value has one spelling", () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[A-Za-z0-9+/=]{0,12}$/), (text) => {
      const bytes = decodeBase64(text);
      if (bytes !== null) expect(encodeBase64(bytes)).toBe(text);
    }),
    { numRuns: 2_000 },
  );
  for (const text of ["QQ", "QQ=", "QR==", "QUJ=", "Q===", "====", "QQ==QQ==", " QQ=", "QQ=\n", "Q_-="])
    expect(decodeBase64(text)).toBeNull();
});
