// From attacker-controlled text to one parse tree, by PostgreSQL's own parser (libpg-query).
// Guarantees: never throws, never recurses deeper than a bound, never spends long on a text that it refuses.

import { hasSqlDetails, parseSync, scanSync } from "libpg-query";
import { type Refusal, refuse } from "../../../model/refusal.ts";
import { nestingBound } from "./nesting.ts";
import { normalise } from "./normalise.ts";
import { SourceText } from "./source-text.ts";
import { list, type Node, struct, unwrap, whole } from "./tree.ts";

export interface Statement {
  readonly kind: "statement";
  readonly source: SourceText;
  readonly tree: Node;
  readonly normalisedText: string;
  readonly fingerprint: string;
}

const MOST_CHARACTERS = 1_100_000;
const MOST_TOKENS = 50_000;
const DEEPEST = 2_000;

export function parseText(text: string): Statement | Refusal {
  const scanned = scanText(text);
  if (!(scanned instanceof SourceText)) return scanned;
  if (scanned.tokens.every((token) => token.text === ";")) {
    return refuse("empty-statement", "The statement is empty.", {
      rule: "one-statement",
      remedy: "Send one SELECT, INSERT, UPDATE or DELETE statement.",
    });
  }
  if (nestingBound(scanned) > DEEPEST) return tooDeep();
  try {
    const statements = list(struct(parseSync(text))["stmts"]);
    const tree = unwrap(struct(statements[0])["stmt"]);
    if (tree === null || statements.length !== 1) {
      return refuse("several-statements", `The text holds ${statements.length} statements.`, {
        rule: "one-statement",
        remedy: "Send them one at a time.",
      });
    }
    const normalised = normalise(scanned);
    return {
      kind: "statement",
      source: scanned,
      tree,
      normalisedText: normalised.text,
      fingerprint: normalised.fingerprint,
    };
  } catch (error) {
    return refuseError(error);
  }
}

/** The statements of a text, each with its own; null where it cannot be read as such. */
export function splitText(text: string): readonly { readonly text: string; readonly tree: Node }[] | null {
  const scanned = scanText(text);
  if (!(scanned instanceof SourceText) || nestingBound(scanned) > DEEPEST) return null;
  const place = { at: 0, byte: 0 };
  /** Where this byte of the text in UTF-8 stands among its units; they are asked for in order. */
  const unitAt = (byte: number): number => {
    for (; place.byte < byte && place.at < text.length; place.at += 1) {
      const unit = text.charCodeAt(place.at);
      place.byte += unit < 0x80 ? 1 : unit < 0x800 || (unit >= 0xd800 && unit < 0xe000) ? 2 : 3; // each half of a pair: 2 of 4
    }
    return place.at;
  };
  try {
    return list(struct(parseSync(text))["stmts"]).flatMap((each) => {
      const { stmt, stmt_location: from, stmt_len: length } = struct(each);
      const tree = unwrap(stmt);
      const start = unitAt(whole(from) ?? 0);
      const end = whole(length) === null ? text.length : unitAt((whole(from) ?? 0) + (whole(length) ?? 0));
      return tree === null ? [] : [{ text: text.slice(start, end).trim(), tree }];
    });
  } catch {
    return null;
  }
}

/** The tree of a text that Gatehouse made of statements that have passed; null when it is not one statement. */
export function parseOwnText(text: string): unknown {
  try {
    const statements = list(struct(parseSync(text))["stmts"]);
    return statements.length === 1 ? struct(statements[0])["stmt"] : null;
  } catch {
    return null;
  }
}

/** Scans text into tokens, or says why it cannot be one statement. */
function scanText(text: string): SourceText | Refusal {
  if (text.includes("\0") || !text.isWellFormed()) {
    return refuse("invalid-text", "The statement holds a NUL character or a broken surrogate pair.", {
      rule: "text",
      remedy: "Send well-formed Unicode text without NUL; pass binary data as a parameter.",
    });
  }
  if (text.length > MOST_CHARACTERS || countsMoreWords(text, MOST_TOKENS)) {
    return refuse("statement-too-large", "The statement is too large to analyse.", {
      rule: "size",
      remedy: "Pass long lists as one array parameter, such as `id = ANY($1)`, and long texts as parameters.",
    });
  }
  if (text.trim() === "") return new SourceText(text, []);
  try {
    return new SourceText(text, scanSync(text).tokens);
  } catch (error) {
    if (error instanceof RangeError) return tooDeep();
  }
  // what the scanner refuses the parser refuses too, and says where
  try {
    parseSync(text);
    return tooDeep();
  } catch (error) {
    return refuseError(error);
  }
}

/** Words and signs, counted without a lexer: at least as many as there are tokens. */
function countsMoreWords(text: string, most: number): boolean {
  let count = 0;
  let inWord = false;
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    const isWord =
      (unit >= 97 && unit <= 122) || (unit >= 65 && unit <= 95) || (unit >= 48 && unit <= 57) || unit >= 128;
    if (isWord ? !inWord : unit > 32) count++;
    inWord = isWord;
    if (count > most) return true;
  }
  return false;
}

function refuseError(error: unknown): Refusal {
  if (!hasSqlDetails(error)) return tooDeep();
  const { message, sqlDetails } = error;
  if (message.startsWith("memory exhausted")) return tooDeep();
  const cursor = sqlDetails?.cursorPosition ?? -1;
  return refuse("syntax-error", `The statement does not parse: ${message}.`, {
    rule: "syntax",
    remedy: "Correct the statement; it is read as PostgreSQL 18 reads it.",
    position: cursor < 0 ? null : cursor + 1,
  });
}

export function tooDeep(): Refusal {
  return refuse("statement-too-deep", "The statement is nested too deeply.", {
    rule: "depth",
    remedy: "Split it with WITH, or use IN, ANY or UNNEST instead of long chains.",
  });
}
