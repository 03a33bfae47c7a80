// The parts of a statement as the engine's own scanner tells them apart, for those who look at it. Nothing is decided by them.

export type TokenKind = "comment" | "string" | "name" | "word" | "parameter" | "number" | "other";

/** The texts of all of them, put together, are the statement. */
export interface SqlToken {
  readonly kind: TokenKind;
  readonly text: string;
}
