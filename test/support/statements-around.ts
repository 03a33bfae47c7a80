// Statements around a constant, made of pieces that tend to be misread: what a scanner of ours and the engine's own have to agree about.

import fc from "fast-check";

/** `text` is any row of pieces: most of it is no statement. `statement` has one constant where a statement has one, between two such texts. */
export function statementsAround(pieces: readonly string[]): {
  readonly text: fc.Arbitrary<string>;
  readonly statement: fc.Arbitrary<string>;
} {
  const text = fc
    .array(fc.oneof(fc.constantFrom(...pieces), fc.integer({ min: 0 }).map(String)), { maxLength: 14 })
    .map((chosen) => chosen.join(""));
  const statement = fc
    .tuple(text, text, fc.constantFrom("'a'", "5", "'x' ", "12345678901", "'it''s'"))
    .map(([before, after, constant]) => `SELECT * FROM t WHERE id = ${constant} ${before} ORDER BY ${after}`);
  return { text, statement };
}
