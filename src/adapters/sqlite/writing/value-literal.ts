// Texts as SQL literals that give them back byte for byte. SQLite's own quote() ends at a NUL, and a text may hold bytes that are no text.

import type Database from "better-sqlite3";

const strict = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** Registers gatehouse_literal(bytes of a text). No caller can call it. */
export function registerLiteral(open: Database.Database): void {
  const plain = open.pragma("encoding", { simple: true }) === "UTF-8";
  open.function("gatehouse_literal", { varargs: false, safeIntegers: true }, (bytes: unknown) =>
    Buffer.isBuffer(bytes) ? textLiteral(bytes, plain) : "''",
  );
}

function textLiteral(bytes: Buffer, plain: boolean): string {
  if (plain && !bytes.includes(0)) {
    try {
      return `'${strict.decode(bytes).replaceAll("'", "''")}'`;
    } catch {
      // no text: as bytes
    }
  }
  return `CAST(X'${bytes.toString("hex").toUpperCase()}' AS TEXT)`;
}
