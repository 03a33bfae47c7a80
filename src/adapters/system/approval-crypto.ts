// The arithmetic of approvals on node:crypto.

import { createHash, createPublicKey, type JsonWebKeyInput, type KeyObject, randomBytes, verify } from "node:crypto";
import type { ApprovalCrypto, RawPublicKey } from "../../core/approvals/approval-crypto.ts";

const digest = (algorithm: string, parts: readonly Uint8Array[]): Uint8Array => {
  const hash = createHash(algorithm);
  for (const part of parts) hash.update(part);
  return new Uint8Array(hash.digest());
};

export const nodeApprovalCrypto: ApprovalCrypto = {
  sha256: (...parts) => digest("sha256", parts),
  sha512: (...parts) => digest("sha512", parts),
  utf8: (text) => Buffer.from(text, "utf8"),
  nonce: () => randomBytes(16).toString("hex"),
  verify: (key, { message, signature, hash }) => {
    try {
      return verifyWith(createPublicKey({ key: jsonWebKey(key), format: "jwk" }), {
        kind: key.kind,
        message,
        signature,
        hash,
      });
    } catch {
      return false; // numbers that are no key: a point that is not on its curve
    }
  },
};

type Check = Parameters<ApprovalCrypto["verify"]>[1] & { readonly kind: RawPublicKey["kind"] };

function verifyWith(key: KeyObject, { kind, message, signature, hash }: Check): boolean {
  switch (kind) {
    case "ed25519":
      return verify(null, message, key, signature);
    case "ecdsa":
      return verify(hash, message, { key, dsaEncoding: "ieee-p1363" }, signature);
    case "rsa":
      return verify(hash, message, key, signature);
  }
}

function jsonWebKey(key: RawPublicKey): JsonWebKeyInput["key"] {
  const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString("base64url");
  switch (key.kind) {
    case "ed25519":
      return { kty: "OKP", crv: "Ed25519", x: text(key.point) };
    case "ecdsa":
      return { kty: "EC", crv: key.curve, x: text(key.x), y: text(key.y) };
    case "rsa":
      return { kty: "RSA", n: text(key.modulus), e: text(key.exponent) };
  }
}
