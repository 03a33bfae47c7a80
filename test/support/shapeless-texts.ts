// Statements whose constants neither dialect lifts out of the text: no shape is made of them.

export const SHAPELESS: readonly string[] = [
  "SELECT x'1F' = '5'",
  "SELECT 5 -- '6'",
  "SELECT 5 /* 6 */",
  "SELECT 1e400, 5",
  "SELECT 1e-5, 5",
  "SELECT .5, 5",
  "SELECT 5., 5",
  "SELECT 1_000, 5",
  "SELECT 0x1F, 5",
  "SELECT 5a",
  "SELECT 'a\0'",
  "SELECT '\ud800'",
  "SELECT 'a",
  "SELECT 5 AS é",
  "SELECT a, b FROM t",
  `SELECT ${"'a', ".repeat(200)} 5`,
  `SELECT '${"a".repeat(30_000)}'`,
];
