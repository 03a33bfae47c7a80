import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { TOKENS } from "./grammar/tables.ts";
import { tokenize } from "./grammar/tokenize.ts";
import { fingerprintOf, normaliseText } from "./normalise.ts";
import { scanTokens } from "./scan-tokens.ts";

const normalised = (text: string) => normaliseText(text, (name) => name === "kept" || name === 'a"b');

describe("normaliseText()", () => {
  it.each([
    ["SELECT a<=1 -- note\n||'x' FROM \"kept\"", 'SELECT a <= ? || ? FROM "kept"'],
    ['SELECT "text", [text], `text`, [kept], "a""b", \'kept\'', 'SELECT ?, … , [kept] , "a""b" , ?'],
    ["VALUES (1, 2, 'a'), (?1, :b, x'00')", "VALUES ( ?, … ) , ( ?, … )"],
    ["SELECT 1_000, 0x1F, .5, 5., 1e3 LIMIT 1, 2", "SELECT ?, … LIMIT ?, …"],
    ["SELECT $a::b -> '$.x', $v", "SELECT ? ? ? -> ?, …"],
    ["SELECT 😀abc/* x */, é FROM kept", "SELECT 😀abc , é FROM kept"],
  ])("holds no value of %s [G-LEDGER-HOLDS-NO-VALUES]", (text, expected) => {
    expect(normalised(text)).toBe(expected);
  });

  it("and the tokens that are painted are those of the grammar [G-READ-ONE-PARSER] [G-APPROVAL-SHOWN]", () => {
    const pieces = fc.constantFrom(
      ..."a|'|\"|`|[|]|--|/*|*/|\n|$|:|::|#|@|?|1|_|.|e|x|'a'|é| |\ufeff|\v|->>|<|=".split("|"),
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 12 }), (parts) => {
        const text = parts.join("");
        const read = tokenize(text);
        const painted = scanTokens(text);
        if (read.some(({ kind }) => kind === TOKENS.ILLEGAL)) {
          expect(painted).toBeNull();
          return;
        }
        expect(painted?.map((token) => token.text).join("")).toBe(text);
        const words = (painted ?? []).filter(
          (token) => token.kind !== "comment" && !(token.kind === "other" && /^[\s\ufeff]+$/.test(token.text)),
        );
        expect(words.map((token) => token.text)).toEqual(read.map(({ from, to }) => text.slice(from, to)));
      }),
      { numRuns: 3_000 },
    );
  });
});

describe("fingerprintOf()", () => {
  it("is FNV-1a of 64 bits", () => {
    const reference = (text: string) => {
      let hash = 0xcbf29ce484222325n;
      for (let at = 0; at < text.length; at++)
        hash = BigInt.asUintN(64, (hash ^ BigInt(text.charCodeAt(at))) * 0x100000001b3n);
      return hash.toString(16).padStart(16, "0");
    };
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 40 }), (text) => {
        expect(fingerprintOf(text)).toBe(reference(text));
      }),
    );
    expect(fingerprintOf("SELECT ?")).toBe(reference("SELECT ?"));
  });
});
