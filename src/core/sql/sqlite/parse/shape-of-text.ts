// A statement's text apart from its constants, found without parsing it, so that texts that differ in constants alone share a plan.
// INVARIANT: where there is a shape, each constant in it is exactly one token of SQLite's tokenizer (sqlite.org/lang_expr.html, literal
// values), and so is everything between. Whatever could be read in two ways has no shape and is planned by itself: comments, blobs,
// names of parameters, letters beyond ASCII, numerals that are not plain digits.
// Attacker-controlled. Were it ever wrong, a caller would get another statement's plan, made for that same caller: governed all the same.

import type { TextConstant, TextShape } from "../../dialect.ts";

const LONGEST = 20_000;
const MOST_CONSTANTS = 100;

/** One token after another; what none of these is ends the search. The first character tells which kind a token is. */
const TOKEN =
  /[ \t\n\r\f]+|'(?:[^'\0]|'')*'|\d+(?:\.\d+)?|(?:"(?:[^"\0]|"")*"|`(?:[^`\0]|``)*`|\[[^\]\0]*\]|\?\d*|[A-Za-z_][A-Za-z_0-9]*)(?![\w'"$`[\x80-\uffff])|[-+*/<>=~!%&|(),;.]/y;

/** What follows a number or stands before one, and would make it a part of something longer. */
const AFTER_NUMBER = /[\w.$'"`[\x80-\uffff]/;
/** The largest integer that JSON and SQLite hold alike has sixteen digits. */
const MOST_DIGITS = 15;

export function shapeOf(text: string): TextShape | null {
  if (text.length > LONGEST || !text.isWellFormed()) return null;
  const constants: TextConstant[] = [];
  let skeleton = "";
  let before = "";
  for (let start = 0; start < text.length; start = TOKEN.lastIndex) {
    TOKEN.lastIndex = start;
    if (!TOKEN.test(text)) return null;
    const source = text.slice(start, TOKEN.lastIndex);
    const [first = ""] = source;
    const next = text.charAt(TOKEN.lastIndex);
    if ((before === "-" && source === "-") || (before === "/" && source === "*")) return null;
    before = source;
    if (first === "'") {
      if (next === "'") return null;
      skeleton += TEXT;
      constants.push({ start, source, value: source.slice(1, -1).replaceAll("''", "'"), type: "unknown" });
    } else if (first >= "0" && first <= "9") {
      if (skeleton.endsWith(".") || AFTER_NUMBER.test(next)) return null;
      if (source.includes(".") || source.length > MOST_DIGITS) skeleton += source;
      else {
        skeleton += INTEGER;
        constants.push({ start, source, value: source, type: "int8" });
      }
    } else skeleton += source;
  }
  return constants.length === 0 || constants.length > MOST_CONSTANTS ? null : { skeleton, constants };
}

/** Characters that no text with a shape holds. */
const TEXT = "\u0001";
const INTEGER = "\u0003";
