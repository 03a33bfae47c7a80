// Nothing that a statement says is lost between the rules of SQLite's grammar and the tree that is governed: a statement in which one name, value
// or word is another one has another tree. Every rule that a statement which may run can hold is met by one of the statements here.

import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import type { Catalogue } from "../../src/core/model/catalogue.ts";
import { sqliteDialect } from "../../src/core/sql/sqlite/dialect.ts";
import { RULE_TABLE, unkept } from "../../src/core/sql/sqlite/parse/grammar/rules.ts";
import { runAutomaton } from "../../src/core/sql/sqlite/parse/grammar/run-automaton.ts";
import { Symbols, type Value } from "../../src/core/sql/sqlite/parse/grammar/symbols.ts";
import { AUTOMATON, KEYWORDS, RULES, type Rule, TOKENS } from "../../src/core/sql/sqlite/parse/grammar/tables.ts";
import { type Token, tokenize } from "../../src/core/sql/sqlite/parse/grammar/tokenize.ts";
import { parseText } from "../../src/core/sql/sqlite/parse/parse-text.ts";
import { sameText } from "../../src/core/sql/sqlite/parse/same-tree.ts";
import type { Node } from "../../src/core/sql/sqlite/parse/tree.ts";

const CASES = fileURLToPath(new URL("../../cases/sqlite", import.meta.url));

/** What the corpora do not say. */
const OTHERS = [
  ";; SELECT 1",
  "SELECT a COLLATE 'nocase' FROM t ORDER BY a ASC NULLS FIRST, b COLLATE rtrim DESC NULLS LAST",
  "SELECT CASE WHEN a THEN b WHEN c THEN d END, a NOT BETWEEN b AND c FROM t",
  "SELECT sum(a) OVER (w PARTITION BY b ROWS BETWEEN c PRECEDING AND UNBOUNDED FOLLOWING EXCLUDE NO OTHERS), sum(a) OVER (w ORDER BY b), sum(a) OVER (w ROWS CURRENT ROW), sum(b) OVER (ROWS UNBOUNDED PRECEDING) FROM t WINDOW w AS (PARTITION BY c)",
  "SELECT sum(a) OVER (RANGE BETWEEN 1 FOLLOWING AND 2 FOLLOWING EXCLUDE GROUP), sum(a) OVER (GROUPS 3 PRECEDING EXCLUDE TIES), sum(a) OVER (ROWS CURRENT ROW EXCLUDE CURRENT ROW) FROM t",
  "SELECT CAST(a AS DECIMAL (+10)), CAST(a AS DECIMAL (-1.5, 2)) FROM t INDEXED BY i",
  "SELECT raise(IGNORE), raise(ABORT, 'no'), raise(FAIL, 'no'), raise(ROLLBACK, 'no')",
  "CREATE TABLE z (a TEXT CONSTRAINT n NULL DEFAULT + 1, b DEFAULT - 2, c REFERENCES o ON INSERT SET DEFAULT ON DELETE RESTRICT ON UPDATE NO ACTION DEFERRABLE, d REFERENCES o DEFERRABLE INITIALLY IMMEDIATE, e GENERATED ALWAYS AS (a || b), f AS (a), CHECK (a > b), FOREIGN KEY (a) REFERENCES o (x) DEFERRABLE INITIALLY DEFERRED) STRICT",
  "SELECT a NOT NULL, b NOT LIKE c FROM t NATURAL LEFT OUTER JOIN o",
  "CREATE TABLE y (a INTEGER NOT NULL GENERATED ALWAYS AS (1), b REFERENCES o MATCH full ON DELETE SET NULL NOT DEFERRABLE INITIALLY DEFERRED, CONSTRAINT n UNIQUE (a) CONSTRAINT m FOREIGN KEY (b) REFERENCES o CHECK (a)) STRICT, WITHOUT ROWID",
  "CREATE VIEW v (a COLLATE nocase) AS SELECT 1", // which the rule's action refuses
  "ALTER TABLE t DROP CONSTRAINT c",
  "ALTER TABLE t ALTER COLUMN a DROP NOT NULL",
  "ALTER TABLE t ALTER a SET NOT NULL",
  "ALTER TABLE t ADD CONSTRAINT c CHECK (a > b)",
  "ALTER TABLE t ADD CHECK (a > b)",
];

const ordinary = readdirSync(CASES, { recursive: true, encoding: "utf8" })
  .filter((path) => path.endsWith(".sql"))
  .flatMap((path) => readFileSync(`${CASES}/${path}`, "utf8").split("\n"))
  .filter((text) => text !== "" && text.length < 2_000);
const STATEMENTS = [...new Set([...OTHERS, ...ordinary])];

const symbolsOf = (rule: Rule): readonly string[] => (rule.split("::=")[1] ?? "").trim().split(/\s+/).filter(Boolean);
/** What is refused as a whole: nothing that stands below it is looked at. */
const REFUSED_WHOLE =
  /^(?:cmd ::= (?:BEGIN|COMMIT\|END|ROLLBACK|SAVEPOINT|RELEASE|PRAGMA|ATTACH|DETACH|VACUUM|REINDEX|ANALYZE|create_vtab|createkw trigger_decl)|trigger_decl)/;

function reachable(): ReadonlySet<Rule> {
  const reached = new Set<Rule>();
  const reach = (symbol: string): void => {
    for (const rule of RULES) {
      if (rule.split(" ")[0] !== symbol || reached.has(rule) || REFUSED_WHOLE.test(rule)) continue;
      reached.add(rule);
      for (const below of symbolsOf(rule)) reach(below);
    }
  };
  reach("input");
  return reached;
}

/** Rules over which the tables go without an action, because they have one symbol and say nothing. */
function passedOver(): ReadonlySet<Rule> {
  const { action, defaultAction, minShiftReduce, maxShiftReduce, minReduce } = AUTOMATON;
  const used = new Set(
    [...action, ...defaultAction].map((next) => (next <= maxShiftReduce ? next - minShiftReduce : next - minReduce)),
  );
  return new Set(RULES.filter((_, place) => !used.has(place)));
}

function rulesIn(text: string): readonly Rule[] {
  const met: Rule[] = [];
  let symbols: Symbols | null = null;
  runAutomaton<Value>(tokenize(text), {
    build: (reduction) => {
      const rule = RULES[reduction.rule];
      if (rule === undefined) return undefined;
      met.push(rule);
      return RULE_TABLE[rule]((symbols ??= new Symbols(text, reduction)));
    },
    deepest: 1_000,
    end: text.length,
  });
  return met;
}

/** Another one of the same kind. */
const INSTEAD: ReadonlyMap<number, string> = new Map([
  [TOKENS.ID, "gate9"],
  [TOKENS.STRING, "'gate9'"],
  [TOKENS.INTEGER, "987"],
  [TOKENS.FLOAT, "98.7"],
  [TOKENS.BLOB, "x'9f'"],
  [TOKENS.VARIABLE, "?987"],
]);
const WORDS: ReadonlySet<number> = new Set(KEYWORDS.values());
/** They stand for what holds without them. */
const IDLE = /^(?:AS|ASC|INTO|OUTER|INNER|ALL|COLUMN|ALWAYS|GENERATED|TO|ROW|ROLLBACK|ABORT|FAIL|OR|KEY)$/i;

/** Each with one token exchanged, or one keyword left out. */
function variantsOf(text: string): readonly string[] {
  const put = ({ from, to }: Token, other: string): string => `${text.slice(0, from)} ${other} ${text.slice(to)}`;
  return tokenize(text).flatMap((token) => {
    const other = INSTEAD.get(token.kind);
    const own = text.slice(token.from, token.to);
    if (other !== undefined) return own === other ? [] : [put(token, other)];
    return WORDS.has(token.kind) && !IDLE.test(own) ? [put(token, "")] : [];
  });
}

const EMPTY: Catalogue = {
  engine: "sqlite",
  version: "",
  serverVersion: 0,
  relations: new Map(),
  types: new Map(),
};

/** Refused by its name, whatever stands below it. */
function isRefusedWhole(root: Node): boolean {
  if (root.type === "alter_table_stmt") return root.action.type === "alter_action_constraint";
  return /^(?:session|maintenance|transaction|create_trigger|create_virtual_table)_stmt$/.test(root.type);
}

function refusalsOf(text: string): readonly string[] {
  const parsed = sqliteDialect.parse(text);
  if (parsed.kind === "refusal") return [parsed.code];
  const { facts } = parsed.analyse(EMPTY, { functions: new Set() });
  return facts.obstacles.map(({ code }) => code);
}

describe("the tree of a statement on SQLite", () => {
  it("is made by every rule that a statement which may run can hold [G-READ-ALLOW-LIST]", () => {
    const met = new Set(STATEMENTS.flatMap(rulesIn));
    const silent = passedOver();
    expect([...reachable()].filter((rule) => !met.has(rule) && !silent.has(rule))).toEqual([]);
    expect([...reachable()].filter((rule) => RULE_TABLE[rule] === unkept)).toEqual([]);
  });

  it("is another one where a name, a value or a word is [G-READ-ALLOW-LIST]", () => {
    const lost: string[] = [];
    let compared = 0;
    for (const text of STATEMENTS) {
      const parsed = parseText(text);
      if (parsed.kind === "refusal") continue;
      if (isRefusedWhole(parsed.root)) {
        expect(refusalsOf(text), text).not.toEqual([]);
        continue;
      }
      for (const variant of variantsOf(text)) {
        const other = parseText(variant);
        if (other.kind === "refusal") continue;
        compared++;
        if (sameText(parsed.root, other.root)) lost.push(variant);
      }
    }
    expect(lost).toEqual([]);
    expect(compared).toBeGreaterThan(5_000);
  });
});
