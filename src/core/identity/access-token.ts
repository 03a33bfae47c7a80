// What an access token has to say, once its signature is known to be the issuer's (RFC 9068, section 4; RFC 7519, section 4). Pure: header and
// claims in, the token as the gate knows it or the rule that refuses it out. Every claim is the issuer's word, and its type is nobody's: what
// is no text or no time of a sensible size is refused, in place of being converted.

import type { TokenFault } from "./token-fault.ts";

/** What is taken of one issuer, as gatehouse.yaml says. */
export interface IssuerRules {
  readonly issuer: string;
  /** Of which aud has to name one. */
  readonly audiences: readonly string[];
  readonly algorithms: readonly string[];
  /** `jwt`: also a token that says typ JWT, or none. */
  readonly typ: "at+jwt" | "jwt";
  /** Beside those that are always required. */
  readonly requiredClaims: readonly string[];
  readonly scopes: readonly string[];
  /** Tokens have to be bound to a key (RFC 9449). */
  readonly boundAlone: boolean;
  readonly maxLifetimeSeconds: number;
  readonly clockSkewSeconds: number;
  /** Names of the claims that hold who it is, and which client asked for it; of several the first that is there. */
  readonly subjectClaim: string;
  readonly clientClaims: readonly string[];
}

/** A token whose signature and claims are sound. Who that is here is another question: `knownAs`. */
export interface AccessToken {
  readonly issuer: string;
  /** For whom it was given. */
  readonly subject: string;
  /** Which client asked for it; null only where an actor is named and no client. */
  readonly client: string | null;
  /** Who uses it for the subject: the current actor (RFC 8693, section 4.1); null where the token names none. */
  readonly actor: string | null;
  readonly claims: Readonly<Record<string, unknown>>;
  /** Seconds since the Unix epoch from which on it is not accepted, the skew included. */
  readonly until: number;
  /** Thumbprint of the key that it is bound to (RFC 9449, section 6.1); null for a bearer token. */
  readonly boundTo: string | null;
}

type Claims = Readonly<Record<string, unknown>>;

const ACCESS_TOKEN = "at+jwt";
/** Only in ID tokens (OpenID Connect Core, sections 2 and 3.3.2.11). */
const OF_ID_TOKENS = ["nonce", "at_hash", "c_hash"] as const;
/** Seconds since the epoch that a time may be: the year 9999. */
const LATEST = 253_402_300_799;
const LONGEST_NAME = 512;

/** Before the signature is looked at: what the header says of itself. `header` is attacker-controlled. */
export function checkHeader(header: Claims, { algorithms, typ }: IssuerRules): TokenFault | null {
  if (header["crit"] !== undefined) return "token-header";
  const { alg } = header;
  if (typeof alg !== "string" || !algorithms.includes(alg)) return "token-algorithm";
  const said = header["typ"];
  if (said === undefined) return typ === "jwt" ? null : "token-type";
  if (typeof said !== "string") return "token-type";
  const type = said.toLowerCase().replace(/^application\//, "");
  return type === ACCESS_TOKEN || (typ === "jwt" && type === "jwt") ? null : "token-type";
}

/** `seconds` since the Unix epoch. */
export function checkClaims(claims: Claims, rules: IssuerRules, seconds: number): AccessToken | TokenFault {
  if (claims["iss"] !== rules.issuer) return "token-issuer";
  if (OF_ID_TOKENS.some((name) => claims[name] !== undefined)) return "token-identity";
  const audiences = textsOf(claims["aud"]);
  if (audiences === null) return "token-claim";
  if (!audiences.some((audience) => rules.audiences.includes(audience))) return "token-audience";
  if (rules.requiredClaims.some((name) => claims[name] === undefined || claims[name] === null)) return "token-claim";
  const subject = nameOf(claims[rules.subjectClaim]);
  const users = usersOf(claims, rules);
  const [issued, expires] = [timeOf(claims["iat"]), timeOf(claims["exp"])];
  if (subject === null || users === null || issued === null || expires === null) return "token-claim";
  const late = checkTimes({ issued, expires, begins: claims["nbf"] }, rules, seconds);
  if (late !== null) return late;
  const boundTo = keyOf(claims["cnf"]);
  if (boundTo === undefined) return "token-binding";
  if (boundTo === null && rules.boundAlone) return "token-unbound";
  const scopes = new Set(scopesOf(claims));
  if (rules.scopes.some((scope) => !scopes.has(scope))) return "token-scope";
  return { issuer: rules.issuer, subject, ...users, claims, until: expires + rules.clockSkewSeconds, boundTo };
}

function checkTimes(
  { issued, expires, begins }: { issued: number; expires: number; begins: unknown },
  { clockSkewSeconds: skew, maxLifetimeSeconds }: IssuerRules,
  seconds: number,
): TokenFault | null {
  const from = begins === undefined ? issued : timeOf(begins);
  if (from === null) return "token-claim";
  if (expires + skew <= seconds) return "token-expired";
  if (Math.max(issued, from) > seconds + skew) return "token-early";
  return expires - issued > maxLifetimeSeconds ? "token-lifetime" : null;
}

/** Both are kept: an actor does not take the client's place, or a client that is known would be forgotten by naming one that is not. Of nested
 * actors the outermost is the current one, and the others decide nothing (RFC 8693, section 4.1). Null where either is no name. */
function usersOf(claims: Claims, { clientClaims, issuer }: IssuerRules): Pick<AccessToken, "client" | "actor"> | null {
  const { act } = claims;
  const said = clientClaims.map((name) => claims[name]).filter((value) => value !== undefined);
  const [first] = said;
  if (said.some((each) => each !== first)) return null; // two that differ: nobody can tell which it is
  const client = nameOf(first);
  if (client === null && first !== undefined) return null;
  if (act === undefined) return client === null ? null : { client, actor: null };
  if (typeof act !== "object" || act === null) return null;
  const from: unknown = Reflect.get(act, "iss");
  const actor = from === undefined || from === issuer ? nameOf(Reflect.get(act, "sub")) : null;
  return actor === null ? null : { client, actor };
}

/** Undefined for a confirmation that is not understood: a token that is bound by it is not to be taken without it (RFC 7800, section 3.1). */
function keyOf(confirmation: unknown): string | null | undefined {
  if (confirmation === undefined) return null;
  if (typeof confirmation !== "object" || confirmation === null) return undefined;
  const members = Object.entries(confirmation);
  const [[name, value] = []] = members;
  return members.length === 1 && name === "jkt" && typeof value === "string" ? value : undefined;
}

/** `scope` (RFC 8693, section 4.2), and `scp` where providers write that. */
function scopesOf(claims: Claims): readonly string[] {
  return [claims["scope"], claims["scp"]].flatMap((said) =>
    typeof said === "string" ? said.split(" ") : (textsOf(said) ?? []),
  );
}

function nameOf(value: unknown): string | null {
  return typeof value === "string" && value !== "" && value.length <= LONGEST_NAME ? value : null;
}

function timeOf(value: unknown): number | null {
  return typeof value === "number" && value >= 0 && value <= LATEST ? value : null;
}

function textsOf(value: unknown): readonly string[] | null {
  if (typeof value === "string") return [value];
  if (!Array.isArray(value)) return null;
  const texts = value.filter((each) => typeof each === "string");
  return texts.length === value.length ? texts : null;
}
