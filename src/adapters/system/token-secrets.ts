// Static tokens on node:crypto: 256 random bits behind a prefix, and SHA-256.

import { createHash, randomBytes } from "node:crypto";
import { TOKEN_PREFIX } from "../../core/identity/static-token.ts";
import type { TokenSecrets } from "../../gate/ports/tokens.ts";

export const tokenSecrets: TokenSecrets = {
  make: () => {
    const token = `${TOKEN_PREFIX}${randomBytes(32).toString("base64url")}`;
    return { token, digest: digestOfToken(token), id: randomBytes(5).toString("hex") };
  },
};

/** In hexadecimal. */
export function digestOfToken(token: string): string {
  return createHash("sha256").update(token, "utf8").digest("hex");
}
