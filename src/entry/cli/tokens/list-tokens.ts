// `gatehouse token list`: the tokens that were not revoked.

import { systemClock } from "../../../adapters/system/system-clock.ts";
import { readVerifier } from "../../../core/identity/scram-verifier.ts";
import { formatTime } from "../../../core/ledger/entry/entry-record.ts";
import { formatTable } from "../demo/format-table.ts";
import type { Io } from "../terminal/io.ts";
import { openTokensOf, type TokenOptions } from "./open-tokens.ts";

export async function listTokens(options: TokenOptions, io: Io): Promise<number> {
  const opened = await openTokensOf(options);
  try {
    const now = formatTime(systemClock.now());
    const tokens = (await opened.tokens.list()).map(({ id, digest, identity, role, expires, entry }) => {
      const known = opened.policy.identities.get(identity);
      const held = known !== undefined && (role === null || known.roles.includes(role));
      const state = expires <= now ? "expired" : held ? "valid" : "unknown";
      const use = readVerifier(digest) === null ? "mcp" : "postgres";
      return { id, use, identity, role, expires, state, entry };
    });
    if (options.json === true) io.json({ tokens });
    else if (tokens.length === 0) io.out("There is no token; gatehouse token create makes one.");
    else {
      const rows = tokens.map(({ id, use, identity, role, expires, state, entry }) => {
        const told = state === "unknown" ? "the policies no longer have it" : state;
        return [id, use, identity, role ?? "its first", `${expires.slice(0, 19)}Z`, told, entry];
      });
      io.out(...formatTable(["token", "for", "identity", "role", "until", "state", "entry"], rows));
    }
    return 0;
  } finally {
    await opened.close();
  }
}
