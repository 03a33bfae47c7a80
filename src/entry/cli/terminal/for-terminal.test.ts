import fc from "fast-check";
import { expect, test } from "vitest";
import { visibleJson } from "../../../core/model/visible-text.ts";
import { forTerminal } from "./for-terminal.ts";
import { paint } from "./paint.ts";

/** What a terminal obeys or a reader does not see, in any of the notations that terminals know. */
const HOSTILE = [
  "\u001b[2J", // ESC
  "\u001b]8;;https://elsewhere.example\u0007here\u001b]8;;\u0007", // OSC 8, a link
  "\u009b31m", // CSI as one character
  "\u0090q\u009c", // DCS
  "\u202Egnp.exe", // bidirectional
  "\u2066\u2069\u061c",
  "a\u200bb\u200d\u2060\ufeff", // zero-width
  "\u2800\u3164\u00a0\u3000", // blank letters and spaces
  "one\nentry 17 allow", // a line of one's own
  "one\r\ntwo\rthree\u2028four\u2029five\u0085six\u000b\u000c",
  "\u{e0041}\u{e0001}", // tags
  "\u{f0000}\ue000\ufff9",
];
const UNSEEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Co}\p{Default_Ignorable_Code_Point}]|(?! )\p{Zs}/u;

test.each(HOSTILE)("forTerminal() writes out what commands a terminal or is not seen: %j [G-TERMINAL-DOOR]", (text) => {
  for (const color of [true, false]) expect(forTerminal(text, { color })).not.toMatch(UNSEEN);
});

test("forTerminal() leaves nothing of any text to the terminal but our own colours [G-TERMINAL-DOOR]", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), fc.constantFrom(...HOSTILE), (text, hostile) => {
      const shown = forTerminal(paint({ color: true }, "red", `${text}${hostile}`), { color: true });
      expect(shown.startsWith("\u001b[31m") && shown.endsWith("\u001b[0m")).toBe(true);
      expect(shown.slice("\u001b[31m".length, -"\u001b[0m".length)).not.toMatch(UNSEEN);
    }),
  );
});

test("colours that stand in a text are not taken for ours [G-TERMINAL-DOOR]", () => {
  const known = paint({ color: true }, "red", "x").split("x")[0] ?? "";
  expect(forTerminal("\u0000red:31\u0000hidden\u001b[8m", { color: true })).toBe(
    "‹U+0000›red:31‹U+0000›hidden‹U+001B›[8m",
  );
  expect(forTerminal(`${known}x`, { color: false })).toBe("x");
});

test("ordinary text of any language stays as it is", () => {
  const text = "Zoë → 東京, café, Ω, naïve — “quoted” 50 % ✓";
  expect(forTerminal(text, { color: false })).toBe(text);
});

test.each(HOSTILE)("visibleJson() means the same and shows all: %j [G-TERMINAL-DOOR]", (text) => {
  const json = visibleJson(JSON.stringify({ [text]: [text] }));
  expect(json).not.toMatch(UNSEEN);
  expect(JSON.parse(json)).toEqual({ [text]: [text] });
});
