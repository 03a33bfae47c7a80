// What a proof has to say of the request that it comes with (RFC 9449, section 4.3), once it is known to be signed by the key in its header.
// Pure; every claim is the sender's word.

import type { ProofFault } from "./token-fault.ts";

export interface ProvedRequest {
  /** In capitals. */
  readonly method: string;
  /** SHA-256 of the access token, in base64url. */
  readonly tokenDigest: string;
  /** Whether a URL is that of the request, but for query and fragment. */
  isTarget(url: string): boolean;
}

/** Algorithms by which proofs may be signed, as challenges name them. */
export const PROOF_ALGORITHMS = ["ES256", "EdDSA", "Ed25519", "PS256", "RS256"] as const;
export const PROOF_TYPE = "dpop+jwt";
/** By which `iat` may be off, either way. */
export const PROOF_SECONDS = 60;
const LONGEST_NAME = 256;

/** Null for a proof of this request. `seconds` since the Unix epoch. */
export function checkProof(
  claims: Readonly<Record<string, unknown>>,
  request: ProvedRequest,
  seconds: number,
): ProofFault | null {
  const { htm, htu, iat, jti, ath } = claims;
  if (htm !== request.method) return "proof-method";
  if (typeof htu !== "string" || !request.isTarget(htu)) return "proof-url";
  if (typeof iat !== "number" || !(Math.abs(iat - seconds) <= PROOF_SECONDS)) return "proof-time";
  if (typeof jti !== "string" || jti === "" || jti.length > LONGEST_NAME) return "proof-name";
  return ath === request.tokenDigest ? null : "proof-token";
}
