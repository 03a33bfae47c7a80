// The static tokens, as the file has them, held against the entries that made and revoked them.

import type { KeptToken } from "../../../core/identity/static-token.ts";
import { recordSchema } from "../../../core/ledger/entry/ledger-record.ts";
import { replayTokens } from "../../../core/ledger/verify/replay-tokens.ts";
import type { Wrong } from "../../../core/ledger/verify/verdict.ts";
import type { StateConnection } from "../state-connection.ts";
import { OF_TOKENS, readTokens } from "../tokens/token-table.ts";

/** The tokens that are accepted are those that the entries say, each for whom and until when they say. */
export function findWrongToken(connection: StateConnection): Wrong | null {
  const stored = readTokens(connection);
  const told = replayTokens(readTokenEntries(connection));
  const lost = told.find((token) => !stored.some((row) => isSame(row, token)));
  if (lost !== undefined) {
    const message = `The token ${lost.id}, which entry ${lost.entry} made, is not kept as it was made.`;
    return { damage: "derived", index: lost.entry, message };
  }
  const added = stored.find((row) => !told.some((token) => isSame(row, token)));
  if (added === undefined) return null;
  return { damage: "derived", index: null, message: `A token ${added.id} is accepted, and no entry made it.` };
}

function isSame(one: KeptToken, other: KeptToken): boolean {
  const text = ({ id, digest, identity, role, expires, entry }: KeptToken): string =>
    JSON.stringify([id, digest, identity, role, expires, entry]);
  return text(one) === text(other);
}

function readTokenEntries(connection: StateConnection) {
  return connection
    .prepare<[], string>(`SELECT body FROM entries WHERE ${OF_TOKENS} ORDER BY idx`)
    .pluck()
    .all()
    .flatMap((body) => recordSchema.safeParse(parsedOrNull(body)).data ?? []);
}

function parsedOrNull(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
