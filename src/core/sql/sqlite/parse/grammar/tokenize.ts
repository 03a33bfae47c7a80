// A text as SQLite's tokenizer reads it (tokenize.c: sqlite3GetToken, and the look-aheads for WINDOW, OVER and FILTER), over UTF-16 where SQLite has
// UTF-8: what is not ASCII is a letter in both, and the byte order mark a space. Attacker-controlled; any text has tokens.

import { AUTOMATON, KEYWORDS, TOKENS } from "./tables.ts";

export interface Token {
  /** One of TOKENS. */
  readonly kind: number;
  readonly from: number;
  readonly to: number;
}

/** Space and comments are left out. What no token can be is one of the kind ILLEGAL. */
export function tokenize(text: string): readonly Token[] {
  const tokens: Token[] = [];
  for (let from = 0; from < text.length; ) {
    const { kind, to } = readToken(text, from);
    if (kind !== TOKENS.SPACE && kind !== TOKENS.COMMENT) tokens.push({ kind, from, to });
    from = to;
  }
  return tokens.some(({ kind }) => isContextual(kind)) ? inContext(tokens) : tokens;
}

/** The token that begins at a place before the end. */
export function readToken(text: string, from: number): Token {
  const first = text.charCodeAt(from);
  const next = text.charCodeAt(from + 1);
  if (isLetter(first)) {
    if (next === QUOTE && (first | 32) === 0x78) return blob(text, from);
    return first === BYTE_ORDER_MARK ? { kind: TOKENS.SPACE, from, to: from + 1 } : word(text, from);
  }
  if (isDigit(first) || (first === DOT && isDigit(next))) return numeral(text, from);
  if (first === QUOTE || first === DOUBLE_QUOTE || first === BACKTICK) return quoted(text, from);
  switch (text[from]) {
    case " ":
    case "\t":
    case "\n":
    case "\f":
    case "\r":
      return { kind: TOKENS.SPACE, from, to: endOf(text, from + 1, isSpace) };
    case "[": {
      const end = text.indexOf("]", from);
      return end < 0 ? illegal(from, text.length) : { kind: TOKENS.ID, from, to: end + 1 };
    }
    case "?":
      return { kind: TOKENS.VARIABLE, from, to: endOf(text, from + 1, isDigit) };
    case "$":
    case "@":
    case "#":
    case ":": {
      const to = endOf(text, from + 1, isNameCharacter);
      return { kind: to === from + 1 ? TOKENS.ILLEGAL : TOKENS.VARIABLE, from, to };
    }
    case "-":
    case "/":
      return commentOr(text, from) ?? operator(text, from);
    default:
      return operator(text, from);
  }
}

const QUOTE = 0x27;
const DOUBLE_QUOTE = 0x22;
const BACKTICK = 0x60;
const DOT = 0x2e;
const DOLLAR = 0x24;
const UNDERSCORE = 0x5f;
const BYTE_ORDER_MARK = 0xfeff;

const isDigit = (code: number): boolean => code >= 0x30 && code <= 0x39;
const isAsciiLetter = (code: number): boolean => (code | 32) >= 0x61 && (code | 32) <= 0x7a;
const isLetter = (code: number): boolean => isAsciiLetter(code) || code === UNDERSCORE || code >= 0x80;
const isHex = (code: number): boolean => isDigit(code) || ((code | 32) >= 0x61 && (code | 32) <= 0x66);
/** A vertical tab is space behind other space alone. */
const isSpace = (code: number): boolean => code === 0x20 || (code >= 0x09 && code <= 0x0d);
const isNameCharacter = (code: number): boolean => isLetter(code) || isDigit(code) || code === DOLLAR;

function endOf(text: string, from: number, belongs: (code: number) => boolean): number {
  let at = from;
  while (at < text.length && belongs(text.charCodeAt(at))) at++;
  return at;
}

function illegal(from: number, to: number): Token {
  return { kind: TOKENS.ILLEGAL, from, to };
}

function word(text: string, from: number): Token {
  let plain = true;
  const to = endOf(text, from, (code) => {
    if (!isNameCharacter(code)) return false;
    // letters of other scripts have upper case forms that are ASCII
    plain &&= isAsciiLetter(code) || code === UNDERSCORE;
    return true;
  });
  const keyword = plain ? KEYWORDS.get(text.slice(from, to).toUpperCase()) : undefined;
  return { kind: keyword ?? TOKENS.ID, from, to };
}

/** What is not closed goes on to the end of the text. */
function quoted(text: string, from: number): Token {
  const mark = text.charAt(from);
  for (let at = text.indexOf(mark, from + 1); at >= 0; at = text.indexOf(mark, at + 2)) {
    if (text[at + 1] !== mark) return { kind: mark === "'" ? TOKENS.STRING : TOKENS.ID, from, to: at + 1 };
  }
  return illegal(from, text.length);
}

function blob(text: string, from: number): Token {
  const to = endOf(text, from + 2, isHex);
  if (text.charCodeAt(to) === QUOTE && (to - from) % 2 === 0) return { kind: TOKENS.BLOB, from, to: to + 1 };
  const end = text.indexOf("'", to);
  return illegal(from, end < 0 ? text.length : end + 1);
}

/** Whether digits are separated where they may be is told by the rule that takes the number. */
function numeral(text: string, from: number): Token {
  let kind: number = TOKENS.INTEGER;
  let at = from;
  const takeDigits = (belongs: (code: number) => boolean): void => {
    at = endOf(text, at, (code) => {
      if (code === UNDERSCORE) kind = TOKENS.QNUMBER;
      return code === UNDERSCORE || belongs(code);
    });
  };
  const becomeReal = (): void => {
    if (kind === TOKENS.INTEGER) kind = TOKENS.FLOAT;
  };
  if (text[from] === "0" && (text.charCodeAt(from + 1) | 32) === 0x78 && isHex(text.charCodeAt(from + 2))) {
    at = from + 2;
    takeDigits(isHex);
  } else {
    takeDigits(isDigit);
    if (text.charCodeAt(at) === DOT) {
      becomeReal();
      at++;
      takeDigits(isDigit);
    }
    const sign = text[at + 1] === "+" || text[at + 1] === "-" ? 1 : 0;
    if ((text.charCodeAt(at) | 32) === 0x65 && isDigit(text.charCodeAt(at + 1 + sign))) {
      becomeReal();
      at += 1 + sign;
      takeDigits(isDigit);
    }
  }
  const end = endOf(text, at, isNameCharacter);
  return end === at ? { kind, from, to: at } : illegal(from, end);
}

function commentOr(text: string, from: number): Token | null {
  if (text.startsWith("--", from)) {
    const end = text.indexOf("\n", from);
    return { kind: TOKENS.COMMENT, from, to: end < 0 ? text.length : end };
  }
  if (!text.startsWith("/*", from) || from + 2 === text.length) return null;
  const end = text.indexOf("*/", from + 2);
  return { kind: TOKENS.COMMENT, from, to: end < 0 ? text.length : end + 2 };
}

const OPERATORS: ReadonlyMap<string, number> = new Map([
  ["(", TOKENS.LP],
  [")", TOKENS.RP],
  [";", TOKENS.SEMI],
  ["+", TOKENS.PLUS],
  ["-", TOKENS.MINUS],
  ["->", TOKENS.PTR],
  ["->>", TOKENS.PTR],
  ["*", TOKENS.STAR],
  ["/", TOKENS.SLASH],
  ["%", TOKENS.REM],
  ["=", TOKENS.EQ],
  ["==", TOKENS.EQ],
  ["<", TOKENS.LT],
  ["<=", TOKENS.LE],
  ["<>", TOKENS.NE],
  ["<<", TOKENS.LSHIFT],
  [">", TOKENS.GT],
  [">=", TOKENS.GE],
  [">>", TOKENS.RSHIFT],
  ["!=", TOKENS.NE],
  ["|", TOKENS.BITOR],
  ["||", TOKENS.CONCAT],
  [",", TOKENS.COMMA],
  ["&", TOKENS.BITAND],
  ["~", TOKENS.BITNOT],
  [".", TOKENS.DOT],
]);
const LONGEST_OPERATOR = 3;

function operator(text: string, from: number): Token {
  for (let to = from + LONGEST_OPERATOR; to > from; to--) {
    const kind = OPERATORS.get(text.slice(from, to));
    if (kind !== undefined) return { kind, from, to: Math.min(to, text.length) };
  }
  return illegal(from, from + 1);
}

function isContextual(kind: number): boolean {
  return kind === TOKENS.WINDOW || kind === TOKENS.OVER || kind === TOKENS.FILTER;
}

/** These three words are keywords or names by what stands around them. */
function inContext(tokens: readonly Token[]): readonly Token[] {
  let before = 0;
  return tokens.map((token, place) => {
    const [next, second] = [tokens[place + 1], tokens[place + 2]];
    const isKeyword =
      token.kind === TOKENS.WINDOW
        ? isName(next) && second?.kind === TOKENS.AS
        : before === TOKENS.RP && (next?.kind === TOKENS.LP || (token.kind === TOKENS.OVER && isName(next)));
    const kind = isContextual(token.kind) && !isKeyword ? TOKENS.ID : token.kind;
    before = kind;
    return { ...token, kind };
  });
}

/** As the look-ahead sees it, for which every one of the three is a name but FILTER. */
function isName(token: Token | undefined): boolean {
  if (token === undefined) return false;
  const { kind } = token;
  const always = [TOKENS.ID, TOKENS.STRING, TOKENS.JOIN_KW, TOKENS.WINDOW, TOKENS.OVER];
  return always.some((known) => known === kind) || AUTOMATON.fallback[kind] === TOKENS.ID;
}
