// From attacker-controlled text to one parse tree. Never throws, and never spends long on a text that it refuses.

import { parse } from "sql-parser-cst";
import { type Refusal, refuse } from "../../model/refusal.ts";
import type { Node } from "./node.ts";

export interface Statement {
  readonly kind: "statement";
  readonly text: string;
  readonly root: Node;
}

/** The parser takes about a millisecond for a thousand characters and recurses with the nesting. */
const MOST_CHARACTERS = 100_000;
const DEEPEST = 400;

export function parseText(text: string): Statement | Refusal {
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
    return { kind: "statement", text, root: first };
  } catch (error) {
    if (error instanceof RangeError) return tooDeep();
    return refuseSyntax(error, text);
  }
}

function refuseSyntax(error: unknown, text: string): Refusal {
  const message = error instanceof Error ? error.message : "";
  const [, line, column] = /:(\d+):(\d+)\s*$/m.exec(message) ?? [];
  const position =
    line === undefined || column === undefined ? null : offsetOf(text, { line: Number(line), column: Number(column) });
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

function tooDeep(): Refusal {
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
