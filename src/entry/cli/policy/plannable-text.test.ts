import { expect, it } from "vitest";
import { plannableText } from "./plannable-text.ts";

it.each([
  ["SELECT a FROM t WHERE b = ? AND c IN (?, ...) LIMIT ?", "SELECT a FROM t WHERE b = '0' AND c IN ('0') LIMIT '0'"],
  [
    'SELECT "what?" FROM t WHERE d > date ? AND n = N? AND m = $1',
    `SELECT "what?" FROM t WHERE d > date '0' AND n = '0' AND m = $1`,
  ],
  [
    "INSERT INTO t (a, b, c) VALUES (?, ...), (?, now, ?)",
    "INSERT INTO t (a, b, c) VALUES ('0', '0', '0'), ('0', now, '0')",
  ],
  [
    'INSERT INTO t ("x, (y", b, c, d) VALUES (?, ..., NULL)',
    `INSERT INTO t ("x, (y", b, c, d) VALUES ('0', '0', '0', NULL)`,
  ],
  ["INSERT INTO t (a) VALUES (?, ...)", "INSERT INTO t (a) VALUES ('0')"],
  ["INSERT INTO t VALUES (?, ...)", "INSERT INTO t VALUES ('0')"],
])("plannableText() gives PostgreSQL %j as %j", (normalised, text) => {
  expect(plannableText(normalised, "postgres")).toBe(text);
});

it("plannableText() gives SQLite the parameters that it has", () => {
  expect(plannableText("INSERT OR IGNORE INTO t ( a , b , c ) VALUES ( ?, … )", "sqlite")).toBe(
    "INSERT OR IGNORE INTO t ( a , b , c ) VALUES (?, ?, ?)",
  );
});
