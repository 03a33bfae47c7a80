import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { NOWHERE } from "./place.ts";
import { scanContent } from "./scan-content.ts";
import { type ColumnScan, scanRows } from "./scan-rows.ts";

const TEXT: ColumnScan = { kind: "text", place: NOWHERE };

describe("scanContent()", () => {
  it.each([
    ["write to ann.lee@mail.example today", "write to [email] today"],
    ["card 4111 1111 1111 1111 ok", "card [payment-card] ok"],
    ["card 4111 1111 1111 1112 is none", "card 4111 1111 1111 1112 is none"],
    ["ssn 219-09-9999.", "ssn [national-id]."],
    ["IBAN DE89 3704 0044 0532 0130 00", "IBAN [iban]"],
    ["call +44 20 7946 0018 now", "call [phone] now"],
    ["from 192.168.10.7 on", "from [ip-address] on"],
    ["version 1.2.3.4.5 and 999.1.1.1", "version 1.2.3.4.5 and 999.1.1.1"],
    ["email_9f2c31d07a44be10 is a token", "email_9f2c31d07a44be10 is a token"],
    [
      "2024-01-01 10:00:00 and 550e8400-e29b-41d4-a716-446655440000",
      "2024-01-01 10:00:00 and 550e8400-e29b-41d4-a716-446655440000",
    ],
  ])("%s", (text, expected) => {
    expect(scanContent(text).text).toBe(expected);
  });

  it("is idempotent: what it left, it leaves again", () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 200 }), (text) => {
        const once = scanContent(text).text;
        expect(scanContent(once).text).toBe(once);
      }),
    );
  });

  it("goes into JSON and leaves other columns alone", () => {
    const rows = [[{ a: ["x ann@mail.example"] }, "ann@mail.example"]];
    expect(scanRows(rows, { scans: [TEXT, null] })).toEqual({
      rows: [[{ a: ["x [email]"] }, "ann@mail.example"]],
      redactions: [1, 0],
    });
  });
});
