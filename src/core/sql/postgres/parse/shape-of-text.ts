// A statement's text apart from its constants, found without parsing it, so that texts that differ in constants alone share a plan.
// INVARIANT: where there is a shape, each constant in it is exactly one token of PostgreSQL's scanner, of the type it names, and so is
// everything between. Two texts of one shape therefore have one parse tree, constants aside. Whatever could be read in two ways has no
// shape and is planned by itself: comments, dollar quotes, prefixed and continued strings, numerals that are not plain digits.
// Attacker-controlled. Were it ever wrong, a caller would get another statement's plan, made for that same caller: governed all the same.

import type { TextConstant, TextShape } from "../../dialect.ts";

const LONGEST = 20_000;
const MOST_CONSTANTS = 100;
const LARGEST_INT4 = 2_147_483_647;

/** One token after another; what none of these is ends the search. Signs are kept as they stand, one by one. */
const TOKENS =
  /([ \t\n\r\f]+)|'((?:[^'\0]|'')*)'|(\d+(?:\.\d+)?)|((?:"(?:[^"\0]|"")*"|\$\d+|[A-Za-z_][A-Za-z_0-9]*)(?![\w'"$]))|([-+*/<>=~!@#%^&|`?()[\],;:.])/y;

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
  /** The text of the token before, and of the one before white space. */
  let [before, last] = ["", ""];
  for (let start = 0; start < text.length; start = TOKENS.lastIndex) {
    TOKENS.lastIndex = start;
    const match = TOKENS.exec(text);
    if (match === null) return null;
    const [token, space, string, number] = match;
    const next = text.charAt(TOKENS.lastIndex);
    if (string !== undefined) {
      // two strings in a row may be one, and `U&'` begins another kind of string
      if (last.endsWith("'") || before === "&" || next === "'") return null;
    }
    if (number !== undefined && (before === "." || AFTER_NUMBER.test(next))) return null;
    if (before === "&" && token.startsWith('"')) return null;
    if ((before === "-" && token === "-") || (before === "/" && token === "*")) return null;
    const constant = string !== undefined ? textConstant(token, string) : number !== undefined ? integer(token) : null;
    if (constant === null) skeleton += token;
    else {
      skeleton += MARKS[constant.type];
      constants.push({ ...constant, start });
    }
    before = token;
    if (space === undefined) last = token;
  }
  return constants.length === 0 || constants.length > MOST_CONSTANTS ? null : { skeleton, constants };
}

/** Characters that no text with a shape holds. */
const MARKS: Readonly<Record<TextConstant["type"], string>> = { unknown: "\u0001", int4: "\u0002", int8: "\u0003" };

function textConstant(source: string, inside: string): Omit<TextConstant, "start"> {
  return { type: "unknown", source, value: inside.replaceAll("''", "'") };
}

/** An integer has the smallest of two types that holds it; what is larger, or no integer, stays part of the skeleton. */
function integer(source: string): Omit<TextConstant, "start"> | null {
  if (source.includes(".") || source.length > 18) return null;
  return { type: Number(source) > LARGEST_INT4 ? "int8" : "int4", source, value: source };
}
