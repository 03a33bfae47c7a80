// The server's side of SASL with SCRAM-SHA-256 and SCRAM-SHA-256-PLUS (PostgreSQL manual, 54.3; RFC 5802; RFC 5929 for tls-server-end-point).
// Every byte that comes is attacker-controlled. A name that nobody has is answered by a salt of its own, made up and always the same, and is
// told at the same place and in the same words that it is not known.

import { createHmac, randomBytes } from "node:crypto";
import { provesPassword, serverSignature } from "../../adapters/system/scram-keys.ts";
import type { ScramVerifier } from "../../core/identity/scram-verifier.ts";

const NONCE_BYTES = 18;
const SALT_BYTES = 16;
/** Far more than clients send. */
const LONGEST = 4_096;

export type ScramStep =
  | { readonly kind: "continue"; readonly data: string }
  /** `verifier` is the one that the client proved to have the password of. */
  | { readonly kind: "proved"; readonly data: string; readonly verifier: ScramVerifier }
  /** The password is another one, or there is nobody of that name. */
  | { readonly kind: "unproved" }
  /** Not what the protocol has here. */
  | { readonly kind: "malformed" };

export interface ScramOf {
  /** Null where the certificate has none, and -PLUS is not offered. */
  readonly binding: Uint8Array | null;
  /** Those that any of the user's tokens has; all with one salt. Empty where there is nobody. */
  readonly verifiers: readonly ScramVerifier[];
  /** What the salt of nobody is made of. */
  readonly madeUp: { readonly key: Uint8Array; readonly user: string; readonly iterations: number };
}

const ZEROS = Buffer.alloc(32).toString("base64");
const PLUS = "SCRAM-SHA-256-PLUS";
const PLAIN = "SCRAM-SHA-256";

export function mechanismsOf({ binding }: Pick<ScramOf, "binding">): readonly string[] {
  return binding === null ? [PLAIN] : [PLUS, PLAIN];
}

export class ScramExchange {
  readonly #of: ScramOf;
  #header = "";
  #bound = false;
  #clientFirst = "";
  #serverFirst = "";
  #nonce = "";

  constructor(of: ScramOf) {
    this.#of = of;
  }

  /** The client's first message, and the mechanism that it chose. */
  first(mechanism: string, data: string): ScramStep {
    const [, header, flag, , bare] = /^((n|y|p=([\w.-]+)),,)(.*)$/s.exec(data) ?? [];
    const nonce = /^n=[^,]*,r=([\x21-\x2b\x2d-\x7e]+)(?:,.*)?$/s.exec(bare ?? "")?.[1];
    const isPlus = mechanism === PLUS && this.#of.binding !== null;
    if (header === undefined || bare === undefined || nonce === undefined || data.length > LONGEST) return MALFORMED;
    if (!isPlus && mechanism !== PLAIN) return MALFORMED;
    // a client that can bind and was told that the server cannot has been lied to
    if (isPlus ? flag !== "p=tls-server-end-point" : flag !== "n" && (flag !== "y" || this.#of.binding !== null)) {
      return MALFORMED;
    }
    const { verifiers, madeUp } = this.#of;
    const [first] = verifiers;
    this.#header = header;
    this.#bound = isPlus;
    this.#clientFirst = bare;
    this.#nonce = `${nonce}${randomBytes(NONCE_BYTES).toString("base64")}`;
    const salt = first?.salt ?? madeUpSalt(madeUp);
    this.#serverFirst = `r=${this.#nonce},s=${salt},i=${first?.iterations ?? madeUp.iterations}`;
    return { kind: "continue", data: this.#serverFirst };
  }

  /** The client's last message. */
  last(data: string): ScramStep {
    const [, unproved, binding, nonce, proof] =
      /^(c=([A-Za-z0-9+/=]+),r=([^,]+)(?:,[^p][^,]*)*),p=([A-Za-z0-9+/=]+)$/s.exec(data) ?? [];
    if (unproved === undefined || binding === undefined || proof === undefined || data.length > LONGEST) {
      return MALFORMED;
    }
    const bound = this.#bound ? (this.#of.binding ?? Buffer.alloc(0)) : Buffer.alloc(0);
    const expected = Buffer.concat([Buffer.from(this.#header, "utf8"), bound]).toString("base64");
    if (binding !== expected || nonce !== this.#nonce) return MALFORMED;
    const authMessage = `${this.#clientFirst},${this.#serverFirst},${unproved}`;
    const { verifiers } = this.#of;
    // nobody's is looked at too, so that it takes its time
    const verifier = [...verifiers, NOBODYS].find((each) => provesPassword(proof, each, authMessage));
    return verifier === undefined || verifier === NOBODYS
      ? { kind: "unproved" }
      : { kind: "proved", data: `v=${serverSignature(verifier, authMessage)}`, verifier };
  }
}

/** Whose key is the hash of nothing that anybody knows. */
const NOBODYS: ScramVerifier = { iterations: 0, salt: "", storedKey: ZEROS, serverKey: ZEROS };

const MALFORMED: ScramStep = { kind: "malformed" };

function madeUpSalt({ key, user }: ScramOf["madeUp"]): string {
  return createHmac("sha256", key).update(`scram salt ${user}`).digest().subarray(0, SALT_BYTES).toString("base64");
}
