// Whether who sends a bound token holds the key that it is bound to (RFC 9449): the proof's signature by `jose`, its claims, a nonce of this
// process, and that it comes for the first time. INVARIANT: a proof counts once: its nonce is this process's, and this process remembers the
// proofs that it took for longer than one is valid. Where there is no room for one
// it is not taken.

import { createHash, createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import { calculateJwkThumbprint, compactVerify, decodeProtectedHeader, errors, type JWK } from "jose";
import { checkProof, PROOF_ALGORITHMS, PROOF_SECONDS, PROOF_TYPE } from "../../core/identity/dpop-proof.ts";
import type { ProofFault } from "../../core/identity/token-fault.ts";
import { readKeySet } from "./key-set.ts";
import { ProofMemory } from "./proof-memory.ts";

/** How long a nonce is given out; it is taken for as long again. */
const NONCE_SECONDS = 120;
/** Longer than from the earliest to the latest moment at which one proof is taken. */
const REMEMBERED_SECONDS = 2 * PROOF_SECONDS + 1;
const MOST_REMEMBERED = 200_000;

interface Sent {
  readonly proof: string;
  readonly method: string;
  readonly token: string;
  /** The thumbprint in the token. */
  readonly boundTo: string;
}

export class ProofChecker {
  readonly #target: string;
  readonly #seconds: () => number;
  readonly #nonceKey: Uint8Array | null;
  readonly #taken = new ProofMemory({ most: MOST_REMEMBERED, seconds: REMEMBERED_SECONDS });

  /** `url` is what clients use; `seconds` since the Unix epoch. */
  constructor({ url, nonces, seconds }: { url: string; nonces: boolean; seconds: () => number }) {
    this.#target = withoutQuery(url) ?? url;
    this.#seconds = seconds;
    this.#nonceKey = nonces ? randomBytes(32) : null;
  }

  /** For the next proof; null where none is asked for. */
  nonce(): string | null {
    return this.#nonceOf(0);
  }

  /** Null for a sound proof; `full` when no more of this key's can be remembered now. */
  async check({ proof, method, token, boundTo }: Sent): Promise<ProofFault | "full" | null> {
    const read = await readProof(proof);
    if (typeof read === "string") return read;
    const tokenDigest = createHash("sha256").update(token, "latin1").digest("base64url");
    const isTarget = (url: string) => withoutQuery(url) === this.#target;
    const fault = checkProof(read.claims, { method, tokenDigest, isTarget }, this.#seconds());
    if (fault !== null) return fault;
    if (read.thumbprint !== boundTo) return "proof-holder";
    if (!this.#isFresh(read.claims["nonce"])) return "proof-nonce";
    return this.#taken.take({ holder: boundTo, name: read.claims["jti"] }, this.#seconds());
  }

  #isFresh(nonce: unknown): boolean {
    if (this.#nonceKey === null) return true;
    if (typeof nonce !== "string") return false;
    const given = Buffer.from(nonce);
    return [0, 1].some((ago) => {
      const wanted = Buffer.from(this.#nonceOf(ago) ?? "");
      return given.length === wanted.length && timingSafeEqual(given, wanted);
    });
  }

  #nonceOf(ago: number): string | null {
    if (this.#nonceKey === null) return null;
    const period = Math.floor(this.#seconds() / NONCE_SECONDS) - ago;
    return createHmac("sha256", this.#nonceKey).update(String(period)).digest("base64url").slice(0, 22);
  }
}

async function readProof(
  proof: string,
): Promise<{ readonly claims: Readonly<Record<string, unknown>>; readonly thumbprint: string } | ProofFault> {
  try {
    const { typ, alg, jwk, crit } = decodeProtectedHeader(proof);
    const isListed = PROOF_ALGORITHMS.some((listed) => listed === alg);
    if (typ?.toLowerCase() !== PROOF_TYPE || alg === undefined || !isListed || crit !== undefined) return "proof-form";
    const [key] = readKeySet({ keys: [jwk] }) ?? [];
    if (key === undefined || jwk === undefined || !key.fits(alg)) return "proof-key";
    const imported = await key.imported(alg).catch(() => null);
    if (imported === null) return "proof-key";
    const signed = await compactVerify(proof, imported, { algorithms: [alg] }).catch((error: unknown) => {
      if (error instanceof errors.JOSEError || error instanceof TypeError) return null;
      throw error;
    });
    if (signed === null) return "proof-signature";
    const claims: unknown = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(signed.payload));
    if (typeof claims !== "object" || claims === null) return "proof-form";
    return { claims: { ...claims }, thumbprint: await thumbprintOf(jwk) };
  } catch (error) {
    if (error instanceof TypeError || error instanceof SyntaxError || error instanceof errors.JOSEError)
      return "proof-form";
    throw error;
  }
}

/** RFC 7638. */
function thumbprintOf(jwk: JWK): Promise<string> {
  return calculateJwkThumbprint(jwk, "sha256");
}

/** As URLs are normalised (WHATWG), which is more than RFC 9449 wants and the same on both sides; null for one that names a user. */
function withoutQuery(written: string): string | null {
  if (!URL.canParse(written)) return null;
  const url = new URL(written);
  if (url.username !== "" || url.password !== "") return null;
  url.search = "";
  url.hash = "";
  return url.href;
}
