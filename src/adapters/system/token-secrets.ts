// Static tokens on node:crypto: 256 random bits behind a prefix, and SHA-256.

import { createHash, randomBytes } from "node:crypto";
import { formatVerifier } from "../../core/identity/scram-verifier.ts";
import { TOKEN_PREFIX } from "../../core/identity/static-token.ts";
import type { TokenSecrets } from "../../gate/ports/tokens.ts";
import { makeVerifier } from "./scram-keys.ts";

export const tokenSecrets = {
  make: () => {
    const token = `${TOKEN_PREFIX}${randomBytes(32).toString("base64url")}`;
    return { token, digest: digestOfToken(token), id: randomBytes(5).toString("hex") };
  },
} satisfies TokenSecrets;

/** Tokens that are passwords of SCRAM: no digest of them could stand for what is kept. `salt` is base64. */
export function passwordSecrets(salt: string): TokenSecrets {
  return {
    make: async () => {
      const made = tokenSecrets.make();
      return { ...made, digest: formatVerifier(await makeVerifier(made.token, salt)) };
    },
  };
}

/** Base64; of a user's first token. */
export function newSalt(): string {
  return randomBytes(16).toString("base64");
}

/** In hexadecimal. */
export function digestOfToken(token: string): string {
  return createHash("sha256").update(token, "utf8").digest("hex");
}
