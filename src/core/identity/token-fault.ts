// By which rule an access token (RFC 6750, section 3.1; RFC 9068, section 4) or the proof beside it (RFC 9449, section 4.3) is refused, with what the client is told and what it or the
// operator does about it. INVARIANT: a sentence names claims and settings, and never a value that was sent.

export interface FaultWords {
  readonly status: 401 | 403;
  readonly error: "invalid_token" | "insufficient_scope" | "access_denied" | "invalid_dpop_proof" | "use_dpop_nonce";
  /** One sentence for the client. */
  readonly description: string;
  /** What should have been sent, or is to be changed; one sentence. */
  readonly remedy: string;
}

const invalid = (description: string, remedy: string): FaultWords => ({
  status: 401,
  error: "invalid_token",
  description,
  remedy,
});

const unproved = (description: string, remedy: string): FaultWords => ({
  status: 401,
  error: "invalid_dpop_proof",
  description,
  remedy,
});

export const TOKEN_FAULTS = {
  "token-form": invalid(
    "The token is no signed JWT: an opaque or an encrypted one is not read here.",
    "Ask the authorization server for a token with the resource parameter (RFC 8707), which is this server's public-url: many give an opaque token without it.",
  ),
  "token-header": invalid(
    "The token's header is not read: it is no JSON object, or names extensions in crit.",
    "Have the authorization server sign tokens without critical extensions.",
  ),
  "token-algorithm": invalid(
    "The token is signed by an algorithm that is not on the list.",
    "Have it signed by one of `algorithms` of the issuer in gatehouse.yaml; none and shared secrets are never among them.",
  ),
  "token-type": invalid(
    "The token's typ is not that of an access token.",
    "Send the access token (typ at+jwt, RFC 9068); where the authorization server writes typ JWT or none, set `typ: jwt` for the issuer.",
  ),
  "token-identity": invalid(
    "The token is an ID token, which says who signed in at the client and is no access token.",
    "Send the access token of the same answer.",
  ),
  "token-issuer": invalid(
    "The token's iss is none of the issuers that are trusted here.",
    "Compare iss with `issuers` in gatehouse.yaml, byte for byte: a slash at the end counts.",
  ),
  "token-key": invalid(
    "The token is signed by a key that its issuer does not publish.",
    "Ask for a new token; if it lasts, compare kid with the issuer's key set.",
  ),
  "token-signature": invalid(
    "The token's signature does not fit it.",
    "Send the token as the authorization server gave it, whole.",
  ),
  "token-audience": invalid(
    "The token's aud is not this server.",
    "Ask for the token with the resource parameter of RFC 8707 set to this server's public-url, or set `audience` of the issuer to what its tokens say.",
  ),
  "token-claim": invalid(
    "The token lacks a claim that is required, or one is of another type than its registration says.",
    "Have the authorization server put iss, aud, exp, iat, sub, the client and `required-claims` into access tokens, texts as texts and times as numbers.",
  ),
  "token-expired": invalid("The token has expired.", "Ask for a new one, by the refresh token where there is one."),
  "token-early": invalid(
    "The token's nbf or iat lies in the future.",
    "Set the clocks of the authorization server and of this machine; `clock-skew` is what they may differ by.",
  ),
  "token-lifetime": invalid(
    "The token's exp lies further after its iat than is taken here.",
    "Have the authorization server give shorter tokens, or raise `max-lifetime` of the issuer.",
  ),
  "token-binding": invalid(
    "The token is bound to a key in a way that does not fit how it was sent.",
    "Send a token with cnf.jkt by the scheme DPoP with a proof, and one without cnf by the scheme Bearer.",
  ),
  "token-unbound": invalid(
    "The token is not bound to a key, and the policies want one that is.",
    "Ask for a token that is bound by DPoP (RFC 9449), and send a proof with each request.",
  ),
  "token-scope": {
    status: 403,
    error: "insufficient_scope",
    description: "The token lacks a scope that this server wants.",
    remedy: "Ask for a token with all of `scopes` of the issuer.",
  },
  "token-nobody": {
    status: 403,
    error: "access_denied",
    description: "The token is sound, and its subject and client are no identity of the policies.",
    remedy: "Add `known-by` with its issuer, subject and client to an identity in policies/identities.yaml.",
  },
  "token-person": {
    status: 403,
    error: "access_denied",
    description:
      "The token is sound, and who uses it, an agent or an actor (act), does not answer to the person that it names.",
    remedy:
      "Give the agent of each person an identity of its own, with that person as owner and both `subject` and `client` (the actor or the client) in `known-by`.",
  },
  "proof-missing": unproved(
    "The token is bound to a key, and no proof of it came.",
    "Send a proof of this request in the DPoP header.",
  ),
  "proof-form": unproved(
    "The proof is no JWT of typ dpop+jwt that is signed by an algorithm on the list.",
    "Sign it by one of the algorithms that the challenge names, with typ dpop+jwt and the public key as jwk in its header.",
  ),
  "proof-key": unproved(
    "The proof's jwk is no public key for signatures.",
    "Put the public key into the header, without its private part.",
  ),
  "proof-signature": unproved(
    "The proof is not signed by the key in its header.",
    "Sign the proof with the private key that belongs to its jwk.",
  ),
  "proof-method": unproved(
    "The proof's htm is not the method of the request.",
    "Make a proof for each request, with its method in capitals.",
  ),
  "proof-url": unproved(
    "The proof's htu is not this server's URL.",
    "Write public-url of the server as htu, as clients have it, without user, query and fragment.",
  ),
  "proof-time": unproved(
    "The proof's iat is more than a minute from now.",
    "Make a proof for each request when it is sent, and set the client's clock.",
  ),
  "proof-name": unproved("The proof has no jti, or one that is too long.", "Name each proof by a fresh UUID in jti."),
  "proof-token": unproved(
    "The proof's ath is not the digest of the token that came with it.",
    "Write the SHA-256 of the access token as ath, in base64url.",
  ),
  "proof-holder": invalid(
    "The proof is by another key than the token is bound to.",
    "Sign it with the key by which the token was asked for.",
  ),
  "proof-replayed": unproved("The proof was used before.", "Make a proof for each request, with a jti of its own."),
  "proof-nonce": {
    status: 401,
    error: "use_dpop_nonce",
    description: "The proof holds no nonce of this server, or an old one.",
    remedy: "Make the proof again with the value of the answer's DPoP-Nonce header as nonce.",
  },
} as const satisfies Record<string, FaultWords>;

export type TokenFault = keyof typeof TOKEN_FAULTS;
export type ProofFault = Extract<TokenFault, `proof-${string}`>;
