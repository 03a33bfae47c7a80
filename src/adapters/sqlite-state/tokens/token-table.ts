// The static tokens that were not revoked, in the ledger's own file: a token and the entry that records it are one transaction.
// What stands here is a copy of what the entries say; `ledger verify` derives it anew.

import { z } from "zod";
import type { KeptToken, StaticToken } from "../../../core/identity/static-token.ts";
import { KeptStatements } from "../kept-statements.ts";
import type { StateConnection } from "../state-connection.ts";

/** By which the entries about tokens are found: few among many. */
export const OF_TOKENS = "kind IN ('token.created', 'token.revoked')";

/** Made when a ledger is opened for appending; one that was written before there were tokens gets it then. */
export const TOKEN_TABLE = `CREATE TABLE IF NOT EXISTS tokens (id TEXT PRIMARY KEY, digest TEXT NOT NULL UNIQUE, identity TEXT NOT NULL, role TEXT, expires TEXT NOT NULL, idx INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS entries_of_tokens ON entries (idx) WHERE ${OF_TOKENS};`;

const rowSchema = z.strictObject({
  id: z.string(),
  digest: z.string(),
  identity: z.string(),
  role: z.string().nullable(),
  expires: z.string(),
  idx: z.int(),
});

/** Asked for every call of who comes by a token. */
const FOUND = new KeptStatements<unknown>();

export interface TokenTable {
  list(): readonly KeptToken[];
  find(digest: string): KeptToken | null;
  add(token: StaticToken, entry: number): void;
  revoke(id: string): void;
}

export function tokenTable(connection: StateConnection): TokenTable {
  const columns = "id, digest, identity, role, expires, idx";
  return {
    list: () => connection.prepare(`SELECT ${columns} FROM tokens ORDER BY idx`).all().map(tokenOf),
    find: (digest) => {
      const row = FOUND.prepare(connection, `SELECT ${columns} FROM tokens WHERE digest = ?`).get(digest);
      return row === undefined ? null : tokenOf(row);
    },
    add: ({ id, digest, identity, role, expires }, entry) => {
      connection
        .prepare("INSERT INTO tokens VALUES (?, ?, ?, ?, ?, ?)")
        .run(id, digest, identity, role, expires, entry);
    },
    revoke: (id) => void connection.prepare("DELETE FROM tokens WHERE id = ?").run(id),
  };
}

function tokenOf(row: unknown): KeptToken {
  const { idx, ...token } = rowSchema.parse(row);
  return { ...token, entry: idx };
}

/** The tokens as they stand in a file that is only read; one from before there were tokens has none. */
export function readTokens(connection: StateConnection): readonly KeptToken[] {
  const there = connection.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'tokens'").get() !== undefined;
  return there ? tokenTable(connection).list() : [];
}
