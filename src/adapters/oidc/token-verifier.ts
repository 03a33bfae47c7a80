// Whether an access token is one of a trusted issuer's: its header, its signature by `jose`, its claims. What was found sound is kept by the
// SHA-256 of the token, for as long as its claims and the key that signed it last. INVARIANT: no token is kept, and none is in what this says.

import { createHash } from "node:crypto";
import { compactVerify, decodeProtectedHeader, errors } from "jose";
import { type AccessToken, checkClaims, checkHeader, type IssuerRules } from "../../core/identity/access-token.ts";
import type { TokenFault } from "../../core/identity/token-fault.ts";
import type { FetchJson } from "./fetch-json.ts";
import { IssuerKeys, type KeySettings } from "./issuer-keys.ts";
import type { SigningKey } from "./key-set.ts";

export interface TrustedIssuer extends IssuerRules, KeySettings {}

export type Verified =
  | { readonly kind: "sound"; readonly token: AccessToken }
  | { readonly kind: "fault"; readonly fault: TokenFault }
  /** The issuer's keys cannot be had: nobody can tell. */
  | { readonly kind: "unavailable"; readonly seconds: number };

interface Kept {
  readonly sound: Extract<Verified, { kind: "sound" }>;
  readonly key: SigningKey;
  readonly keys: IssuerKeys;
}

interface Trusted {
  readonly rules: TrustedIssuer;
  readonly keys: IssuerKeys;
}

/** Tokens that are known to be sound. */
const MOST_KEPT = 10_000;
const JWT = /^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+$/;

export class TokenVerifier {
  readonly #issuers: ReadonlyMap<string, Trusted>;
  readonly #kept = new Map<string, Kept>();
  readonly #seconds: () => number;

  constructor(
    issuers: readonly TrustedIssuer[],
    around: { seconds(): number; readonly fetchJson: FetchJson; readonly log: (line: string) => void },
  ) {
    this.#issuers = new Map(issuers.map((rules) => [rules.issuer, { rules, keys: new IssuerKeys(rules, around) }]));
    this.#seconds = () => around.seconds();
  }

  /** Names of claims that are required and that a token says nothing of; for people, and before anything is proved. */
  lacks(token: string): readonly string[] {
    const claims = readToken(token)?.claims ?? {};
    const rules = this.#trusted(claims)?.rules;
    if (rules === undefined) return [];
    const { subjectClaim, clientClaims, requiredClaims } = rules;
    const one = ["aud", "exp", "iat", subjectClaim, ...requiredClaims].filter((name) => claims[name] === undefined);
    const isOfClient = [...clientClaims, "act"].some((name) => claims[name] !== undefined);
    return isOfClient ? one : [...one, clientClaims.join(" or ")];
  }

  async verify(token: string): Promise<Verified> {
    const digest = createHash("sha256").update(token, "latin1").digest("base64");
    const kept = this.#kept.get(digest);
    if (kept !== undefined) {
      if (kept.keys.holds(kept.key) && kept.sound.token.until > this.#seconds()) return kept.sound;
      this.#kept.delete(digest);
    }
    const read = readToken(token);
    if (read === null) return { kind: "fault", fault: "token-form" };
    const trusted = this.#trusted(read.claims);
    if (trusted === undefined) return { kind: "fault", fault: "token-issuer" };
    return this.#check({ token, digest, header: read.header }, trusted);
  }

  #trusted(claims: Readonly<Record<string, unknown>>): Trusted | undefined {
    const { iss } = claims;
    return typeof iss === "string" ? this.#issuers.get(iss) : undefined;
  }

  async #check(
    { token, digest, header }: { token: string; digest: string; header: Readonly<Record<string, unknown>> },
    { rules, keys }: Trusted,
  ): Promise<Verified> {
    const unfit = checkHeader(header, rules);
    if (unfit !== null) return { kind: "fault", fault: unfit };
    const [kid, alg] = [header["kid"], String(header["alg"])];
    if (kid !== undefined && typeof kid !== "string") return { kind: "fault", fault: "token-key" };
    const found = await keys.find(kid, alg);
    if (found.kind === "unavailable") return found;
    if (found.keys.length === 0) return { kind: "fault", fault: "token-key" };
    for (const key of found.keys) {
      const payload = await payloadOf(token, { key, alg });
      if (payload === null) continue;
      const claims = objectIn(payload);
      const checked = claims === null ? "token-form" : checkClaims(claims, rules, this.#seconds());
      if (typeof checked === "string") return { kind: "fault", fault: checked };
      const sound = { kind: "sound", token: checked } as const;
      this.#keep(digest, { sound, key, keys });
      return sound;
    }
    return { kind: "fault", fault: "token-signature" };
  }

  #keep(digest: string, kept: Kept): void {
    if (this.#kept.size >= MOST_KEPT) {
      const [oldest] = this.#kept.keys();
      if (oldest !== undefined) this.#kept.delete(oldest);
    }
    this.#kept.set(digest, kept);
  }
}

/** Null where this key did not sign it. */
async function payloadOf(token: string, { key, alg }: { key: SigningKey; alg: string }): Promise<Uint8Array | null> {
  try {
    const { payload } = await compactVerify(token, await key.imported(alg), { algorithms: [alg] });
    return payload;
  } catch (error) {
    if (error instanceof errors.JOSEError || error instanceof TypeError || error instanceof DOMException) return null;
    throw error;
  }
}

/** Unproved: to know by which rules it is to be proved. Null for what is no signed JWT. */
function readToken(
  token: string,
): { readonly header: Readonly<Record<string, unknown>>; readonly claims: Readonly<Record<string, unknown>> } | null {
  if (!JWT.test(token)) return null;
  try {
    const header: Readonly<Record<string, unknown>> = { ...decodeProtectedHeader(token) };
    const claims = objectIn(Buffer.from(token.split(".")[1] ?? "", "base64url"));
    return claims === null ? null : { header, claims };
  } catch {
    return null;
  }
}

function objectIn(bytes: Uint8Array): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
    return typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : null;
  } catch {
    return null;
  }
}
