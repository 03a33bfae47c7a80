// From attacker-controlled text to one parse tree, by SQLite's own grammar. Never throws, and never spends long on a text that it refuses.

import { type Refusal, refuse } from "../../../model/refusal.ts";
import { RULE_TABLE } from "./grammar/rules.ts";
import { runAutomaton } from "./grammar/run-automaton.ts";
import { Symbols, type Value } from "./grammar/symbols.ts";
import { RULES } from "./grammar/tables.ts";
import { tokenize } from "./grammar/tokenize.ts";
import type { Node } from "./tree.ts";

export interface Statement {
  readonly kind: "statement";
  readonly text: string;
  readonly root: Node;
}

const MOST_CHARACTERS = 1_000_000;
/** Planning so many holds the server up for about a tenth of a second. */
const MOST_TOKENS = 50_000;
/** SQLite's own limit is a thousand of an expression; what walks the tree goes down with it. */
const DEEPEST = 1_100;

const BUILDERS = RULES.map((rule) => RULE_TABLE[rule]);

export function parseText(text: string): Statement | Refusal {
  if (text.includes("\0") || !text.isWellFormed()) {
    return refuse("invalid-text", "The statement holds a NUL character or a broken surrogate pair.", {
      rule: "text",
      remedy: "Send well-formed Unicode text without NUL; pass binary data as a parameter.",
    });
  }
  if (text.length > MOST_CHARACTERS) return tooLarge();
  const tokens = tokenize(text);
  if (tokens.length > MOST_TOKENS) return tooLarge();
  let symbols: Symbols | null = null;
  const parsed = runAutomaton<Value>(tokens, {
    build: (reduction) => BUILDERS[reduction.rule]?.((symbols ??= new Symbols(text, reduction))),
    deepest: DEEPEST,
    end: text.length,
  });
  if (parsed.kind !== "accepted") return parsed.kind === "too-deep" ? tooDeep() : refuseSyntax(parsed.at + 1);
  const [first, ...others] = statementsOf(parsed.value);
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
}

function statementsOf(value: Value | null): readonly Node[] {
  if (value === null || typeof value === "string") return [];
  if (!("part" in value)) return [value];
  return value.part === "nodes" ? value.items : [];
}

/** `position` in characters from 1. */
function refuseSyntax(position: number): Refusal {
  return refuse("syntax-error", "The statement does not parse as SQLite's SQL.", {
    rule: "syntax",
    remedy: "Correct the statement; it is read as SQLite reads it.",
    position,
  });
}

function tooLarge(): Refusal {
  return refuse("statement-too-large", "The statement is too large to analyse.", {
    rule: "size",
    remedy: "Pass long lists as one JSON parameter, such as `id IN (SELECT value FROM json_each(?1))`.",
  });
}

export function tooDeep(): Refusal {
  return refuse("statement-too-deep", "The statement is nested too deeply.", {
    rule: "depth",
    remedy: "Split it with WITH, or use IN instead of long chains.",
  });
}
