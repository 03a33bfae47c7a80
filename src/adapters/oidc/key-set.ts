// A JSON Web Key Set (RFC 7517) as the keys that signatures are checked by: public ones, for signing, of kinds that are known. What else is in
// it is passed over: a set holds what other receivers need.

import { importJWK, type JWK } from "jose";

type Imported = Awaited<ReturnType<typeof importJWK>>;

export interface SigningKey {
  readonly kid: string | undefined;
  /** Whether it is for signatures of this algorithm. */
  fits(algorithm: string): boolean;
  /** Rejects for a key that is none. */
  imported(algorithm: string): Promise<Imported>;
  /** The same text for the same key. */
  readonly text: string;
}

const MOST_KEYS = 100;
const KINDS: readonly (readonly [kind: string, curve: string | null, algorithms: RegExp])[] = [
  ["RSA", null, /^[RP]S(?:256|384|512)$/],
  ["EC", "P-256", /^ES256$/],
  ["EC", "P-384", /^ES384$/],
  ["EC", "P-521", /^ES512$/],
  ["OKP", "Ed25519", /^Ed(?:DSA|25519)$/],
];

/** Null for what is no key set. */
export function readKeySet(set: unknown): readonly SigningKey[] | null {
  const keys: unknown = Reflect.get(Object(set), "keys");
  if (!Array.isArray(keys) || keys.length > MOST_KEYS) return null;
  return keys.flatMap((key: unknown) => readSigningKey(key) ?? []);
}

function readSigningKey(key: unknown): SigningKey | null {
  if (!isJwk(key)) return null;
  const { kty, crv, use, alg, kid, key_ops: operations } = key;
  const kind = KINDS.find(([name, curve]) => name === kty && (curve === null || curve === crv));
  const isForSigning = (use === undefined || use === "sig") && (operations?.includes("verify") ?? true);
  if (kind === undefined || !isForSigning || "d" in key) return null; // a set that holds a private key has shown it to everybody
  const imports = new Map<string, Promise<Imported>>();
  return {
    kid,
    fits: (algorithm) => kind[2].test(algorithm) && (alg === undefined || alg === algorithm),
    imported: (algorithm) => {
      const known = imports.get(algorithm) ?? importJWK(key, algorithm);
      imports.set(algorithm, known);
      return known;
    },
    text: JSON.stringify(key),
  };
}

function isJwk(value: unknown): value is JWK & { readonly kty: string } {
  if (typeof value !== "object" || value === null) return false;
  const member = (name: string): unknown => Reflect.get(value, name);
  const [kty, kid, alg, ops] = [member("kty"), member("kid"), member("alg"), member("key_ops")];
  const isText = (each: unknown) => each === undefined || typeof each === "string";
  return typeof kty === "string" && isText(kid) && isText(alg) && (ops === undefined || Array.isArray(ops));
}
