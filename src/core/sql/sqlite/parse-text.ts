// From attacker-controlled text to one parse tree. Never throws, and never spends long on a text that it refuses.

import { parse } from "sql-parser-cst";
import { type Refusal, refuse } from "../../model/refusal.ts";
import type { Node, Span } from "./node.ts";

export interface Statement {
  readonly kind: "statement";
  readonly text: string;
  /** Where the text is not the one that was given, in order: an empty list of members stands in it as a subquery. */
  readonly changes: readonly Change[];
  readonly root: Node;
}

export interface Change extends Span {
  /** What the caller wrote there. */
  readonly written: string;
}

/** The parser takes about a millisecond for a thousand characters and recurses with the nesting. */
const MOST_CHARACTERS = 100_000;
const DEEPEST = 400;

/** `IN ()` is SQLite's own and the parser's grammar lacks it; this list has no members either. */
const NO_MEMBERS = "SELECT NULL WHERE 0";
const MOST_EMPTY_LISTS = 20;

export function parseText(text: string, changes: readonly Change[] = []): Statement | Refusal {
  if (text.includes("\0") || !text.isWellFormed()) {
    return refuse("invalid-text", "The statement holds a NUL character or a broken surrogate pair.", {
      rule: "text",
      remedy: "Send well-formed Unicode text without NUL; pass binary data as a parameter.",
    });
  }
  if (text.length > MOST_CHARACTERS) {
    return refuse("statement-too-large", "The statement is too large to analyse.", {
      rule: "size",
      remedy: "Pass long lists as one JSON parameter, such as `id IN (SELECT value FROM json_each(?1))`.",
    });
  }
  if (nesting(text) > DEEPEST) return tooDeep();
  try {
    const { statements } = parse(text, {
      dialect: "sqlite",
      includeRange: true,
      paramTypes: ["?", "?nr", ":name", "@name", "$name"],
    });
    const [first, ...others] = statements.filter(({ type }) => type !== "empty");
    if (first === undefined) {
      return refuse("empty-statement", "The statement is empty.", {
        rule: "one-statement",
        remedy: "Send one SELECT, INSERT, UPDATE or DELETE statement.",
      });
    }
    if (others.length > 0) {
      return refuse("several-statements", `The text holds ${others.length + 1} statements.`, {
        rule: "one-statement",
        remedy: "Send them one at a time.",
      });
    }
    return { kind: "statement", text, root: first, changes };
  } catch (error) {
    if (error instanceof RangeError) return tooDeep();
    const position = positionOf(error, text);
    if (position !== null && changes.length < MOST_EMPTY_LISTS && endsEmptyList(text, position)) {
      const from = position - 1;
      // the parser stops at the first one, so that what was put in before stands before
      const change = { from, to: from + NO_MEMBERS.length, written: "" };
      return parseText(`${text.slice(0, from)}${NO_MEMBERS}${text.slice(from)}`, [...changes, change]);
    }
    return refuseSyntax(text, position);
  }
}

/** Whether the parser stopped at the bracket that closes `IN (`. What is then put in is parsed and judged like the rest. */
function endsEmptyList(text: string, position: number): boolean {
  return (
    text[position - 1] === ")" && /\bin[ \t]*\([ \t]*$/i.test(text.slice(Math.max(0, position - 50), position - 1))
  );
}

/** Where the parser stopped, in characters from 1. */
function positionOf(error: unknown, text: string): number | null {
  const message = error instanceof Error ? error.message : "";
  const [, line, column] = /:(\d+):(\d+)\s*$/m.exec(message) ?? [];
  return line === undefined || column === undefined
    ? null
    : offsetOf(text, { line: Number(line), column: Number(column) });
}

function refuseSyntax(text: string, position: number | null): Refusal {
  if (position !== null && /\$\d/.test(text.slice(Math.max(0, position - 8), position + 1))) {
    return refuse("syntax-error", "Parameters are not written $1 on SQLite.", {
      rule: "syntax",
      remedy: "Write ?1, ?2, … and give the values in that order.",
      position,
    });
  }
  return refuse("syntax-error", "The statement does not parse as SQLite's SQL.", {
    rule: "syntax",
    remedy: "Correct the statement; it is read as SQLite reads it.",
    position,
  });
}

/** Characters from 1. */
function offsetOf(text: string, place: { line: number; column: number }): number {
  const before = text.split("\n").slice(0, place.line - 1);
  return before.reduce((sum, line) => sum + line.length + 1, 0) + place.column;
}

export function tooDeep(): Refusal {
  return refuse("statement-too-deep", "The statement is nested too deeply.", {
    rule: "depth",
    remedy: "Split it with WITH, or use IN instead of long chains.",
  });
}

/** At least the depth of the tree in brackets and CASE, counted without a parser. */
function nesting(text: string): number {
  let depth = 0;
  let deepest = 0;
  for (const [token] of text.matchAll(/[()]|\bcase\b|\bend\b/gi)) {
    depth += token === "(" || token.toLowerCase() === "case" ? 1 : -1;
    deepest = Math.max(deepest, depth);
  }
  return deepest;
}
