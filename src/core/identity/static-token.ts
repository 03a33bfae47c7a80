// A token that Gatehouse itself gave out: who sends it is the identity that it was made for, in its role. The token is known to whoever holds
// it alone: what is kept, and what the entries say, is its SHA-256, from which 256 random bits are not found.

export interface StaticToken {
  /** By which people name it; says nothing of the token. */
  readonly id: string;
  /** SHA-256 of the whole token as text, in hexadecimal; or the verifier of SCRAM, for one that is a password (scram-verifier.ts). */
  readonly digest: string;
  /** In policies/identities.yaml. */
  readonly identity: string;
  /** Null: the identity's first. */
  readonly role: string | null;
  /** RFC 3339, UTC: from then on it is refused. */
  readonly expires: string;
}

/** One that was not revoked. */
export interface KeptToken extends StaticToken {
  /** The entry that says who made it, and when. */
  readonly entry: number;
}

/** By which scanners for secrets find one that was left lying about. */
export const TOKEN_PREFIX = "ght_";

const FORM = /^ght_[A-Za-z0-9_-]{43}$/;

/** Whether a text can be a token of ours; attacker-controlled. */
export function isStaticToken(text: string): boolean {
  return FORM.test(text);
}
