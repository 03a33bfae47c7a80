// `gatehouse token revoke`: from this moment on no server accepts the token.

import { revokeToken } from "../../../gate/access.ts";
import type { Io } from "../terminal/io.ts";
import { paint } from "../terminal/paint.ts";
import { openTokensOf, type TokenOptions } from "./open-tokens.ts";

export async function revokeTokenOf(id: string, options: TokenOptions, io: Io): Promise<number> {
  const opened = await openTokensOf(options);
  try {
    const { token, receipt } = await revokeToken(id, opened);
    if (options.json === true) io.json({ revoked: token.id, identity: token.identity, entry: receipt.index });
    else io.out(`${paint(io, "green", "revoked")} ${token.id} of ${token.identity} (entry ${receipt.index})`);
    return 0;
  } finally {
    await opened.close();
  }
}
