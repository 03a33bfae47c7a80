// What this server says of itself as a protected resource (RFC 9728): which authorization servers give tokens for it, and how they are sent.

import { PROOF_ALGORITHMS } from "./dpop-proof.ts";

interface ParsedUrl {
  readonly origin: string;
  readonly pathname: string;
}

/** Where it is said, by the URL of the resource (section 3.1): in front of its path, and at the root for clients that look there. */
export function metadataPaths({ pathname }: ParsedUrl): readonly string[] {
  const root = "/.well-known/oauth-protected-resource";
  return pathname === "/" ? [root] : [`${root}${pathname}`, root];
}

export function metadataUrl(url: ParsedUrl): string {
  const [path = ""] = metadataPaths(url);
  return `${url.origin}${path}`;
}

/** `publicUrl` is the audience that clients ask for, byte for byte. */
export function describeResource({
  publicUrl,
  issuers,
  scopes,
  boundAlone,
}: {
  publicUrl: string;
  issuers: readonly string[];
  scopes: readonly string[];
  boundAlone: boolean;
}): object {
  return {
    resource: publicUrl,
    authorization_servers: issuers,
    ...(scopes.length > 0 && { scopes_supported: scopes }),
    bearer_methods_supported: ["header"],
    dpop_signing_alg_values_supported: PROOF_ALGORITHMS,
    dpop_bound_access_tokens_required: boundAlone,
    resource_name: "Gatehouse",
  };
}
