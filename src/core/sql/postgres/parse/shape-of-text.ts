// A statement's text apart from its constants, found without parsing it, so that texts that differ in constants alone share a plan.
// INVARIANT: where there is a shape, each constant in it is exactly one token of PostgreSQL's scanner, of the type it names, and so is
// everything between. Two texts of one shape therefore have one parse tree, constants aside. Whatever could be read in two ways has no
// shape and is planned by itself: comments, dollar quotes, prefixed and continued strings, numerals that are not plain digits.
// Attacker-controlled. Were it ever wrong, a caller would get another statement's plan, made for that same caller: governed all the same.

import type { TextConstant, TextShape } from "../../dialect.ts";

const LONGEST = 20_000;
const MOST_CONSTANTS = 100;
const LARGEST_INT4 = 2_147_483_647;

/** One token after another, which its first character tells apart; what none of these is ends the search. Signs are kept one by one. */
const TOKENS =
  /[ \t\n\r\f]+|'(?:[^'\0]|'')*'|\d+(?:\.\d+)?|(?:"(?:[^"\0]|"")*"|\$\d+|[A-Za-z_][A-Za-z_0-9]*)(?![\w'"$])|[-+*/<>=~!@#%^&|`?()[\],;:.]/y;

const WHITE = " \t\n\r\f";
const DIGITS = "0123456789";

/** What follows a number or stands before one, and would make it a part of something longer. */
const AFTER_NUMBER = /[\w.$'"]/;

/** A text is asked about several times while it is planned. */
let last: { readonly text: string; readonly shape: TextShape | null } = { text: "", shape: null };

export function shapeOf(text: string): TextShape | null {
  if (text !== last.text) last = { text, shape: findShape(text) };
  return last.shape;
}

function findShape(text: string): TextShape | null {
  if (text.length > LONGEST || !text.isWellFormed()) return null;
  const constants: TextConstant[] = [];
  let skeleton = "";
  /** How much of the text stands in the skeleton. */
  let kept = 0;
  /** What the token before begins with, and the one before white space. */
  let [before, last] = ["", ""];
  for (let start = 0; start < text.length; start = TOKENS.lastIndex) {
    TOKENS.lastIndex = start;
    if (!TOKENS.test(text)) return null;
    const end = TOKENS.lastIndex;
    const [first, next] = [text.charAt(start), text.charAt(end)];
    const isText = first === "'";
    const isNumber = DIGITS.includes(first);
    // two strings in a row may be one, and `U&'` begins another kind of string
    if (isText && (last === "'" || before === "&" || next === "'")) return null;
    if (isNumber && (before === "." || AFTER_NUMBER.test(next))) return null;
    if (before === "&" && first === '"') return null;
    if ((before === "-" && first === "-") || (before === "/" && first === "*")) return null;
    if (isText || isNumber) {
      const source = text.slice(start, end);
      const constant = isText ? textConstant(source, start) : integer(source, start);
      if (constant !== null) {
        skeleton += text.slice(kept, start) + MARKS[constant.type];
        kept = end;
        constants.push(constant);
      }
    }
    before = first;
    if (!WHITE.includes(first)) last = first;
  }
  skeleton += text.slice(kept);
  return constants.length === 0 || constants.length > MOST_CONSTANTS ? null : { skeleton, constants };
}

/** Characters that no text with a shape holds. */
const MARKS: Readonly<Record<TextConstant["type"], string>> = { unknown: "\u0001", int4: "\u0002", int8: "\u0003" };

function textConstant(source: string, start: number): TextConstant {
  return { start, type: "unknown", source, value: source.slice(1, -1).replaceAll("''", "'") };
}

/** An integer has the smallest of two types that holds it; what is larger, or no integer, stays part of the skeleton. */
function integer(source: string, start: number): TextConstant | null {
  if (source.includes(".") || source.length > 18) return null;
  return { start, type: Number(source) > LARGEST_INT4 ? "int8" : "int4", source, value: source };
}
