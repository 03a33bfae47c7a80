// The issuers of gatehouse.yaml as what checks their tokens and what tells clients of them.

import type { TrustedIssuer } from "../../adapters/oidc/token-verifier.ts";
import type { TokensOffered } from "../../core/identity/challenge.ts";
import { describeResource, metadataPaths, metadataUrl } from "../../core/identity/protected-resource.ts";
import type { ConfigFile } from "../../core/policy/schema/config-schema.ts";
import type { Clock } from "../../gate/ports/clock.ts";
import type { IssuedTokens } from "./authenticate-request.ts";

type Settings = NonNullable<ConfigFile["transport"]["http"]>;
type Issuer = Settings["issuers"][number];

function trustedIssuers(issuers: readonly Issuer[], publicUrl: string): readonly TrustedIssuer[] {
  return issuers.map(({ issuer, audience = publicUrl, algorithms, typ, jwks, scopes, claims, dpop, ...more }) => ({
    issuer,
    audiences: typeof audience === "string" ? [audience] : audience,
    algorithms,
    typ,
    requiredClaims: more["required-claims"],
    scopes,
    boundAlone: dpop === "required",
    maxLifetimeSeconds: more["max-lifetime"],
    clockSkewSeconds: more["clock-skew"],
    subjectClaim: claims.subject,
    clientClaims: claims.client === undefined ? ["client_id", "azp"] : [claims.client],
    keySet: jwks ?? null,
    lastGoodSeconds: more["last-good"],
  }));
}

/** What anybody is told: nothing where no issuer is trusted. */
export function offerTokens(
  issuers: readonly Issuer[],
  publicUrl: string,
): { offered: TokensOffered | null; metadata: object | null; open: ReadonlySet<string> } {
  if (issuers.length === 0) return { offered: null, metadata: null, open: new Set() };
  const url = new URL(publicUrl);
  const scopes = [...new Set(issuers.flatMap((issuer) => issuer.scopes))];
  const boundAlone = issuers.every(({ dpop }) => dpop === "required");
  const names = issuers.map(({ issuer }) => issuer);
  return {
    offered: { metadataUrl: metadataUrl(url), scopes, boundAlone },
    metadata: describeResource({ publicUrl, issuers: names, scopes, boundAlone }),
    open: new Set(metadataPaths(url)),
  };
}

/** Null, and nothing of it loaded, where no issuer is trusted. */
export async function issuedTokens(
  { issuers, "dpop-nonces": nonces }: Pick<Settings, "issuers" | "dpop-nonces">,
  { url, clock, log }: { url: string; clock: Pick<Clock, "now">; log: (line: string) => void },
): Promise<IssuedTokens | null> {
  if (issuers.length === 0) return null;
  const [{ TokenVerifier }, { ProofChecker }, { fetchJson }] = await Promise.all([
    import("../../adapters/oidc/token-verifier.ts"),
    import("../../adapters/oidc/proof-checker.ts"),
    import("../../adapters/oidc/fetch-json.ts"),
  ]);
  const seconds = () => clock.now() / 1_000_000;
  return {
    verifier: new TokenVerifier(trustedIssuers(issuers, url), { seconds, fetchJson, log }),
    proofs: new ProofChecker({ url, nonces, seconds }),
  };
}
