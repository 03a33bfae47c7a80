// Takes the tables by which SQLite parses out of the source that better-sqlite3 compiles (public domain, sqlite.org/copyright.html), for a
// parser of our own that accepts what the linked library accepts. Says what is missing when a later source is laid out in another way.

import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

const root = new URL("../", import.meta.url);
const require = createRequire(import.meta.url);
const library = join(dirname(require.resolve("better-sqlite3/package.json")), "deps/sqlite3/sqlite3.c");
if (!existsSync(library)) throw new Error(`${library} is not there: install better-sqlite3 with its source`);
const source = readFileSync(library, "latin1");

function find(pattern) {
  const found = pattern.exec(source);
  if (found === null) throw new Error(`SQLite's source holds nothing like ${pattern}`);
  return found[1];
}

/** What stands between the braces of a definition, without its comments. */
function bodyOf(declaration) {
  const start = source.indexOf(declaration);
  if (start < 0) throw new Error(`SQLite's source holds no ${declaration}`);
  const open = source.indexOf("{", start) + 1;
  return source.slice(open, source.indexOf("};", open)).replaceAll(/\/\*[^]*?\*\//g, "");
}

const wordsOf = (declaration) =>
  bodyOf(declaration)
    .split(",")
    .map((word) => word.trim())
    .filter((word) => word !== "");
const textsOf = (declaration) => [...bodyOf(declaration).matchAll(/"([^"]*)"/g)].map(([, text]) => text);
const constant = (name) => Number(find(new RegExp(`# *define ${name}\\s+(\\d+)`)));

const tokens = new Map();
for (const [, name, code] of source.matchAll(/^#define TK_(\w+)\s+(\d+)/gm)) {
  if (!tokens.has(name)) tokens.set(name, Number(code));
}

const letters = bodyOf("static const char zKWText[").replaceAll(/[\s',]/g, "");
const lengths = wordsOf("static const unsigned char aKWLen[").map(Number);
const offsets = wordsOf("static const unsigned short int aKWOffset[").map(Number);
const keywords = wordsOf("static const unsigned char aKWCode[").flatMap((code, place) => {
  const word = letters.slice(offsets[place], offsets[place] + lengths[place]);
  return word === "" ? [] : [`${word}:${tokens.get(code.replace("TK_", ""))}`];
});
const rules = textsOf("static const char *const yyRuleName[]");
const TABLES = {
  action: "static const YYACTIONTYPE yy_action[]",
  lookahead: "static const YYCODETYPE yy_lookahead[]",
  shiftOffset: "static const unsigned short int yy_shift_ofst[]",
  reduceOffset: "static const short yy_reduce_ofst[]",
  defaultAction: "static const YYACTIONTYPE yy_default[]",
  fallback: "static const YYCODETYPE yyFallback[]",
  ruleLeft: "static const YYCODETYPE yyRuleInfoLhs[]",
  ruleLength: "static const signed char yyRuleInfoNRhs[]",
};
const CONSTANTS = {
  maxShift: "YY_MAX_SHIFT",
  minShiftReduce: "YY_MIN_SHIFTREDUCE",
  maxShiftReduce: "YY_MAX_SHIFTREDUCE",
  acceptAction: "YY_ACCEPT_ACTION",
  minReduce: "YY_MIN_REDUCE",
  wildcard: "YYWILDCARD",
  /** How many entries the stack may have: more is an error of the linked library's. */
  maxDepth: "SQLITE_MAX_PARSER_DEPTH",
};
if (rules.length !== constant("YYNRULE")) throw new Error(`${rules.length} of ${constant("YYNRULE")} rules were read`);
if (keywords.length < 100) throw new Error(`only ${keywords.length} keywords were read`);

const lines = [
  "// Made by scripts/generate-sqlite-grammar.mjs from the source of SQLite, which is in the public domain (sqlite.org/copyright.html).",
  "",
  `export const SQLITE_VERSION: string = ${JSON.stringify(find(/#define SQLITE_VERSION\s+"([^"]+)"/))};`,
  `export const SQLITE_SOURCE_ID: string =\n  ${JSON.stringify(find(/#define SQLITE_SOURCE_ID\s+"([^"]+)"/))};`,
  "",
  "/** What the tokenizer tells apart, by the names that rules give it. */",
  "export const TOKENS = {",
  ...[...tokens].map(([name, code]) => `  ${name}: ${code},`),
  "} as const;",
  "",
  "export const KEYWORDS: ReadonlyMap<string, number> = new Map(",
  `  "${keywords.toSorted().join(" ")}"`,
  '    .split(" ")',
  '    .map((pair) => pair.split(":"))',
  '    .map(([word = "", code]) => [word, Number(code)]),',
  ");",
  "",
  'const numbers = (list: string): Int16Array => Int16Array.from(list.split(","), Number);',
  "",
  "/** The automaton that Lemon made of the grammar (sqlite.org/lemon.html). */",
  "export const AUTOMATON = {",
  ...Object.entries(CONSTANTS).map(([key, name]) => `  ${key}: ${constant(name)},`),
  ...Object.entries(TABLES).map(
    ([key, declaration]) => `  ${key}: numbers(\n    "${wordsOf(declaration).join()}",\n  ),`,
  ),
  "};",
  "",
  "export const RULES = [",
  ...rules.map((rule) => `  ${JSON.stringify(rule)},`),
  "] as const;",
  "",
  "export type Rule = (typeof RULES)[number];",
  "",
];
const file = new URL("src/core/sql/sqlite/parse/grammar/tables.ts", root);
const text = lines.join("\n");
if (!existsSync(file) || readFileSync(file, "utf8") !== text) writeFileSync(file, text); // an older build is not made out of date
