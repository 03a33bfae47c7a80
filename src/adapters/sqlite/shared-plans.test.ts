// One plan for texts that differ in the constants that keys are compared with: answered through shared plans and by SQLite itself, alike.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Sqlite from "better-sqlite3";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { clearRole } from "../../../test/support/sample-role.ts";
import type { Catalogue } from "../../core/model/catalogue.ts";
import type { Governance } from "../../core/model/governed-relation.ts";
import { relationKey } from "../../core/model/relation-name.ts";
import { sqliteDialect } from "../../core/sql/sqlite/dialect.ts";
import { PlanCache, type PlannedText } from "../../gate/planning/plan-statement.ts";
import type { Database } from "../../gate/ports/database.ts";
import { openSqliteDatabase } from "./sqlite-database.ts";

const folder = mkdtempSync(join(tmpdir(), "gatehouse-shared-"));
const file = join(folder, "keys.db");
const KEYS = ["i INTEGER", "t TEXT", "r REAL", "n NUMERIC", "b BLOB", "x", "c TEXT COLLATE NOCASE"];
const STORED =
  "1|7|2|'1'|'7'|'01'|'a'|'A'|'ab  '|'it''s'|''|1.0|7.25|'1.0'|x'61'|x'31'|9007199254740993|'9007199254740993'|NULL";
const CONSTANTS = [
  ..."0|1|007|7|2147483648|999999999999999|9007199254740993|9223372036854775807|9223372036854775808|1.0|7.25".split(
    "|",
  ),
  ..."1e3|0x1|1_0|-1|- 1|+1|(1)|1+0|NULL|TRUE|x'61'|'1'|'7'|'01'|'a'|'A'|'ab  '|'it''s'|''|' 1 '|'1.0'|'é'".split("|"),
  ..."'a' COLLATE NOCASE|CAST('1' AS INTEGER)|\"a\"|1 -- 2\n|1 /* 2 */|'a' OR 'a' = 'a'|1) OR (1 = 1|(SELECT 1)".split(
    "|",
  ),
];
const STATEMENTS = [
  "SELECT note FROM k WHERE KEY = CONSTANT",
  "SELECT note FROM k WHERE CONSTANT == KEY ORDER BY 1",
  "SELECT note FROM k WHERE k.KEY IN (CONSTANT)",
  "SELECT note FROM k AS q WHERE q.KEY IN (CONSTANT, CONSTANT) AND 1 = 1 ORDER BY 1 LIMIT 5",
  "SELECT KEY = CONSTANT, count(*) FROM k WHERE NOT (KEY = CONSTANT) OR KEY=CONSTANT AND note<>'x'GROUP BY KEY = CONSTANT ORDER BY 1, 2",
  "SELECT note FROM k WHERE KEY IN () OR (KEY = CONSTANT AND KEY NOT IN ()) ORDER BY 1",
  "WITH y AS (SELECT * FROM k WHERE KEY = CONSTANT) SELECT max(note), (SELECT count(*) FROM k WHERE KEY = CONSTANT) FROM y WHERE KEY = CONSTANT",
];

const CLEAR = { kind: "clear" } as const;
const LIMITS = { rows: 1_000, bytes: 1e6, milliseconds: 5_000 };
const ROLE = clearRole(LIMITS);

let itself: Sqlite.Database;
let database: Database;
let catalogue: Catalogue;
let governance: Governance;

beforeAll(async () => {
  itself = new Sqlite(file);
  const names = KEYS.map((key) => key.split(" ")[0]).join(", ");
  itself.exec(`CREATE TABLE k (${KEYS.join(", ")}, note TEXT, PRIMARY KEY (${names}))`);
  for (const value of STORED.split("|")) {
    itself.exec(`INSERT INTO k VALUES (${`${value}, `.repeat(KEYS.length)} 'row ' || ${value})`);
  }
  database = await openSqliteDatabase({ name: "keys", file });
  catalogue = await database.catalogue();
  governance = new Map(
    [...catalogue.relations.values()].map((relation) => [
      relationKey(relation.name),
      {
        relation: relation.name,
        columns: relation.columns.map((column) => ({
          column,
          class: null,
          level: "public" as const,
          treatment: CLEAR,
        })),
        rowFilter: null,
        placement: "base" as const,
      },
    ]),
  );
});

afterAll(async () => {
  await database.close();
  itself.close();
  rmSync(folder, { recursive: true, force: true });
});

function plan(sql: string, plans: PlanCache): PlannedText {
  return plans.planStatement(sql, { role: ROLE, governance, database: "keys", catalogue, dialect: sqliteDialect });
}

/** Rows as JSON, or that there are none. */
function meant(sql: string): string {
  try {
    return JSON.stringify(itself.prepare(sql).raw().all());
  } catch {
    return "error";
  }
}

async function got({ planned, constants }: PlannedText): Promise<string> {
  if (planned.kind !== "planned") return "refused";
  const pads = { innerPad: new Uint8Array(64), outerPad: new Uint8Array(64) };
  const binding = { parameters: [], constants, attributes: {}, ...pads };
  const execution = await database.execute(planned.plan, { binding, signal: new AbortController().signal });
  return execution.kind === "rows" ? JSON.stringify(execution.rows) : execution.kind;
}

describe("a shared plan on SQLite", () => {
  it.each(KEYS)(
    "answers as SQLite answers the text itself: a key that is %s",
    async (key) => {
      const plans = new PlanCache();
      const made = new Map<unknown, number>();
      for (const statement of STATEMENTS) {
        for (const constant of CONSTANTS) {
          const sql = statement.replaceAll("KEY", key.split(" ")[0] ?? "").replaceAll("CONSTANT", () => constant);
          const planned = plan(sql, plans);
          if (planned.planned.kind === "planned") made.set(planned.planned, (made.get(planned.planned) ?? 0) + 1);
          const [wanted, given] = [meant(sql), await got(planned)];
          if (wanted === "error") expect(given, sql).not.toMatch(/^\[/);
          else if (given !== "refused") expect(given, sql).toBe(wanted);
        }
      }
      expect(Math.max(...made.values())).toBeGreaterThan(8);
    },
    60_000,
  );

  it("serves every key, and leaves what is no key a plan of its own", () => {
    const plans = new PlanCache();
    const same = (a: string, b: string) => plan(a, plans).planned === plan(b, plans).planned;
    expect(same("SELECT note FROM k WHERE i = 1", "SELECT note FROM k WHERE i = 123456")).toBe(true);
    expect(same("SELECT note FROM k WHERE t = 'a'", "SELECT note FROM k WHERE t = 'it''s'")).toBe(true);
    expect(same("SELECT note FROM k WHERE i = 1", "SELECT note FROM k WHERE i = '1'")).toBe(false);
    expect(same("SELECT note FROM k WHERE note = 'a'", "SELECT note FROM k WHERE note = 'b'")).toBe(false);
    expect(same("SELECT note FROM k WHERE i = 1 LIMIT 1", "SELECT note FROM k WHERE i = 2 LIMIT 2")).toBe(false);
    expect(same("SELECT note FROM k WHERE i = 1 LIMIT 1", "SELECT note FROM k WHERE i = 9 LIMIT 1")).toBe(true);
    expect(same("SELECT note FROM k WHERE i > 1", "SELECT note FROM k WHERE i > 2")).toBe(false);
    expect(same("SELECT note FROM k WHERE -i = 1", "SELECT note FROM k WHERE -i = 2")).toBe(false);
  });
});

describe("a long statement on SQLite", () => {
  it("is planned in steps between which other calls have their turn, to the same plan", async () => {
    const members = (count: number) => Array.from({ length: count }, (_, member) => member).join(", ");
    const question = { role: ROLE, governance, database: "keys", catalogue, dialect: sqliteDialect };
    for (const [count, least] of [
      [10, 0],
      [10_000, 3],
    ] as const) {
      const sql = `SELECT note FROM k WHERE i IN (${members(count)}) ORDER BY 1`;
      let turns = 0;
      const planned = await new PlanCache().planInTurns(sql, question, async () => void turns++);
      const atOnce = new PlanCache().planStatement(sql, question);
      expect(planned.planned.kind).toBe("planned");
      expect(planned).toEqual(atOnce);
      expect(turns).toBeGreaterThanOrEqual(least);
      expect(await got(planned)).toBe(meant(sql));
    }
  });
});
