// How a row is kept as text.

/** A value as the literal that gives it back exactly, its storage class with it; NULL for NULL. Texts may hold bytes that are no text. */
export function rowImage(column: string): string {
  return `CASE typeof(${column}) WHEN 'null' THEN NULL WHEN 'text' THEN gatehouse_literal(CAST(${column} AS BLOB)) ELSE quote(${column}) END`;
}
