// Statements of all kinds, with a few of their tokens taken out, put in or exchanged, are accepted and refused as the linked library does it.
// GATEHOUSE_PROPERTY_RUNS says how many; what the library refuses for another reason than its grammar proves nothing either way.

import Database from "better-sqlite3";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { SQLITE_SOURCE_ID, SQLITE_VERSION } from "../../src/core/sql/sqlite/parse/grammar/tables.ts";
import { parseText } from "../../src/core/sql/sqlite/parse/parse-text.ts";

const RUNS = Number(process.env["GATEHOUSE_PROPERTY_RUNS"] ?? 4_000);

const SCHEMA = `
  CREATE TABLE people (id INTEGER PRIMARY KEY, name TEXT, town TEXT, born TEXT, score REAL);
  CREATE TABLE visits (id INTEGER PRIMARY KEY, person INTEGER REFERENCES people, day TEXT, cost INT, note TEXT);
  CREATE INDEX by_town ON people (town);
  CREATE VIEW recent AS SELECT * FROM visits WHERE day > '2020-01-01';
`;

const SEEDS = [
  "SELECT p.town, count(*) FILTER (WHERE v.cost > 1) AS n FROM people p JOIN visits v ON v.person = p.id WHERE p.id = 5 GROUP BY p.town HAVING n > 0 ORDER BY 2 DESC NULLS LAST LIMIT 3 OFFSET 1",
  "WITH RECURSIVE r (a, b) AS NOT MATERIALIZED (VALUES (1, 2) UNION ALL SELECT a + 1, b FROM r WHERE a < 9), s AS MATERIALIZED (SELECT 1) SELECT *, row_number() OVER w, sum(a) OVER (PARTITION BY b ORDER BY a ROWS BETWEEN 1 PRECEDING AND CURRENT ROW EXCLUDE TIES) FROM r WINDOW w AS (ORDER BY a), x AS (w)",
  "SELECT CASE name WHEN 1 THEN 'it''s' ELSE \"town\" END, CAST(score AS NUMERIC(10, 2)), note ->> '$.x', name COLLATE nocase, -1.5e3, 0x1F, 1_000, NOT score BETWEEN 1 AND 2, EXISTS (SELECT 1), (1, 2) = (score, cost), `id`, [day] FROM people AS window NATURAL LEFT OUTER JOIN visits CROSS JOIN json_each('[1]') j USING (value)",
  "SELECT filter, over FROM (SELECT id AS filter, name AS over FROM people) window UNION SELECT 1, 2 EXCEPT VALUES (3, 4), (5, 6) INTERSECT SELECT 5, 6 ORDER BY 1 COLLATE binary",
  "SELECT group_concat(DISTINCT name ORDER BY town DESC), min(ALL score), string_agg(name, ',') OVER (PARTITION BY town RANGE UNBOUNDED PRECEDING) FROM people INDEXED BY by_town, recent NOT INDEXED -- end\n",
  "SELECT name IS NOT DISTINCT FROM town, name ISNULL, name NOT NULL, name NOT LIKE 'a%' ESCAPE '\\', id IN (), id NOT IN (1, 2), id IN recent, id IN json_each('[]'), ~id << 2 | 3 & 4, x'0aff', current_date FROM main.people WHERE people.id IS main.people.id",
  "/* first */ SELECT 'x' || y FROM ((SELECT 1 AS y) JOIN (VALUES (2)) ON true) WHERE y IN (SELECT id FROM people) AND ?1 > :name AND @a = $b",
  "INSERT INTO people (id, name) VALUES (1, 'x'), (?1, :n) ON CONFLICT (id) WHERE id > 1 DO UPDATE SET name = excluded.name, (town, born) = (1, 2) WHERE true ON CONFLICT DO NOTHING RETURNING id AS q, *",
  "INSERT OR IGNORE INTO main.people AS p DEFAULT VALUES RETURNING id",
  "WITH q AS (SELECT 1) REPLACE INTO people SELECT *, 2, 3, 4, 5 FROM q",
  "UPDATE OR ABORT people AS p INDEXED BY by_town SET (name, town) = (SELECT 1, 2), score = 3 FROM visits AS v, recent WHERE p.id = v.person RETURNING *",
  "DELETE FROM people WHERE id IN (1, 2, (SELECT 3)) AND town NOT GLOB 'a*' RETURNING name ORDER BY id LIMIT 2",
  "CREATE TABLE IF NOT EXISTS z (a INTEGER PRIMARY KEY AUTOINCREMENT, b TEXT NOT NULL ON CONFLICT FAIL DEFAULT (1 + 2) CHECK (b <> ''), c GENERATED ALWAYS AS (a + 1) STORED, d REFERENCES people (id) ON DELETE SET NULL NOT DEFERRABLE INITIALLY DEFERRED, CONSTRAINT k UNIQUE (b, c), FOREIGN KEY (b) REFERENCES visits (id) ON UPDATE CASCADE MATCH full) STRICT, WITHOUT ROWID",
  "CREATE TEMP TABLE y AS SELECT * FROM people",
  "CREATE UNIQUE INDEX IF NOT EXISTS main.i2 ON people (name DESC, lower(town) COLLATE rtrim) WHERE born IS NULL",
  "CREATE VIEW w (a, b) AS SELECT id, name FROM people",
  "CREATE TRIGGER main.g AFTER UPDATE OF name, town ON people FOR EACH ROW WHEN new.id > 1 BEGIN UPDATE visits SET cost = 1 WHERE id = old.id; INSERT INTO visits (id) SELECT raise(ABORT, 'no'); DELETE FROM visits; SELECT raise(IGNORE); END",
  "CREATE VIRTUAL TABLE f USING fts5 (a, b, tokenize = 'x (y) z', prefix=(1 (2)))",
  "ALTER TABLE people RENAME COLUMN name TO label",
  "ALTER TABLE people ADD COLUMN extra TEXT NOT NULL DEFAULT 'x' CHECK (extra <> 'y')",
  "ALTER TABLE main.people DROP COLUMN score",
  "DROP INDEX IF EXISTS main.by_town",
  "EXPLAIN QUERY PLAN SELECT 1",
  "PRAGMA main.table_info (people)",
  "BEGIN IMMEDIATE TRANSACTION",
  "SAVEPOINT here",
  "ATTACH DATABASE 'x' AS y",
  "VACUUM main INTO 'x'",
];

const WORDS =
  "SELECT FROM WHERE ( ) , ; AND NOT NULL AS BY ON OVER FILTER WINDOW * + - -> ->> || = == <> != < <= << > >= >> x \"q\" \"\" 's' '' `b` [a] 1 1.5 .5 1. 1e 1e5 0x 0xfg 1_0 1__0 1_ 0x1_f ? ?2 ?02 :p @v $v $v::x $v(1) #1 #a x'00' x'0' X'zz' a.b . .. ! ~ | & % / \\ # $ @ : { ] INDEXED RETURNING EXCLUDE GROUPS MATERIALIZED ROW ROWS LIMIT OFFSET LEFT RIGHT FULL CROSS NATURAL JOIN USING REPLACE IF NO TRUE FALSE ISNULL NOTNULL GLOB MATCH REGEXP LIKE ESCAPE COLLATE BETWEEN IN CAST CASE WHEN END RAISE CURRENT CURRENT_DATE ROLLBACK IGNORE DISTINCT ALL GROUP ORDER DESC NULLS FIRST VALUES DEFAULT SET DO CONFLICT UNION TEMP KEY TABLE INDEX GENERATED ALWAYS WITHOUT EXISTS IS EXPLAIN".split(
    " ",
  );
const PIECES = [
  ...WORDS,
  "/*",
  "*/",
  "/**/",
  "/*/",
  "--",
  "-- x\n",
  "'",
  '"',
  "[",
  "é",
  "\u0131f",
  "\u00a0",
  "\ufeff",
  "\v",
  " \v",
  "\u2028",
];

const edit = fc.record({
  place: fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }),
  kind: fc.constantFrom("drop", "insert", "join", "exchange", "double", "swap"),
  piece: fc.constantFrom(...PIECES),
});

function changed(seed: string, edits: readonly { place: number; kind: string; piece: string }[]): string {
  const tokens = seed.match(/'(?:[^']|'')*'|"[^"]*"|[A-Za-z_0-9.]+|\s+|[^]/g) ?? [];
  for (const { place, kind, piece } of edits) {
    const at = Math.floor(place * tokens.length);
    const here = tokens[at] ?? "";
    if (kind === "drop") tokens.splice(at, 1);
    else if (kind === "insert") tokens.splice(at, 0, ` ${piece} `);
    else if (kind === "join") tokens.splice(at, 0, piece);
    else if (kind === "exchange") tokens[at] = piece;
    else if (kind === "double") tokens.splice(at, 0, here, " ");
    else tokens.splice(at, 2, tokens[at + 1] ?? "", here);
  }
  return tokens.join("");
}

/** What the library says of its grammar alone; null where it says nothing of that. */
function prepares(database: Database.Database, text: string): boolean | null {
  try {
    database.prepare(text);
    return true;
  } catch (error) {
    const message = error instanceof Error ? error.message : "";
    if (/syntax error|unrecognized token|incomplete input|Recursion limit/.test(message)) return false;
    return null;
  }
}

describe("the grammar of SQLite", () => {
  const database = new Database(":memory:");
  database.exec(SCHEMA);

  it("is that of the library that is linked [G-READ-ONE-PARSER]", () => {
    const linked = database.prepare("SELECT sqlite_version() AS version, sqlite_source_id() AS source").get();
    expect(linked).toEqual({ version: SQLITE_VERSION, source: SQLITE_SOURCE_ID });
  });

  it.each(SEEDS)("takes %s", (text) => {
    expect(parseText(text)).toMatchObject({ kind: "statement" });
  });

  it(`accepts and refuses ${RUNS} changed statements as the library does [G-READ-ONE-PARSER]`, {
    timeout: 3_600_000,
  }, () => {
    const cases = fc.tuple(fc.constantFrom(...SEEDS), fc.array(edit, { minLength: 1, maxLength: 4 }));
    fc.assert(
      fc.property(cases, ([seed, edits]) => {
        const text = changed(seed, edits);
        if (text.includes("\0")) return;
        const expected = prepares(database, text);
        if (expected !== null) expect([text, parseText(text).kind === "statement"]).toEqual([text, expected]);
      }),
      { numRuns: RUNS },
    );
  });
});
